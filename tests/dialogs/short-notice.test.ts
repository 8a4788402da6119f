/** "Could you come at a few days' notice?": only where the programme asks, only of who needs care, once, and no answer is missed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportNeeds } from '../../src/discharge/outputs.js';
import { loadProgrammes } from '../../src/programmes/programme.js';
import { PATHS } from '../../src/paths.js';
import { patient } from '../support/people.js';
import { TestStage, type Placed } from '../support/services.js';

let stage: TestStage;
let placed: Placed[];
beforeAll(async () => {
  const { asking } = (await loadProgrammes(PATHS.programmes, 'minsal')).get('minsal') ?? {};
  if (!asking) throw new Error('there is no minsal');
  expect(asking.shortNotice).toBe(false); // an SMS to each of hundreds of thousands is the programme's to decide
  stage = await TestStage.open({ programme: { asking: { ...asking, shortNotice: true } } });
  placed = await stage.add(patient(), patient(), patient(), patient());
  await stage.settle();
});
afterAll(() => stage.close());

/** They still need it, and answer so. Returns the keys of what they were told last. */
async function answers(who: number, ...words: readonly string[]): Promise<readonly string[]> {
  const { addresses } = placed[who] as Placed;
  for (const each of ['1', '1', ...words]) {
    stage.sent = [];
    await stage.says(addresses[0] ?? '', each);
  }
  return stage.sent.flatMap(({ keys }) => keys);
}
const known = async (who: number) =>
  (await stage.services.store.persons.findOne({ _id: placed[who]?.person ?? '' }))?.shortNotice?.is;

describe('a programme that wants to know', () => {
  it('hears yes and no, by digit or in words, and goes on to the phone', async () => {
    expect(await answers(0)).toContain('notice.ask');
    expect(await answers(1, '1')).toContain('phone.ask');
    expect(await answers(2, 'no')).toContain('phone.ask');
    expect([await known(0), await known(1), await known(2)]).toEqual([undefined, true, false]);
  });

  it('misses no answer: whatever else is said leads on, and nobody is called for it', async () => {
    expect(await answers(3, 'zzz qqq')).toContain('phone.ask');
    expect(await known(3)).toBeUndefined();
    expect(await stage.tasks(placed[3]?.person ?? '')).toEqual([]);
  });

  it('tells the health service who can come', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vigente-notice-'));
    await exportNeeds(stage.services, stage.programme, folder);
    const [name = ''] = await readdir(folder);
    const [header = '', ...rows] = (await readFile(join(folder, name), 'utf8')).trim().split('\r\n');
    const at = header.split(';').indexOf('AVISO_CORTO');
    expect(rows.map((row) => row.split(';')[at]).sort()).toEqual(['', '', 'NO', 'SI']);
    await rm(folder, { recursive: true });
  });
});
