import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A small checkout with our bin/ in it, and a PATH on which only fakes are: what set-up does is seen from outside, and nothing
 * of this machine is used. The programs write what they are called with into `calls`.
 */
export class Checkout {
  readonly root = mkdtempSync(join(tmpdir(), 'vigente-checkout-'));
  readonly bin = join(this.root, '..', `${this.root.split('/').at(-1)}-bin`);
  readonly cache = join(this.bin, 'cache');
  readonly #calls = join(this.bin, 'calls');

  constructor() {
    mkdirSync(this.bin, { recursive: true });
    symlinkSync(process.execPath, join(this.bin, 'node'));
    for (const name of ['sh', 'mkdir', 'cp', 'cat', 'sleep', 'touch', 'rm', 'chmod', 'ln', 'dirname'])
      symlinkSync(existsSync(`/bin/${name}`) ? `/bin/${name}` : `/usr/bin/${name}`, join(this.bin, name));
    cpSync(join(ROOT, 'bin'), join(this.root, 'bin'), { recursive: true });
    this.write('package.json', '{"type":"module"}');
    this.write(
      'package-lock.json',
      '{"packages":{"":{},"node_modules/typescript":{"version":"1.0.0","integrity":"x"}}}',
    );
    this.write('tsconfig.build.json', '{}');
    this.write('src/main.ts', 'console.log(JSON.stringify(process.argv.slice(2)));');
    this.write('src/words/list.txt', 'uno');
    this.npm();
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string | undefined {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), 'utf8') : undefined;
  }

  /** A program on PATH, as a shell script; each call is noted. */
  program(name: string, script: string): void {
    const path = join(this.bin, name);
    rmSync(path, { force: true });
    writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> "${this.#calls}"\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** `npm ci` that puts a compiler into node_modules which copies main.ts, after `before` has run. */
  npm(before = '', after = ''): void {
    const finder = join(ROOT, 'dist', 'src', 'database');
    const compiler = [
      "const fs = require('fs'); const path = require('path');",
      "const out = process.argv[process.argv.indexOf('--outDir') + 1];",
      `fs.appendFileSync(${JSON.stringify(this.#calls)}, 'tsc\\n');`,
      "if (fs.readFileSync('src/main.ts', 'utf8').includes('BROKEN')) { console.log('main.ts(1,1): error TS1005'); process.exit(2); }",
      "fs.mkdirSync(path.join(out, 'src'), { recursive: true });",
      "fs.copyFileSync('src/main.ts', path.join(out, 'src', 'main.js'));",
      `fs.cpSync(${JSON.stringify(finder)}, path.join(out, 'src', 'database'), { recursive: true });`,
    ].join('\n');
    writeFileSync(join(this.bin, 'compiler.cjs'), compiler);
    this.program(
      'npm',
      `${before}\nmkdir -p node_modules/typescript/bin\necho '{"type":"commonjs","version":"1.0.0"}' > node_modules/typescript/package.json\ncp "${join(this.bin, 'compiler.cjs')}" node_modules/typescript/bin/tsc\n${after}`,
    );
  }

  get calls(): string[] {
    return existsSync(this.#calls) ? readFileSync(this.#calls, 'utf8').trim().split('\n') : [];
  }

  forgetCalls(): void {
    rmSync(this.#calls, { force: true });
  }

  start(...args: string[]): { process: ChildProcess; ended: Promise<Ran> } {
    const child = spawn(process.execPath, [join(this.root, 'bin', 'vigente.js'), ...args], {
      cwd: this.root,
      env: { PATH: this.bin, HOME: this.bin, VIGENTE_CACHE: this.cache },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    return {
      process: child,
      ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr }))),
    };
  }

  run(...args: string[]): Promise<Ran> {
    return this.start(...args).ended;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
    rmSync(this.bin, { recursive: true, force: true });
  }
}
