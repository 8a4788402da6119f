import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { engines, hold, isRunning, open, remove, serverPid, temporaryFolder, until } from '../support/engines.js';

/** Everything about who starts, shares and ends a server; the engine makes no difference, so the suite runs over each. */
describe.each(engines.map((engine) => engine.id))('a data folder with %s', (engine) => {
  let dataFolder: string;
  beforeEach(() => {
    dataFolder = temporaryFolder();
  });
  afterEach(async () => {
    if (existsSync(join(dataFolder, 'server.json'))) process.kill(serverPid(dataFolder), 'SIGKILL');
    remove(dataFolder);
  });
  const count = async (uri: string): Promise<number> => {
    const client = await new MongoClient(uri).connect();
    const found = await client.db('kept').collection('things').countDocuments();
    await client.close();
    return found;
  };
  const keep = async (uri: string): Promise<void> => {
    const client = await new MongoClient(uri).connect();
    await client
      .db('kept')
      .collection('things')
      .insertOne({ a: 1 }, { writeConcern: { w: 'majority', j: true } });
    await client.close();
  };

  it('keeps what was written from one start to the next, and leaves no server behind', async () => {
    const first = await open({ dataFolder, engine });
    const pid = serverPid(dataFolder);
    await keep(first.uri);
    expect(first.attached).toBe(false);
    expect(statSync(join(dataFolder, 'server.json')).mode & 0o777).toBe(0o600);
    await first.stop();
    await first.stop();
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(join(dataFolder, 'server.json'))).toBe(false);
    expect(readdirSync(join(dataFolder, 'server.users'))).toEqual([]);
    const second = await open({ dataFolder });
    expect(second.engine).toBe(engine);
    expect(await count(second.uri)).toBe(1);
    await second.stop();
  });

  it('lets a second process in, and runs until the last one has left, whoever started it', async () => {
    const starter = await hold({ dataFolder, engine });
    const pid = serverPid(dataFolder);
    const guest = await open({ dataFolder });
    expect(guest.attached).toBe(true);
    expect(guest.uri).toBe(starter.answer.uri);
    starter.process.stdin?.write('stop\n');
    await starter.ended;
    await keep(guest.uri);
    expect(isRunning(pid)).toBe(true);
    await guest.stop();
    expect(isRunning(pid)).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'stops the server in order when its only user gets %s',
    async (signal) => {
      const starter = await hold({ dataFolder, engine });
      const pid = serverPid(dataFolder);
      starter.process.kill(signal);
      expect(await starter.ended).toEqual({ code: null, signal });
      expect(isRunning(pid)).toBe(false);
      expect(existsSync(join(dataFolder, 'server.json'))).toBe(false);
    },
  );

  it('stops the server when its only user ends without a word', async () => {
    const starter = await hold({ dataFolder, engine });
    const pid = serverPid(dataFolder);
    starter.process.stdin?.write('exit\n');
    await starter.ended;
    await until(() => !isRunning(pid));
  });

  it('adopts the server of a process that was killed', async () => {
    const starter = await hold({ dataFolder, engine });
    const pid = serverPid(dataFolder);
    await keep(starter.answer.uri ?? '');
    starter.process.kill('SIGKILL');
    await starter.ended;
    expect(isRunning(pid)).toBe(true);
    const next = await open({ dataFolder });
    expect(next).toMatchObject({ attached: true, uri: starter.answer.uri });
    expect(next.said.join()).toContain('left running');
    expect(await count(next.uri)).toBe(1);
    await next.stop();
    expect(isRunning(pid)).toBe(false);
  });

  it('starts anew after its server was killed, and forgets the record of the dead one', async () => {
    const first = await open({ dataFolder, engine });
    await keep(first.uri);
    const dead = serverPid(dataFolder);
    process.kill(dead, 'SIGKILL');
    await until(() => !isRunning(dead));
    const second = await open({ dataFolder });
    expect(second.attached).toBe(false);
    expect(serverPid(dataFolder)).not.toBe(dead);
    expect(await count(second.uri)).toBe(1);
    const pid = serverPid(dataFolder);
    await second.stop();
    await first.stop();
    expect(isRunning(pid)).toBe(false);
  });

  it('does not take another process under the same pid for its server', async () => {
    const stranger = { uri: 'mongodb://127.0.0.1:9/?directConnection=true', pid: process.pid, started: '1', engine };
    writeFileSync(join(dataFolder, 'server.json'), JSON.stringify(stranger));
    const server = await open({ dataFolder, engine });
    expect(server.attached).toBe(false);
    await server.stop();
    expect(isRunning(process.pid)).toBe(true);
  });

  it('gives two processes that start at once the same server', async () => {
    const both = await Promise.all([
      hold({ dataFolder, engine }),
      hold({ dataFolder, engine }),
      hold({ dataFolder, engine }),
    ]);
    expect(new Set(both.map((one) => one.answer.uri)).size).toBe(1);
    expect(both.filter((one) => one.answer.attached === false)).toHaveLength(1);
    const pid = serverPid(dataFolder);
    for (const one of both) one.process.stdin?.write('stop\n');
    await Promise.all(both.map((one) => one.ended));
    expect(isRunning(pid)).toBe(false);
  });

  it('refuses a second server on files that another one has open', async () => {
    const first = await open({ dataFolder, engine });
    const record = readFileSync(join(dataFolder, 'server.json'), 'utf8');
    rmSync(join(dataFolder, 'server.json'));
    await expect(open({ dataFolder })).rejects.toMatchObject({ code: 'folder-in-use', exitCode: 2 });
    writeFileSync(join(dataFolder, 'server.json'), record);
    await keep(first.uri);
    await first.stop();
  });
});
