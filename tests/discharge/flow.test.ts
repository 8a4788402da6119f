/** From what was answered to the file, and a withdrawal at every point of the way. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dryRun, signAlarm } from '../../src/discharge/batch.js';
import { exportSigte } from '../../src/discharge/export.js';
import { propose } from '../../src/discharge/propose.js';
import { approve, liftHold, refuse, undo } from '../../src/discharge/review.js';
import { verifyChain } from '../support/audit-chain.js';
import type { TestStage } from '../support/services.js';
import { patient } from '../support/people.js';
import { approveAll, dischargeStage, giveUp, RESOLVER, stateOf, type GaveUp } from './stage.js';

let stage: TestStage;
let folder: string;
let files = 0;
beforeAll(async () => {
  stage = await dischargeStage();
  folder = await mkdtemp(join(tmpdir(), 'vigente-discharge-'));
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

const one = async (): Promise<GaveUp> => (await giveUp(stage))[0] as GaveUp;
const sign = async () => {
  for (const { id, signed } of (await dryRun(stage.services, stage.programme)).alarms)
    if (!signed) await signAlarm(stage.services, stage.programme, 'digera', id, 'looked at');
};
const leave = async (beforeClosing?: () => Promise<void>) => {
  await sign();
  const out = join(folder, `out-${(files += 1)}.csv`);
  const exported = await exportSigte(stage.services, stage.programme, {
    by: 'ana', out, resolver: RESOLVER, ...(beforeClosing ? { beforeClosing } : {}),
  }); // prettier-ignore
  return { exported, text: exported.file ? await readFile(out, 'utf8') : '' };
};
const proposalOf = async ({ entry }: GaveUp) => {
  const found = await stage.services.store.proposals.findOne({ entry });
  if (!found) throw new Error('there is no proposal');
  return found;
};

describe('from an answer to the file', () => {
  it('is allowed by the policy, approved by two people, and leaves with a chain that holds', async () => {
    const who = await one();
    const proposed = await propose(stage.services, stage.programme);
    expect(proposed).toMatchObject({ verified: 1, waits: {}, refused: {} });
    expect(await approve(stage.services, stage.programme, 'ana', {})).toMatchObject({ looked: 1, done: 1 });
    expect(await stateOf(stage, who.entry)).toBe('verified');
    // Four eyes: the same person twice is one.
    expect(await approve(stage.services, stage.programme, 'ana', {})).toMatchObject({
      done: 0,
      left: { 'approved-by-you-already': 1 },
    });
    await approve(stage.services, stage.programme, 'luis', {});
    expect(await stateOf(stage, who.entry)).toBe('approved');

    const { exported, text } = await leave();
    expect(exported).toMatchObject({ rows: 1, byCause: { 7: 1 }, left: {}, withdrawn: 0 });
    const [header = '', row = ''] = text.replace('\ufeff', '').split('\r\n');
    const cells = Object.fromEntries(header.split(';').map((name, at) => [name, row.split(';')[at]]));
    expect(header.split(';')).toHaveLength(43);
    expect(cells).toMatchObject({
      RUN: String(who.patient.run), C_SALIDA: '7', E_OTOR_AT: '113999', RUN_PROF_RESOL: '12345678', DV_PROF_RESOL: '5', F_ENTRADA: '10-03-2023',
      PRESTA_MIN_SALIDA: '07-101',
    }); // prettier-ignore
    const proposal = await proposalOf(who);
    expect(proposal.state).toBe('exported');
    const chain = await stage.services.store.audit
      .find({ stream: `proposal:${proposal._id}` })
      .sort({ seq: 1 })
      .toArray();
    expect(chain.map(({ event }) => (JSON.parse(event) as unknown[]).slice(0, 2).join(' '))).toEqual([
      'verified decided', 'verified approved', 'approved approved', 'exported exported',
    ]); // prettier-ignore
    expect(await verifyChain(stage.services.store, `proposal:${proposal._id}`)).toBe(true);
  });

  it('never leaves without the policy, somebody of the role, or a signature under what is odd', async () => {
    const who = await one();
    await expect(approve(stage.services, stage.programme, 'digera', {})).rejects.toThrow('whose part this is not');
    await expect(approve(stage.services, stage.programme, 'nobody', {})).rejects.toThrow('There is no user');
    await propose(stage.services, stage.programme);
    for (const by of ['ana', 'luis']) await approve(stage.services, stage.programme, by, {});
    const out = join(folder, 'unsigned.csv');
    await stage.services.store.alarmSignatures.deleteMany({});
    await expect(exportSigte(stage.services, stage.programme, { by: 'ana', out, resolver: RESOLVER })).rejects.toThrow(
      'sample-open',
    );
    await expect(exportSigte(stage.services, stage.programme, { by: 'ana', out })).rejects.toThrow(
      'not known who resolves',
    );
    expect(await stateOf(stage, who.entry)).toBe('approved');
    await undo(stage.services, stage.programme, 'ana', 'test', { ids: [(await proposalOf(who))._id] });
    expect(await stateOf(stage, who.entry)).toBe('proposed');
    await refuse(stage.services, stage.programme, 'ana', 'not sure', { ids: [(await proposalOf(who))._id] });
    expect(await stateOf(stage, who.entry)).toBe('refused');
  });

  it('waits, when the registry was not asked or the hold is not over', async () => {
    const who = await one();
    await stage.services.store.persons.updateOne({ _id: who.person }, { $unset: { checked: '' } });
    expect(await propose(stage.services, stage.programme)).toMatchObject({ verified: 0, waits: { registry: 1 } });
    expect(await stateOf(stage, who.entry)).toBe('proposed');
  });
});

describe('"sí la necesito"', () => {
  it.each(['proposed', 'verified', 'approved'] as const)('withdraws what is %s at once', async (state) => {
    const who = await one();
    if (state !== 'proposed') await propose(stage.services, stage.programme);
    if (state === 'approved') await approveAll(stage);
    expect(await stateOf(stage, who.entry)).toBe(state);
    await stage.says(who.address, 'si la necesito');
    expect(await stateOf(stage, who.entry)).toBe('withdrawn');
    const { exported } = await leave();
    expect(exported.rows).toBe(0);
  });

  it('said while the file is being made keeps that row out of it, and only that one', async () => {
    const [stays, leaves] = (await giveUp(stage, [patient(), patient()])) as [GaveUp, GaveUp];
    await approveAll(stage);
    const { exported, text } = await leave(() => stage.says(stays.address, 'si la necesito'));
    expect(exported).toMatchObject({ rows: 1, withdrawn: 1 });
    expect(text).not.toContain(String(stays.patient.run));
    expect(text).toContain(String(leaves.patient.run));
    expect(await stateOf(stage, stays.entry)).toBe('withdrawn');
  });

  it('after the export raises a task for a coordinator, once', async () => {
    const who = await one();
    await approveAll(stage);
    await leave();
    expect(await stateOf(stage, who.entry)).toBe('exported');
    await stage.says(who.address, 'si la necesito');
    await stage.says(who.address, 'la necesito de verdad');
    const tasks = await stage.tasks(who.person);
    expect(tasks.filter((task) => task === 'coordinator stillNeedsAfterExport')).toHaveLength(1);
  });

  it('holds the entry until a person lifts it', async () => {
    const who = await one();
    await stage.says(who.address, 'si la necesito');
    await expect(liftHold(stage.services, 'digera', who.entry, 'x')).rejects.toThrow('whose part this is not');
    expect(await liftHold(stage.services, 'ana', who.entry, 'spoke with her')).toBe(true);
    expect(await liftHold(stage.services, 'ana', who.entry, 'again')).toBe(false);
  });
});

describe('what was said twice', () => {
  it('is one row', async () => {
    const who = await one();
    await approveAll(stage);
    const { proposals, outcomes } = stage.services.store;
    const first = await proposalOf(who);
    const outcome = await outcomes.findOne({ _id: first._id });
    if (!outcome) throw new Error('there is no outcome');
    await outcomes.insertOne({ ...outcome, _id: `again-${first._id}` });
    await proposals.insertOne({ ...first, _id: `again-${first._id}`, at: new Date(first.at.getTime() + 1) });
    const { exported, text } = await leave();
    expect(exported).toMatchObject({ rows: 1, left: { 'left-already': 1 } });
    expect(text.trim().split('\r\n')).toHaveLength(2);
    await refuse(stage.services, stage.programme, 'ana', 'said twice', {});
  });
});

describe('an export that is killed', () => {
  it('puts everything back, when its file was never there', async () => {
    const who = await one();
    await approveAll(stage);
    await expect(leave(() => Promise.reject(new Error('killed')))).rejects.toThrow('killed');
    expect(await stateOf(stage, who.entry)).toBe('exported');
    const { exported } = await leave();
    expect(exported.rows).toBe(1);
    expect(await stateOf(stage, who.entry)).toBe('exported');
    expect((await stage.services.store.batches.distinct('state', {})).sort()).toEqual(['abandoned', 'written']);
  });
});

describe('what keeps an approved proposal back', () => {
  it.each([
    ['not-seen-open', async () => { await stage.services.store.imports.updateMany({}, { $set: { today: '2026-01-01' } }); }],
    ['left-already', async (who: GaveUp) => {
      const [other] = await stage.services.store.proposals.find({ entry: who.entry }).toArray();
      if (other) await stage.services.store.proposals.insertOne({ ...other, _id: `other-${other._id}`, state: 'exported' });
    }],
    ['unread-message', async (who: GaveUp) => {
      await stage.services.store.inbound.insertOne({
        _id: `sms:unread-${who.person}`, state: 'received', channel: 'sms', address: who.address, receivedAt: new Date(), saidAt: new Date(), secret: Buffer.from('x'),
      });
    }],
    ['open-task', async (who: GaveUp) => {
      await stage.services.store.deskTasks.insertOne({
        _id: `task-${who.person}`, programme: 'minsal', queue: 'call', reason: 'notUnderstood' as never, person: who.person, entry: null, conversation: null, state: 'open',
        at: new Date(stage.clock.now()), dueAt: new Date(stage.clock.now()),
      });
    }],
  ] as const)('%s', async (why, spoil) => {
    const who = await one();
    await approveAll(stage);
    await spoil(who);
    const { exported } = await leave();
    expect(exported).toMatchObject({ rows: 0, left: { [why]: 1 } });
    expect(await stateOf(stage, who.entry)).toBe('approved');
    await stage.services.store.inbound.deleteMany({ state: 'received' });
    await refuse(stage.services, stage.programme, 'ana', 'end of the test', {});
  }); // prettier-ignore
});
