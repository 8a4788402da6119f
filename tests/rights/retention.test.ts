/** What is past its legal time goes, and nothing that a decision still rests on. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { verifyAudit } from '../../src/audit/verify.js';
import { makeDossier, verifyDossier } from '../../src/discharge/dossier.js';
import { refuse } from '../../src/discharge/review.js';
import { loadLegal, type Legal } from '../../src/programmes/legal.js';
import { expire, type Expired } from '../../src/rights/retention.js';
import { patient } from '../support/people.js';
import type { Placed, TestStage } from '../support/services.js';
import { PATHS } from '../../src/paths.js';
import { approveAll, DAY, dischargeStage, giveUp, type GaveUp } from '../discharge/stage.js';

const NONE: Expired = { inbound: 0, media: 0, conversations: 0, evidence: 0, tasks: 0, cases: 0 };
const DAYS = { inbound: 30, media: 50, conversations: 100, evidence: 400, tasks: 60 };

let stage: TestStage;
let legal: Legal;
let decided: GaveUp;
let kept: Placed;
beforeAll(async () => {
  stage = await dischargeStage();
  const loaded = (await loadLegal(`${PATHS.programmes}/minsal`)).legal as Legal;
  const retention = Object.fromEntries(Object.entries(DAYS).map(([kind, days]) => [kind, { days, why: 'a test' }]));
  legal = { ...loaded, retention: retention as Legal['retention'] };
  [decided] = (await giveUp(stage)) as [GaveUp];
  [kept] = (await stage.add(patient())) as [Placed];
  await stage.settle();
  await stage.says(kept.addresses[0] ?? '', '1');
  await stage.says(kept.addresses[0] ?? '', '1');
  await stage.wait(5 * DAY); // until nothing is due any more
  await approveAll(stage);
  await refuse(stage.services, stage.programme, 'ana', 'it is not sure', {});
  const [talk] = await stage.services.store.conversations.find({ person: kept.person }).toArray();
  const [base] = await stage.services.store.conversations.find({ person: decided.person }).toArray();
  const now = new Date(stage.clock.now());
  for (const conversation of [talk?._id ?? '', base?._id ?? ''])
    await stage.services.store.media.insertOne({
      _id: `${conversation}:photo`, conversation, person: null, via: 'twilio', type: 'image/jpeg', state: 'gone', tries: 1, dueAt: now,
      reference: Buffer.from('x'),
    }); // prettier-ignore
  const task = { programme: 'minsal', queue: 'call', reason: 'callBack', person: kept.person, entry: null } as const;
  await stage.services.store.deskTasks.insertMany([
    { ...task, _id: 'done', state: 'done', at: now, dueAt: now, conversation: null },
    { ...task, _id: 'open', state: 'open', at: now, dueAt: now, conversation: null },
  ]);
});
afterAll(() => stage.close());

const programme = () => ({ ...stage.programme, legal });
const expiring = (dryRun = false) => expire(stage.services, programme(), { by: 'tic', dryRun });
const count = (name: 'conversations' | 'turns' | 'messages', person: string) =>
  stage.services.store.db.collection(name).countDocuments({ person });

/** What would go is what goes; the second time there is nothing. */
async function goes(expected: Partial<Expired>): Promise<void> {
  expect(await expiring(true)).toEqual({ ...NONE, ...expected });
  expect(await expiring()).toEqual({ ...NONE, ...expected });
  expect(await expiring()).toEqual(NONE);
}

describe('the legal time', () => {
  it('takes nothing before it is over, and then the rows that messages came in', async () => {
    await goes({});
    const inbound = await stage.services.store.inbound.countDocuments({ state: 'applied' });
    expect(inbound).toBeGreaterThan(5);
    stage.pass(31 * DAY);
    await goes({ inbound });
    expect(await count('turns', kept.person)).toBeGreaterThan(0);
  });

  it('takes files and tasks that are done; a task that is open stays', async () => {
    stage.pass(20 * DAY);
    await goes({ media: 1 }); // the other belongs to what was decided
    stage.pass(10 * DAY);
    const done = await stage.services.store.deskTasks.countDocuments({ state: 'done' });
    await goes({ tasks: done });
    expect(await stage.services.store.deskTasks.countDocuments({ _id: 'open' })).toBe(1);
  });

  it('takes the words of a conversation, and leaves what was learned as a code', async () => {
    stage.pass(40 * DAY);
    await goes({ conversations: 1 });
    for (const name of ['conversations', 'turns', 'messages'] as const) expect(await count(name, kept.person)).toBe(0);
    const [outcome] = await stage.services.store.outcomes.find({ person: kept.person }).toArray();
    expect(outcome).toMatchObject({ is: 'stillNeeds', secret: null });
    const [entry] = await stage.services.store.entries.find({ person: kept.person }).toArray();
    expect(entry?.outcome?.is).toBe('stillNeeds');
  });

  it('keeps whatever a decision rests on until its own time is over: the dossier is still made, and verifies', async () => {
    const { zip } = await makeDossier(stage.services, stage.programme, decided.entry);
    expect(verifyDossier(zip)).toMatchObject({ ok: true });
    expect(new TextDecoder().decode(unzipSync(zip)['dossier.html'])).toContain('Persona: 4');
    expect(await stage.services.store.proposals.countDocuments({ case: { $exists: true } })).toBe(1);
  });

  it('then takes the case and the words, leaves the decision, and breaks no chain', async () => {
    stage.pass(400 * DAY);
    expect(await expire(stage.services, { ...stage.programme, legal: null }, { by: 'tic' })).toEqual(NONE);
    // With the conversation goes its file; what the desk was told of it went before.
    await goes({ media: 1, conversations: 1, cases: 1 });
    const [proposal] = await stage.services.store.proposals.find({ entry: decided.entry }).toArray();
    expect(proposal).toMatchObject({ state: 'refused', refusal: { by: 'ana' } });
    expect(proposal?.case).toBeUndefined();
    expect(await count('turns', decided.person)).toBe(0);
    expect(await verifyAudit(stage.services.store)).toMatchObject({ ok: true });
    const said = await stage.services.store.audit.find({ stream: 'privacy:minsal' }).toArray();
    expect(said.map(({ event }) => (JSON.parse(event) as unknown[]).slice(0, 2))).toEqual(
      Array.from({ length: 5 }, () => ['expired', 'tic']),
    );
  });
});
