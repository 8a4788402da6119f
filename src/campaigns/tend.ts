/** What campaigns need besides starting people: the end of stopped ones, the alarms of running ones. */
import { UserError } from '../domain/failure.js';
import type { Services } from '../turn/services.js';
import { handleEvents } from '../turn/handle.js';
import { command, pauseByItself } from './commands.js';
import type { CampaignDoc } from './campaign.js';
import { alarmOf, sharesOf } from './shares.js';

/** Conversations told together that their campaign was stopped. */
const BATCH = 200;
/** Alarms look at the conversations of the last two days: what went well before must not drown what goes wrong now. */
const ALARM_OVER = 48 * 3_600_000;

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
  const left = await services.store.persons.findOne(
    { 'asking.campaign': _id, 'asking.state': { $in: ['queued', 'asking'] } },
    { projection: { _id: 1 } },
  );
  if (left) return 0;
  try {
    await command(services, _id, 'finish', { by: 'vigente' });
    return 1;
  } catch (error) {
    // Another worker has finished it, or a person has just paused or stopped it: looked at again next time.
    if (error instanceof UserError && error.code === 'campaign-state') return 0;
    throw error;
  }
}

/** More wrong people, refusals or dead numbers than the list can explain: something is wrong with the list, the texts or the number. */
async function alarm(services: Services, { _id, alarms }: CampaignDoc): Promise<number> {
  const shares = await sharesOf(services, _id, new Date(services.clock.now() - ALARM_OVER));
  const why = alarmOf(shares, alarms);
  if (!why) return 0;
  await pauseByItself(services, _id, why);
  return 1;
}
