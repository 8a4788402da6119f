/** Nobody is left to write to: what becomes of the person. */
import { taskDueAt } from '../desk/due.js';
import { cadenceOf } from '../programmes/cadence.js';
import { zoneOf } from '../programmes/zones.js';
import type { DeskTaskDoc, OutcomeDoc, PersonDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { isNotLocated } from '../turn/cadence.js';
import type { Services } from '../turn/services.js';
import type { CampaignDoc } from './campaign.js';

/**
 * Every number was tried and none is theirs. Not located, which never discharges, only where the attempt rule is met; where the numbers
 * gave out before, and where there is no mobile at all, the desk has to call.
 */
export async function giveUp(
  services: Services,
  persons: readonly PersonDoc[],
  campaign: Pick<CampaignDoc, '_id' | 'cadence'> | null,
  now: number,
): Promise<void> {
  const at = new Date(now);
  for (const doc of persons) {
    const tried = doc.contacts.some(
      ({ kind, status, silentAt }) =>
        kind === 'mobile' &&
        (status === 'unreachable' || status === 'landline' || status === 'wrongPerson' || silentAt !== undefined),
    );
    const optedOut = doc.contacts.some(({ status }) => status === 'optedOut');
    if (optedOut) {
      await services.store.persons.updateOne(
        { _id: doc._id },
        { $set: { 'asking.state': 'excluded', 'asking.dueAt': null, 'asking.why': 'optedOut' } },
      );
      continue;
    }
    if (!tried) {
      await services.store.persons.updateOne(
        { _id: doc._id },
        { $set: { 'asking.state': 'excluded', 'asking.dueAt': null, 'asking.why': 'noMobile' } },
      );
      continue;
    }
    if (!ruleIsMet(services, doc, campaign)) {
      await toTheDesk(services, doc, campaign, at);
      continue;
    }
    await settleNotLocated(services, doc, at);
  }
}

/** The attempt rule is met: every entry that nobody answered for is "not located", which never discharges. */
export async function settleNotLocated(services: Services, doc: PersonDoc, at: Date): Promise<void> {
  const entries = await services.store.entries.find({ person: doc._id, state: 'open', outcome: null }).toArray();
  const rows = entries.map((entry): OutcomeDoc => ({
    _id: `${entry._id}:notLocated`, programme: doc.programme, entry: entry._id, person: doc._id, is: 'notLocated', at, assurance: 0,
    conversation: '', turn: 0, channel: 'sms', confirmations: 0, secret: null,
  })); // prettier-ignore
  if (rows.length > 0) {
    await services.store.outcomes.bulkWrite(
      rows.map(({ _id, ...rest }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true },
      })),
    );
    const outcome = { is: 'notLocated' as const, at, assurance: 0 as const, conversation: '', turn: 0 };
    await services.store.entries.updateMany(
      { _id: { $in: entries.map(({ _id }) => _id) }, outcome: null },
      { $set: { outcome } },
    );
  }
  await services.store.persons.updateOne(
    { _id: doc._id },
    { $set: { 'asking.state': 'exhausted', 'asking.dueAt': null }, $unset: { 'asking.why': '' } },
  );
}

/** Attempts, on so many days, over so many channels: as the cadence of who asks wants it. */
function ruleIsMet(
  { programmes }: Services,
  { programme: id, asking, region, commune }: PersonDoc,
  campaign: Pick<CampaignDoc, 'cadence'> | null,
): boolean {
  const programme = programmes.get(id);
  if (!programme) return false;
  const attempts = (asking.attempts ?? []).map(({ channel, at }) => ({ channel, at: at.getTime() }));
  const { notLocated } = cadenceOf(programme, campaign?.cadence);
  return isNotLocated(attempts, notLocated, zoneOf(programme, { region, commune }));
}

/** Their numbers gave out before the rule was met: a person looks for another one. Once for each asking, however often it is run. */
async function toTheDesk(
  { store, programmes }: Services,
  doc: PersonDoc,
  campaign: Pick<CampaignDoc, '_id'> | null,
  at: Date,
): Promise<void> {
  const programme = programmes.get(doc.programme);
  const since = doc.asking.since?.toISOString() ?? campaign?._id ?? 'list';
  const task: DeskTaskDoc = {
    _id: `${doc._id}:no-number:${since}`, programme: doc.programme, queue: 'call', reason: 'unreachable', person: doc._id, entry: null, conversation: '',
    state: 'open', at, dueAt: programme ? new Date(taskDueAt('call', at.getTime(), programme)) : at,
  }; // prettier-ignore
  await store.deskTasks.insertOne(task).catch((error: unknown) => {
    if (!onlyDuplicates(error)) throw error;
  });
  await store.persons.updateOne(
    { _id: doc._id },
    { $set: { 'asking.state': 'calling', 'asking.dueAt': null }, $unset: { 'asking.why': '' } },
  );
}
