import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';

/** The two folders of a gateway, to be thrown away. */
export class Folders {
  readonly root = mkdtempSync(join(tmpdir(), 'vigente-sms-'));
  readonly out = join(this.root, 'out');
  readonly in = join(this.root, 'in');

  constructor() {
    mkdirSync(this.out);
    mkdirSync(this.in);
  }
  /** Names in a folder, `done` or `refused` below `in`. */
  names(folder: string): string[] {
    const where = join(this.root, folder);
    return existsSync(where)
      ? readdirSync(where, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort()
      : []; // prettier-ignore
  }
  text(...path: string[]): string {
    return readFileSync(join(this.root, ...path), 'utf8');
  }
  put(name: string, content: string | Buffer): void {
    writeFileSync(join(this.in, name), content);
  }
  /** Rows of all finished files of `out`, without headers. */
  sent(): readonly string[][] {
    return this.names('out')
      .filter((name) => name.endsWith('.csv'))
      .flatMap((name) => parse(this.text('out', name), { delimiter: ';' }).slice(1));
  }
  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Resolves when it is so; the test's own time limit is the longest it waits. */
export async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(2);
}
