/** What somebody wrote while the database was away is on a disk: it holds their discharge back like any other word. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dryRun, signAlarm } from '../../src/discharge/batch.js';
import { exportSigte } from '../../src/discharge/export.js';
import { Intake } from '../../src/web/webhooks/intake.js';
import { Spool } from '../../src/web/webhooks/spool.js';
import { bringInSpooled } from '../../src/web/webhooks/spooled.js';
import { patient } from '../support/people.js';
import type { TestStage } from '../support/services.js';
import { approveAll, dischargeStage, giveUp, RESOLVER, stateOf, type GaveUp } from './stage.js';

let stage: TestStage;
let folder: string;
let people: GaveUp[];
beforeAll(async () => {
  stage = await dischargeStage();
  folder = await mkdtemp(join(tmpdir(), 'vigente-spooled-'));
  people = await giveUp(stage, [patient(), patient(), patient()]);
  await approveAll(stage);
  for (const { id } of (await dryRun(stage.services, stage.programme)).alarms)
    await signAlarm(stage.services, stage.programme, 'digera', id, 'looked');
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

/** As a webhook keeps it; `owner` is gone when it is "1_dead". */
const spool = async ({ address }: GaveUp, id: string, owner: string): Promise<void> => {
  const kept = await Spool.open({ folder, name: 'twilio', maxBytes: 2 ** 20, owner, isAlive: () => true });
  const at = new Date(stage.clock.now());
  const row = { _id: `sms:${id}`, state: 'received', channel: 'sms', address, receivedAt: at, saidAt: at } as const;
  await kept.append({ inbound: [{ ...row, secret: Buffer.from('sealed') }], reports: [] });
  await kept.close();
};
const bringIn = () => {
  const intake = new Intake(stage.services.store);
  return bringInSpooled(folder, (rows) => intake.write(rows), (owner) => owner !== '1_dead');
}; // prettier-ignore
const run = (out: string, beforeClosing?: () => Promise<void>) =>
  exportSigte(stage.also({ bringInSpooled: bringIn }), stage.programme, {
    by: 'ana', out: join(folder, out), resolver: RESOLVER, ...(beforeClosing ? { beforeClosing } : {}),
  }); // prettier-ignore

it('refuses an export, naming the file, when that cannot be read into the database', async () => {
  writeFileSync(join(folder, 'twilio-7_x.spool'), 'no rows at all\n');
  await expect(run('refused.csv')).rejects.toThrow(/twilio-7_x\.spool/);
  await rm(join(folder, 'twilio-7_x.spool'));
  expect(await stateOf(stage, people[0]?.entry ?? '')).toBe('approved');
});

it('holds back whoever wrote before the export, and whoever writes while it is made', async () => {
  const [before, during, silent] = people as [GaveUp, GaveUp, GaveUp];
  await spool(before, 'a', '1_dead');
  const exported = await run('out.csv', () => spool(during, 'b', '2_alive'));
  expect(exported).toMatchObject({ rows: 1, left: { 'unread-message': 2 } });
  expect(await Promise.all(people.map(({ entry }) => stateOf(stage, entry)))).toEqual([
    'approved',
    'approved',
    'exported',
  ]);
  expect(await readFile(join(folder, 'out.csv'), 'utf8')).toContain(silent.entry.split(':').at(-1));
  // What a program left that is gone is the database's now; a living one keeps its own file.
  expect(readdirSync(folder).filter((name) => name.endsWith('.spool'))).toEqual(['twilio-2_alive.spool']);
  expect(await stage.services.store.inbound.countDocuments({ _id: { $in: ['sms:a', 'sms:b'] } })).toBe(2);
  // Twice is once.
  expect(await bringIn()).toBe(1);
  expect(await stage.services.store.inbound.countDocuments({ state: 'received' })).toBe(2);
});
