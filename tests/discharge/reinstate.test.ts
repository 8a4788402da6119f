/** A discharge that was wrong: the place comes back with its day, and the person hears of it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptAnswer } from '../../src/discharge/accept.js';
import { verifyAudit } from '../../src/audit/verify.js';
import { dryRun, signAlarm } from '../../src/discharge/batch.js';
import { exportSigte } from '../../src/discharge/export.js';
import { propose } from '../../src/discharge/propose.js';
import { reinstate } from '../../src/discharge/reinstate.js';
import { patient } from '../support/people.js';
import { seededKeyring } from '../../src/simulate/keyring.js';
import { vigente } from '../support/command.js';
import type { TestStage } from '../support/services.js';
import { approveAll, DAY, dischargeStage, giveUp, RESOLVER, stateOf, type GaveUp } from './stage.js';

let stage: TestStage;
let folder: string;
let people: GaveUp[];
const folio = ({ entry }: GaveUp) => entry.split(':').at(-1) ?? '';
const answer = async (...rows: readonly string[]) => {
  const file = join(folder, `answer-${stage.services.newId()}.csv`);
  await writeFile(file, ['SIGTE_ID;ESTADO;MOTIVO', ...rows].join('\n'));
  return acceptAnswer(stage.services, stage.programme, file, folder);
};
const back = (who: GaveUp, by = 'ana') => reinstate(stage.services, stage.programme, by, who.entry, 'se equivocó');
const entryOf = (who: GaveUp) => stage.services.store.entries.findOne({ _id: who.entry });

const openTasks = ({ person }: GaveUp) => stage.services.store.deskTasks.distinct('reason', { person, state: 'open' });

beforeAll(async () => {
  stage = await dischargeStage();
  folder = await mkdtemp(join(tmpdir(), 'vigente-reinstate-'));
  people = await giveUp(
    stage,
    Array.from({ length: 7 }, () => patient()),
  );
  await approveAll(stage);
  for (const { id } of (await dryRun(stage.services, stage.programme)).alarms)
    await signAlarm(stage.services, stage.programme, 'digera', id, 'looked');
  await exportSigte(stage.services, stage.programme, { by: 'ana', out: join(folder, 'out.csv'), resolver: RESOLVER });
  await answer(...people.filter((_, at) => at !== 5).map((each) => `${folio(each)};ACEPTADO;`));
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

describe('a discharged place', () => {
  it('comes back with its day; the person is told, no care is named, and their task is done', async () => {
    const [who] = people as [GaveUp];
    const before = await entryOf(who);
    expect(before?.state).toBe('closed');
    await stage.says(who.address, 'si la necesito');
    expect(await openTasks(who)).toContain('stillNeedsAfterExport');
    stage.sent = [];
    expect(await back(who)).toMatchObject({ enteredOn: before?.enteredOn, wasAccepted: true, told: 'message' });
    expect(await entryOf(who)).toMatchObject({
      state: 'open', exitedOn: null, exitCause: null, enteredOn: before?.enteredOn, outcome: { is: 'stillNeeds' },
    }); // prettier-ignore
    expect(await stateOf(stage, who.entry)).toBe('reinstated');
    expect(await openTasks(who)).not.toContain('stillNeedsAfterExport');
    await stage.wait(DAY);
    const told = stage.sent.filter(({ keys }) => keys.includes('discharge.undone'));
    expect(told.map(({ person }) => person)).toEqual([who.person]);
    expect(told[0]?.text).toContain('la misma fecha de antes');
    expect(told[0]?.text).not.toMatch(/07-101|POLI|COXARTROSIS|lista/i);

    // Twice is once: nothing is said again, and nothing of it is proposed.
    await back(who);
    await stage.wait(DAY);
    expect(stage.sent.filter(({ keys }) => keys.includes('discharge.undone'))).toHaveLength(1);
    expect(await stage.services.store.holds.countDocuments({ _id: who.entry, lifted: { $exists: false } })).toBe(1);
    expect(await verifyAudit(stage.services.store)).toMatchObject({ ok: true });
  });

  it('is watched: a list that closes it again gives a coordinator a task', async () => {
    const [who] = people as [GaveUp];
    const closed = { state: 'closed' as const, exitedOn: '2026-11-26', exitCause: 7 };
    await stage.services.store.entries.updateOne({ _id: who.entry }, { $set: closed });
    await propose(stage.services, stage.programme);
    expect(await openTasks(who)).toContain('stillNeedsAfterExport');
    await back(who);
    expect((await entryOf(who))?.state).toBe('open');
    expect(await openTasks(who)).not.toContain('stillNeedsAfterExport');
  });

  it('sends nothing to the phones of somebody who died, and a letter to whoever stopped the messages', async () => {
    const [, died, stopped] = people as [GaveUp, GaveUp, GaveUp];
    stage.sent = [];
    const death = { reportedAt: new Date(stage.clock.now()), denied: false };
    await stage.services.store.persons.updateOne({ _id: died.person }, { $set: { death } });
    expect(await back(died)).toMatchObject({ told: 'nobody', letter: null });
    await stage.says(stopped.address, 'BAJA');
    stage.sent = [];
    const { told, letter } = await back(stopped);
    expect(told).toBe('letter');
    expect(letter).toContain('PASAJE LOS COPIHUES 7741');
    await stage.wait(DAY);
    expect(stage.sent).toEqual([]);
    expect((await entryOf(died))?.state).toBe('open');
  });

  it('comes back before SIGTE has answered, and a later answer does not close it', async () => {
    const who = people[5] as GaveUp;
    expect(await back(who)).toMatchObject({ wasAccepted: false });
    expect(await answer(`${folio(who)};ACEPTADO;`)).toMatchObject({ accepted: 0, reinstated: 1, told: 0 });
    expect((await entryOf(who))?.state).toBe('open');
  });

  it('comes back by the command, and what is past its time is counted and erased by one', async () => {
    const who = people[6] as GaveUp;
    const { uri, name } = stage.database;
    const { master, index } = seededKeyring(1);
    const env = {
      MONGODB_URI: uri,
      VIGENTE_DATABASE: name,
      VIGENTE_KEYS: master.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(','),
      VIGENTE_INDEX_KEY: index.toString('base64'),
      LOG_LEVEL: 'silent',
    };
    const run = (...args: string[]) => vigente([...args, '--json'], env);
    const refused = await run('discharge', 'reinstate', who.entry, '--by', 'nobody', '--reason', 'se equivocó');
    expect(refused.status).not.toBe(0);
    expect((await entryOf(who))?.state).toBe('closed');
    const done = await run(
      'discharge',
      'reinstate',
      folio(who),
      '--by',
      'ana',
      '--reason',
      'se equivocó',
      '--out',
      folder,
    );
    expect([done.status, done.err]).toEqual([0, '']);
    expect(JSON.parse(done.out)).toMatchObject({ entry: who.entry, told: 'message', letter: null });
    expect((await entryOf(who))?.state).toBe('open');

    const long = new Date(Date.now() - 20 * 365 * DAY);
    await stage.services.store.callAttempts.insertOne({
      _id: 'old', programme: 'minsal', person: null, task: 'old', by: 'ana', at: long, result: 'noAnswer', code: 1, address: null,
    }); // prettier-ignore
    const counted = JSON.parse((await run('privacy', 'expire', '--programme', 'minsal')).out) as Record<
      string,
      number | boolean
    >;
    expect(counted).toMatchObject({ tasks: 1, dryRun: true });
    expect(await stage.services.store.callAttempts.countDocuments({ _id: 'old' })).toBe(1);
    const erased = await run('privacy', 'expire', '--programme', 'minsal', '--by', 'tic');
    expect(erased.status).toBe(0);
    expect(JSON.parse(erased.out)).toEqual({ ...counted, dryRun: false });
    expect(await stage.services.store.callAttempts.countDocuments({ _id: 'old' })).toBe(0);
  }, 60_000);

  it('takes DIGERA once the day to undo it is over, unless the person said so in time', async () => {
    const [, , , inTime, late] = people as [GaveUp, GaveUp, GaveUp, GaveUp, GaveUp];
    await stage.says(inTime.address, 'si la necesito');
    stage.pass(60 * DAY);
    await expect(back(late)).rejects.toThrow('not');
    expect((await entryOf(late))?.state).toBe('closed');
    expect((await back(late, 'digera')).told).toBe('message');
    expect((await back(inTime)).told).toBe('message');
  });

  it('is no matter for those who may not, nor for what never left', async () => {
    await expect(back(people[0] as GaveUp, 'servicio')).rejects.toThrow('whose part this is not');
    await expect(reinstate(stage.services, stage.programme, 'ana', '1', 'x')).rejects.toThrow('has left');
  });
});
