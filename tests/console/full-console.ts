/** A console in which every page has something to show, and somebody of each role, named `u<role>`. */
import { createCampaign } from '../../src/campaigns/create.js';
import { REPORT } from '../../src/console/jobs/works.js';
import { ask, handOver } from '../../src/desk/tasks.js';
import { propose } from '../../src/discharge/propose.js';
import { addUser } from '../../src/discharge/users.js';
import { ROLES } from '../../src/domain/role.js';
import { Call } from '../desk/stage.js';
import { dischargeStage, giveUp, toMorning, type GaveUp } from '../discharge/stage.js';
import { openWeb, type OpenWeb } from '../support/console.js';
import { patient } from '../support/people.js';
import type { Placed, TestStage } from '../support/services.js';

export interface FullConsole {
  readonly stage: TestStage;
  readonly site: OpenWeb;
  /** Where each page is that somebody may read. */
  readonly paths: readonly string[];
  /** A case that waits for a decision. */
  readonly review: string;
  /** A call that goes on. */
  readonly conversation: string;
  close(): Promise<void>;
}

export async function fullConsole(): Promise<FullConsole> {
  const stage = await dischargeStage();
  const { services, programme } = stage;
  for (const role of ROLES) await addUser(services, { name: `u${role}`, role, services: [], by: 'tic' });
  const site = await openWeb(
    services,
    ROLES.map((role) => `u${role}`),
  );
  await giveUp(stage);
  await propose(services, programme);
  const [left] = (await giveUp(stage)) as [GaveUp];
  // One waits for a decision, the other goes to the health service.
  await services.store.persons.updateOne({ _id: left.person }, { $set: { 'checked.unknown': true } });
  await propose(services, programme);
  const waits = await services.store.proposals.findOne({ state: 'verified' });
  if (!waits) throw new Error('nothing waits for a decision');
  const review = `/console/reviews/${encodeURIComponent(waits._id)}`;
  await campaignsAndJobs(stage);
  const conversation = await atTheDesk(stage);
  const paths = [
    '/console/start', '/console', '/console/overview/figures', '/console/conversations', '/console/conversations/table', conversation,
    `/console/conversations?before=${services.clock.now() + 1}.`, '/console/lists', '/console/lists/differences', '/console/campaigns', '/console/campaigns/new', '/console/campaigns/x', '/console/campaigns/minsal.draft',
    '/console/campaigns/minsal.paused', '/console/reviews', '/console/reviews?show=all', review, '/console/discharges', '/console/inbox', '/console/inbox?show=all', '/console/desk',
    '/console/desk/supervision', '/console/desk/services', '/console/line', '/console/quality', '/console/sources', '/console/programmes', '/console/numbers', '/console/users',
    '/console/audit', '/console/jobs/x', '/console/jobs/judged', '/console/jobs/left', '/console/jobs/failed', '/console/jobs/audited',
  ]; // prettier-ignore
  const close = async () => {
    await site.close();
    await stage.close();
  };
  return { stage, site, paths, review, conversation, close };
}

/** A draft, a campaign that paused itself, work that was done and work that failed, a channel that stands still. */
async function campaignsAndJobs({ services, programme }: TestStage): Promise<void> {
  const { store, clock } = services;
  const at = new Date(clock.now());
  const wanted = { universe: '', budget: 1_000_000, by: 'uDIGERA' };
  await createCampaign(services, programme, { ...wanted, name: 'draft' });
  const { _id } = await createCampaign(services, programme, { ...wanted, name: 'paused' });
  const log = [{ at, what: 'pause' as const, by: 'vigente', why: 'optOut' }];
  await store.campaigns.updateOne(
    { _id },
    { $set: { state: 'paused', startedAt: at, excluded: { noMobile: 2 } }, $push: { log: { $each: log } } },
  );
  await store.channelStops.insertOne({ _id: 'sms', why: 'rejected', at });
  const job = {
    programme: programme.id, by: 'uTIC', params: {}, done: 1, total: 1, failure: null, files: [REPORT], at, touchedAt: at, endedAt: at, host: 'x',
  }; // prettier-ignore
  await store.jobs.insertMany([
    { ...job, _id: 'judged', kind: 'judgeList', state: 'done', result: { rows: 2, imported: 1, rejected: 1 } },
    { ...job, _id: 'left', kind: 'exportDischarges', state: 'done', result: { rows: 1, left: { hold: 1 } } },
    { ...job, _id: 'failed', kind: 'takeAnswer', state: 'failed', result: null, failure: { code: 'not-text', message: '', hint: '' } },
    { ...job, _id: 'audited', kind: 'verifyAudit', state: 'done', result: { ok: false, events: 1, firstBad: { stream: 'users', seq: 3 } } },
  ]); // prettier-ignore
}

/** Three who asked for a person: one is on the phone, an operator asks about the next, and a health service has the last. Where the call is. */
async function atTheDesk(stage: TestStage): Promise<string> {
  const { services } = stage;
  const { store } = services;
  await toMorning(stage);
  const placed = (await stage.add(patient(), patient(), patient())) as [Placed, Placed, Placed];
  await stage.settle();
  const tasks = [];
  for (const { person, addresses } of placed) {
    await stage.says(addresses[0] ?? '', '1');
    await stage.says(addresses[0] ?? '', 'quiero hablar con una persona');
    const task = await store.deskTasks.findOne({ person, state: 'open' });
    if (task) tasks.push(task);
  }
  const [, asked, passed] = tasks;
  const operator = await store.users.findOne({ _id: 'uoperator' });
  if (!asked || !passed || !operator) throw new Error('nobody is at the desk');
  await ask(services, asked, operator._id, 'May we?');
  await handOver(services, passed, operator._id, 'service');
  const call = await Call.begin(stage, operator, placed[0].addresses[0] ?? '');
  await call.hears('self');
  return `/console/conversations/${encodeURIComponent(call.conversation)}`;
}
