import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checkout } from '../support/checkout.js';
import { until } from '../support/engines.js';

/** Getting a database server, with fakes of everything that could give one. */
let checkout: Checkout;
beforeEach(async () => {
  checkout = new Checkout();
  await checkout.run('doctor');
  // The download of MongoDB runs in a process of its own; here it fails as behind a firewall.
  checkout.write('bin/setup/download-mongod.js', 'console.error("getaddrinfo ENOTFOUND"); process.exit(1);');
  checkout.forgetCalls();
});
afterEach(() => checkout.remove());

const venv = (): string => join(checkout.cache, 'secantusdb-0.7.0b3');

/** A python whose venv has a pip that "installs" the server, after `pip` has run. */
function python(version: string, { ensurepip = true, pip = '' } = {}): void {
  const [major, minor] = version.split('.');
  checkout.program(
    'python3',
    `case "$1" in
  -c) echo "${major} ${minor}"; ${ensurepip ? 'exit 0' : 'echo "No module named ensurepip" >&2; exit 1'};;
esac
case "$2" in
  venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; exit 0;;
  pip) ${pip === '' ? ':' : pip}; there=$(dirname "$0"); echo '#!/bin/sh' > "$there/secantusd-py"; chmod 755 "$there/secantusd-py"; exit 0;;
esac`,
  );
}

describe('a machine without a database server', () => {
  it('gets SecantusDB when MongoDB cannot be downloaded, once', async () => {
    python('3.11');
    const first = await checkout.run('import', 'list.csv');
    expect(first).toMatchObject({ code: 0, stdout: '["import","list.csv"]\n' });
    expect(first.stderr).toMatch(
      /Downloading MongoDB[\s\S]*failed[\s\S]*Installing SecantusDB==0\.7\.0b3 with Python 3\.11[\s\S]*done/,
    );
    checkout.forgetCalls();
    expect(await checkout.run('import', 'list.csv')).toMatchObject({ code: 0, stderr: '' });
    expect(checkout.calls).toEqual([]);
  });

  it('gets MongoDB when it can be downloaded', async () => {
    checkout.write(
      'bin/setup/download-mongod.js',
      "import fs from 'node:fs'; fs.writeFileSync(process.argv[2] + '/mongod-x64-8', '#!/bin/sh', { mode: 0o755 });",
    );
    expect(await checkout.run('start')).toMatchObject({ code: 0 });
    expect(existsSync(venv())).toBe(false);
    expect(await checkout.run('start')).toMatchObject({ code: 0, stderr: '' });
  });

  it('names the three ways out, and why each try failed', async () => {
    const none = await checkout.run('start');
    expect(none).toMatchObject({ code: 2, stdout: '' });
    for (const part of [
      'ENOTFOUND',
      'no python3 on PATH',
      '1. set MONGODB_URI',
      '2. install MongoDB',
      '3. install Python',
    ])
      expect(none.stderr).toContain(part);
    python('3.9');
    expect((await checkout.run('start')).stderr).toContain('python3 is 3.9, not 3.10–3.13');
    python('3.12', { ensurepip: false });
    expect((await checkout.run('start')).stderr).toContain('apt install python3.12-venv');
    python('3.12', { pip: 'echo "No matching distribution found" >&2; exit 1' });
    expect((await checkout.run('start')).stderr).toContain('No matching distribution found');
    expect(existsSync(venv())).toBe(false);
  });

  it('runs what needs no database', async () => {
    for (const command of [
      ['doctor'],
      ['understand', 'no'],
      ['dialogs', 'check'],
      ['import', 'f', '--dry-run'],
      ['simulate', '--db', 'none'],
      ['--help'],
    ]) {
      expect(await checkout.run(...command)).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('gets the server again when it was interrupted in between', async () => {
    python('3.11', { pip: 'sleep 30' });
    const first = checkout.start('start');
    await until(() => existsSync(join(venv(), 'bin', 'python')));
    first.process.kill('SIGKILL');
    await first.ended;
    expect(existsSync(join(venv(), 'ready.json'))).toBe(false);
    python('3.11');
    expect(await checkout.run('start')).toMatchObject({ code: 0 });
    expect(existsSync(join(venv(), 'ready.json'))).toBe(true);
  });
});

describe('a machine with a server', () => {
  it('takes what is on PATH', async () => {
    checkout.program('mongod', '');
    expect(await checkout.run('start')).toMatchObject({ code: 0, stderr: '' });
  });

  it('gets the server that the data folder needs, and says so when it cannot', async () => {
    checkout.program('mongod', '');
    mkdirSync(join(checkout.root, '.data'));
    writeFileSync(join(checkout.root, '.data', 'engine.json'), '{"engine":"secantusd-py"}');
    python('3.11');
    expect((await checkout.run('start')).stderr).toContain('Installing SecantusDB');
    writeFileSync(join(checkout.root, '.data', 'engine.json'), '{"engine":"secantusd-rs"}');
    const fast = await checkout.run('start');
    expect(fast.code).toBe(2);
    expect(fast.stderr).toContain('npm run db:fast');
  });
});

describe('the faster server', () => {
  it('needs cargo, and says where to get it', async () => {
    const none = await checkout.run('setup', '--fast-database');
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('rustup.rs');
  });

  it('is built into the cache, with the cmake of PyPI where the machine has none', async () => {
    python('3.11');
    const install = `mkdir -p "${checkout.cache}/bin"; printf '#!/bin/sh\\necho 0.5.3-beta.193\\n' > "${checkout.cache}/bin/secantusd-rs"; chmod 755 "${checkout.cache}/bin/secantusd-rs"; echo "PATH $PATH" >> "${join(checkout.bin, 'calls')}"`;
    checkout.program('cargo', install);
    expect(await checkout.run('setup', '--fast-database')).toMatchObject({ code: 0 });
    expect(checkout.calls).toContain(
      `cargo install secantus-mdb --version 0.5.3-beta.193 --locked --ignore-rust-version --force --root ${checkout.cache}`,
    );
    expect(checkout.calls.find((call) => call.startsWith('PATH'))).toContain(join(checkout.cache, 'cmake', 'bin'));
    checkout.forgetCalls();
    const again = await checkout.run('setup', '--fast-database');
    expect(again.stderr).toContain('already built');
    expect(checkout.calls).toEqual([]);
    expect(await checkout.run('start')).toMatchObject({ code: 0, stderr: '' });
  });

  it('uses the cmake of the machine, and shows the last lines when the build fails', async () => {
    checkout.program('cmake', '');
    checkout.program('cargo', 'echo "error: linker cc not found" >&2; exit 101');
    const failed = await checkout.run('setup', '--fast-database');
    expect(failed.code).toBe(2);
    expect(failed.stderr).toContain('linker cc not found');
    expect(existsSync(join(checkout.cache, 'cmake'))).toBe(false);
  });
});
