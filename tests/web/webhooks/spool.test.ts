import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { bytesOf } from '../../../src/store/loadConversations.js';
import type { Rows } from '../../../src/turn/rows.js';
import { Spool, SpoolFull, type SpoolOptions } from '../../../src/web/webhooks/spool.js';
import { temporaryFolder } from '../../support/engines.js';
import { row } from './support/rows.js';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (options: Partial<SpoolOptions> = {}): Promise<Spool> =>
  Spool.open({ folder, name: 'twilio', maxBytes: 2 ** 20, owner: 'me_1', isAlive: () => false, ...options });
const fileOf = (owner: string) => join(folder, `twilio-${owner}.spool`);

/** What is handed back, in order. */
async function drained(spool: Spool): Promise<string[]> {
  const ids: string[] = [];
  await spool.drain(async ({ inbound }) => void ids.push(...inbound.map(({ _id }) => _id)));
  return ids;
}
async function left(owner: string, ...ids: string[]): Promise<void> {
  const spool = await open({ owner, isAlive: () => true });
  for (const id of ids) await spool.append(row(id));
  await spool.close();
}

describe('a spool', () => {
  it('gives back what it was given: sealed words and times as they were', async () => {
    const spool = await open();
    await spool.append(row('a'));
    await spool.close();
    const found: Rows[] = [];
    await (await open()).drain(async (rows) => void found.push(rows));
    const [given] = row('a').inbound;
    const [back] = found.flatMap(({ inbound }) => inbound);
    expect(found).toHaveLength(1);
    expect({ ...back, secret: null }).toEqual({ ...given, secret: null });
    expect(bytesOf(back?.secret ?? Buffer.alloc(0)).toString()).toBe('sealed words of a');
  });

  it('that is closed empty leaves no file behind', async () => {
    const spool = await open();
    await spool.append(row('a'));
    await drained(spool);
    await spool.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps what could not be stored, and hands it back again', async () => {
    const spool = await open();
    for (const id of ['a', 'b']) await spool.append(row(id));
    await expect(spool.drain(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(spool.isEmpty).toBe(false);
    expect(await drained(spool)).toEqual(['a', 'b']);
  });

  it('of whoever died is taken over by the next, oldest first; that of a living one is not', async () => {
    await left('dead_2', 'newer');
    await left('dead_1', 'older', 'old');
    await left('living_1', 'theirs');
    utimesSync(fileOf('dead_1'), 1_000, 1_000);
    const spool = await open({ isAlive: (owner) => owner === 'living_1' });
    await spool.append(row('mine'));
    expect(await drained(spool)).toEqual(['older', 'old', 'newer', 'mine']);
    expect(existsSync(fileOf('living_1'))).toBe(true);
    expect(existsSync(fileOf('dead_1'))).toBe(false);
    expect(existsSync(fileOf('dead_2'))).toBe(false);
  });

  it('of another provider is left alone', async () => {
    const other = await open({ name: 'sms-gateway', owner: 'dead_1' });
    await other.append(row('theirs'));
    await other.close();
    expect(await drained(await open())).toEqual([]);
    expect(await drained(await open({ name: 'sms-gateway' }))).toEqual(['theirs']);
  });

  it('is taken over by one of two that come at the same time, or by both, and neither stumbles', async () => {
    await left('dead_1', 'a', 'b');
    const isAlive = (owner: string) => owner !== 'dead_1';
    const spools = await Promise.all(['me_1', 'me_2', 'me_3'].map((owner) => open({ owner, isAlive })));
    const ids = (await Promise.all(spools.map(drained))).flat();
    expect(new Set(ids)).toEqual(new Set(['a', 'b'])); // twice is once
  });

  it('survives a takeover that was cut short: nothing is lost, whatever is there twice', async () => {
    await left('dead_1', 'a', 'b');
    const whole = readFileSync(fileOf('dead_1'));
    writeFileSync(`${fileOf('dead_2')}.new`, whole.subarray(0, 30)); // killed while it joined
    writeFileSync(fileOf('dead_3'), whole); // killed before it removed what it had joined
    expect(new Set(await drained(await open()))).toEqual(new Set(['a', 'b']));
    expect(readdirSync(folder)).toEqual(['twilio-me_1.spool']);
  });
});

describe('a damaged spool', () => {
  it('loses only its torn last line, which nobody was told was kept', async () => {
    await left('dead_1', 'a', 'b');
    appendFileSync(fileOf('dead_1'), '{"inbound":[{"_id":"torn","sta');
    const spool = await open();
    await spool.append(row('c'));
    expect(await drained(spool)).toEqual(['a', 'b', 'c']);
  });

  const encoded = (value: object) => Buffer.from(BSON.serialize(value)).toString('base64');
  it.each([
    ['binary', Buffer.from([0, 1, 2, 255, 254])],
    ['zeros, as a disk leaves them', Buffer.alloc(4096)],
    ['half a row', encoded(row('half')).slice(0, 40)],
    ['JSON', '{"inbound":[{"_id":"x"}],"reports":[]}'],
    ['nothing', ''],
    ['something else', encoded({ a: 1 })],
    ['lists of nothing', encoded({ inbound: [null], reports: [3] })],
    ['no lists', encoded({ inbound: 'x', reports: 'y' })],
  ])('loses only the line that is no row: %s', async (_, garbage) => {
    await left('dead_1', 'a', 'b');
    const lines = readFileSync(fileOf('dead_1'), 'utf8').split('\n');
    const parts = [`${lines[0]}\n`, garbage, `\n${lines[1]}\n`].map((part) => Buffer.from(part));
    writeFileSync(fileOf('dead_1'), Buffer.concat(parts));
    expect(await drained(await open())).toEqual(['a', 'b']);
  });
});

describe('a full spool', () => {
  it('refuses what does not fit, and what it kept is whole', async () => {
    const spool = await open({ maxBytes: 1_000 });
    const kept: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      const isKept = await spool.append(row(`r${n}`)).then(() => true, (error: unknown) => !(error instanceof SpoolFull)); // prettier-ignore
      if (isKept) kept.push(`r${n}`);
    }
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(10);
    expect(readFileSync(fileOf('me_1'), 'utf8').split('\n')).toHaveLength(kept.length + 1);
    expect(await drained(spool)).toEqual(kept);
    await spool.append(row('after'));
    expect(await drained(spool)).toEqual(['after']);
  });
});

describe('a spool that is emptied while more comes in', () => {
  it('loses nothing and keeps the order, however the two meet', async () => {
    let runs = 0;
    const step = fc.constantFrom('append', 'append', 'append', 'drain', 'turn', 'disk');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120 }), async (steps) => {
        const spool = await open({ owner: `run_${(runs += 1)}`, isAlive: () => true });
        const given: string[] = [];
        const stored: string[] = [];
        const store = async ({ inbound }: { readonly inbound: readonly { readonly _id: string }[] }) => {
          await new Promise((resolve) => setImmediate(resolve));
          stored.push(...inbound.map(({ _id }) => _id));
        };
        const kept: Promise<void>[] = [];
        let draining: Promise<unknown> = Promise.resolve();
        let isDraining = false;
        for (const each of steps) {
          if (each === 'append') {
            given.push(`r${given.length}`);
            kept.push(spool.append(row(given.at(-1) ?? '')));
          } else if (each === 'drain' && !isDraining) {
            isDraining = true; // one at a time, as the program does it
            draining = spool.drain(store).finally(() => (isDraining = false));
          } else if (each === 'disk') await kept.at(-1);
          else await new Promise((resolve) => setImmediate(resolve));
        }
        await Promise.all(kept);
        await draining;
        await spool.drain(store);
        expect(stored).toEqual(given);
        expect(spool.isEmpty).toBe(true);
        await spool.close();
      }),
      { numRuns: 40 },
    );
  });

  it('never takes for old what comes in at the moment in which it is cut', async () => {
    const spool = await open();
    const given: string[] = [];
    const stored: string[] = [];
    for (let round = 0; round < 100; round += 1) {
      const id = `r${round}`;
      given.push(id, `${id}+`);
      await spool.append(row(id));
      let late: Promise<void> | undefined;
      await spool.drain(async ({ inbound }) => {
        stored.push(...inbound.map(({ _id }) => _id));
        // The next one comes when this one is stored: while the file is being cut.
        if (!late) setImmediate(() => (late = spool.append(row(`${id}+`))));
      });
      while (!late) await new Promise((resolve) => setImmediate(resolve));
      await late;
      stored.push(...(await drained(spool)));
    }
    expect(stored).toEqual(given);
  });
});
