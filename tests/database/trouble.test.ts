import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { UserError } from '../../src/domain/failure.js';
import { folderProblem } from '../../src/database/problems.js';
import { engines, open, remove, temporaryFolder } from '../support/engines.js';

/** What goes wrong with a data folder: one clear line, exit 2, and nothing lost. */
let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => remove(folder));

async function problemOf(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`not a UserError: ${String(error)}`);
  expect(error.exitCode).toBe(2);
  expect(error.hint).not.toBe('');
  return error;
}

/** A program that takes the place of an engine. */
function fakeEngine(name: string, script: string): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  return { PATH: `${bin}:/usr/bin:/bin` };
}

const nothing = { cacheFolder: '/nonexistent', env: { PATH: '' } };

describe('a data folder that cannot be used', () => {
  it('may be a file', async () => {
    writeFileSync(join(folder, 'data'), 'precious');
    expect((await problemOf(open({ dataFolder: join(folder, 'data') }))).code).toBe('folder-is-a-file');
    expect((await problemOf(open({ dataFolder: join(folder, 'data', 'below') }))).code).toBe('folder-is-a-file');
    expect(readFileSync(join(folder, 'data'), 'utf8')).toBe('precious');
  });

  it('may be on a full disk', async () => {
    const env = fakeEngine('secantusd-rs', 'exit 1');
    const problem = await problemOf(
      open({ dataFolder: join(folder, 'data'), env, outside: { freeBytes: () => 1_000_000 } }),
    );
    expect(problem).toMatchObject({ code: 'disk-full' });
    expect(existsSync(join(folder, 'data', 'engine.json'))).toBe(false);
  });

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EACCES', 'folder-not-writable'],
    ['EROFS', 'folder-read-only'],
    ['EIO', 'folder-unusable'],
  ])('is told apart when the system says %s', (code, expected) => {
    const problem = folderProblem('/data', Object.assign(new Error(code), { code }));
    expect(problem).toMatchObject({ code: expected, exitCode: 2 });
    expect(problem.message).not.toContain('\n');
  });
});

describe('an engine that is not there', () => {
  it('is told with the three ways out when no engine is', async () => {
    const problem = await problemOf(open({ dataFolder: join(folder, 'data'), ...nothing }));
    expect(problem.code).toBe('no-database');
    expect(problem.hint).toMatch(/MONGODB_URI.*mongod.*Python/);
    expect(readdirSync(join(folder, 'data'))).not.toContain('engine.json');
  });

  it('is told by the folder whose data needs it, and the folder stays as it is', async () => {
    mkdirSync(join(folder, 'database'), { recursive: true });
    writeFileSync(join(folder, 'engine.json'), '{"engine":"secantusd-rs"}');
    writeFileSync(join(folder, 'database', 'secantus_documents_sh1.wt'), 'data');
    const problem = await problemOf(open({ dataFolder: folder, ...nothing }));
    expect(problem).toMatchObject({ code: 'engine-missing' });
    expect(problem.hint).toContain('npm run db:fast');
    const other = await problemOf(open({ dataFolder: folder, engine: 'secantusd-py', ...nothing }));
    expect(other.code).toBe('engine-differs');
    expect(readFileSync(join(folder, 'database', 'secantus_documents_sh1.wt'), 'utf8')).toBe('data');
  });

  it('is found out when the marker of the folder is wrong, missing or unreadable', async () => {
    mkdirSync(join(folder, 'database'), { recursive: true });
    writeFileSync(join(folder, 'database', 'storage.bson'), 'data');
    expect((await problemOf(open({ dataFolder: folder, ...nothing }))).code).toBe('engine-unknown');
    writeFileSync(join(folder, 'engine.json'), '{"engine":"secantusd-py"}');
    expect((await problemOf(open({ dataFolder: folder, ...nothing }))).code).toBe('engine-differs');
    writeFileSync(join(folder, 'engine.json'), '{"engi');
    expect((await problemOf(open({ dataFolder: folder, ...nothing }))).code).toBe('engine-unknown');
  });

  it('refuses the folder of a database that is not ours', async () => {
    writeFileSync(join(folder, 'WiredTiger'), 'WiredTiger');
    expect((await problemOf(open({ dataFolder: folder, ...nothing }))).code).toBe('folder-foreign');
  });
});

describe('a server that does not start', () => {
  it('says the last lines of its log, keeps the log, and leaves an empty folder empty', async () => {
    const env = fakeEngine('secantusd-rs', 'echo first; echo "the reason" >&2; exit 3');
    const dataFolder = join(folder, 'data');
    const problem = await problemOf(open({ dataFolder, env, cacheFolder: folder }));
    expect(problem.code).toBe('server-died');
    expect(problem.message).toContain('the reason');
    expect(problem.hint).toContain('server.log');
    expect(readFileSync(join(dataFolder, 'server.log'), 'utf8')).toContain('the reason');
    expect(readdirSync(dataFolder)).not.toEqual(expect.arrayContaining(['engine.json']));
    expect(readdirSync(dataFolder)).not.toEqual(expect.arrayContaining(['server.json']));
    expect(readdirSync(dataFolder)).not.toEqual(expect.arrayContaining(['server.lock']));
  });

  it('is recognised when the disk is full or the files are open elsewhere', async () => {
    const full = fakeEngine('secantusd-rs', 'echo "WT_LOG: write: No space left on device"; exit 1');
    expect((await problemOf(open({ dataFolder: join(folder, 'a'), env: full, cacheFolder: folder }))).code).toBe(
      'disk-full',
    );
    const busy = fakeEngine(
      'secantusd-rs',
      'echo "WiredTiger database is already being managed by another process"; exit 1',
    );
    expect((await problemOf(open({ dataFolder: join(folder, 'b'), env: busy, cacheFolder: folder }))).code).toBe(
      'folder-in-use',
    );
  });

  it('is waited for no longer than the lock of another start allows', async () => {
    writeFileSync(join(folder, 'server.lock'), JSON.stringify({ pid: process.pid, started: '' }));
    const problem = await problemOf(open({ dataFolder: folder, ...nothing, outside: { lockPatience: 100 } }));
    expect(problem.code).toBe('folder-in-use');
    expect(problem.message).toContain(String(process.pid));
  });
});

describe.each(engines.slice(-1).map((engine) => engine.id))('a port in use, with %s', (engine) => {
  it('is given up for another one', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const port = (taken.address() as AddressInfo).port;
    const ports = [port, 0];
    const pickPort = async (): Promise<number> => {
      const next = ports.shift() ?? 0;
      if (next !== 0) return next;
      const probe = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => probe.once('listening', resolve));
      const free = (probe.address() as AddressInfo).port;
      await new Promise((resolve) => probe.close(resolve));
      return free;
    };
    const server = await open({ dataFolder: folder, engine, outside: { pickPort } });
    expect(new URL(server.uri).port).not.toBe(String(port));
    await server.stop();
    await new Promise((resolve) => taken.close(resolve));
  });
});

describe('MONGODB_URI', () => {
  it('is used as it is and never stopped', async () => {
    const uri = process.env['VIGENTE_TEST_MONGODB_URI'] ?? '';
    const server = await open({ dataFolder: folder, mongodbUri: uri });
    expect(server).toMatchObject({ uri, engine: 'external', attached: true });
    await server.stop();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not repeated in a message: it may hold a password', async () => {
    const bad = await problemOf(open({ dataFolder: folder, mongodbUri: 'mongo://user:secret@host' }));
    expect(bad.code).toBe('mongodb-uri');
    const away = await problemOf(
      open({ dataFolder: folder, mongodbUri: 'mongodb://user:secret@127.0.0.1:9/?serverSelectionTimeoutMS=300' }),
    );
    expect(away.code).toBe('mongodb-unreachable');
    expect(away.message).toContain('127.0.0.1:9');
    for (const problem of [bad, away]) expect(`${problem.message}${problem.hint}`).not.toContain('secret');
  });
});
