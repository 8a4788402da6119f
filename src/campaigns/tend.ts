/** What campaigns need besides starting people: the end of stopped ones, the alarms of running ones. */
import { UserError } from '../domain/failure.js';
import type { PersonDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { handleEvents } from '../turn/handle.js';
import { command, pauseByItself } from './commands.js';
import type { CampaignDoc } from './campaign.js';
import { alarmOf, sharesIn, tallyOf, type Tally } from './shares.js';

/** Conversations told together that their campaign was stopped. */
const BATCH = 200;
const HOUR = 3_600_000;
/** Alarms look at the conversations of the last two days: what went well before must not drown what goes wrong now. */
const ALARM_OVER = 48 * HOUR;
/** What was opened before the last hour is counted anew so often: a fast campaign has opened a hundred thousand conversations in two days. */
const RECOUNT = HOUR / 6;

/** Returns how many things were done; 0 = nothing was due. */
export async function tendCampaigns(services: Services): Promise<number> {
  const campaigns = await services.store.campaigns
    .find({ state: { $in: ['firstWave', 'running', 'stopped'] } })
    .toArray();
  let done = 0;
  for (const campaign of campaigns) {
    if (campaign.state === 'stopped') done += await windDown(services, campaign);
    else done += (await alarm(services, campaign)) + (await finishIfDone(services, campaign));
  }
  return done;
}

/** Nobody of a stopped campaign is begun with or waited for any more; who has answered goes on. */
async function windDown({ store, clock, ...rest }: Services, { _id }: CampaignDoc): Promise<number> {
  const services = { store, clock, ...rest };
  const back = await store.persons.updateMany(
    { 'asking.campaign': _id, 'asking.state': 'queued' },
    { $set: { 'asking.state': 'listed', 'asking.dueAt': null } },
  );
  const live = await store.conversations
    .find({ campaign: _id, live: true, answered: false })
    .limit(BATCH)
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const at = clock.now();
  const events = live.map((doc) => ({
    conversation: doc._id,
    event: { kind: 'campaignStopped' as const, eventId: `stopped:${_id}`, at },
  }));
  return back.modifiedCount + (await handleEvents(services, events));
}

/** Nobody is queued or being asked: every person has come to their place. */
async function finishIfDone(services: Services, { _id, state }: CampaignDoc): Promise<number> {
  if (state !== 'running') return 0;
  if (await anybodyLeft(services, _id)) return 0;
  try {
    await command(services, _id, 'finish', { by: 'vigente' });
    return 1;
  } catch (error) {
    // Another worker has finished it, or a person has just paused or stopped it: looked at again next time.
    if (error instanceof UserError && error.code === 'campaign-state') return 0;
    throw error;
  }
}

/** Somebody of each campaign who was still to be asked, or being asked, when it was looked at last. */
const stillAsked = new WeakMap<Services['store'], Map<string, string>>();

async function anybodyLeft({ store }: Services, campaign: string): Promise<boolean> {
  const known = stillAsked.get(store) ?? new Map<string, string>();
  stillAsked.set(store, known);
  const _id = known.get(campaign);
  // A hundred thousand queued people need not be read in order to learn that there are some.
  if (_id !== undefined && (await store.persons.findOne({ _id, ...inPlay(campaign, { $in: ['queued', 'asking'] }) })))
    return true;
  // Of those who are queued the last, who is so for longest.
  const found =
    (await store.persons.findOne(inPlay(campaign, 'queued'), {
      projection: { _id: 1 },
      sort: { 'asking.dueAt': -1 },
    })) ??
    (await store.persons.findOne(inPlay(campaign, 'asking'), { projection: { _id: 1 } })) ??
    // Somebody may have gone from the one to the other between the two questions.
    (await store.persons.findOne(inPlay(campaign, { $in: ['queued', 'asking'] }), { projection: { _id: 1 } }));
  if (found) known.set(campaign, found._id);
  return found !== null;
}

const inPlay = (campaign: string, state: PersonDoc['asking']['state'] | { $in: PersonDoc['asking']['state'][] }) => ({
  'asking.campaign': campaign,
  'asking.state': state,
});

/** More wrong people, refusals or dead numbers than the list can explain: something is wrong with the list, the texts or the number. */
async function alarm(services: Services, { _id, alarms }: CampaignDoc): Promise<number> {
  const shares = sharesIn(...(await talliesOf(services, _id)));
  const why = alarmOf(shares, alarms);
  if (!why) return 0;
  await pauseByItself(services, _id, why);
  return 1;
}

interface Counted {
  readonly at: number;
  readonly until: number;
  readonly tally: Tally;
}
/** What was opened a while ago, by campaign. */
const counted = new WeakMap<Services['store'], Map<string, Counted>>();

async function talliesOf(services: Services, campaign: string): Promise<readonly Tally[]> {
  const now = services.clock.now();
  const known = counted.get(services.store) ?? new Map<string, Counted>();
  counted.set(services.store, known);
  let before = known.get(campaign);
  if (!before || now < before.at || now - before.at >= RECOUNT) {
    const until = now - HOUR;
    const opened = { $gte: new Date(now - ALARM_OVER), $lt: new Date(until) };
    before = { at: now, until, tally: await tallyOf(services, campaign, opened) };
    known.set(campaign, before);
  }
  const recent = { $gte: new Date(before.until), $lt: new Date(now + 1) };
  return [before.tally, await tallyOf(services, campaign, recent)];
}
