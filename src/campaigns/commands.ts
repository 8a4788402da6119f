/** What a coordinator does with a campaign. Every command is one guarded update, with who did it and why in the campaign's log. */
import { UserError } from '../domain/failure.js';
import { pullForward } from '../outbox/pull-forward.js';
import { tell } from '../outbox/stops.js';
import type { Services } from '../turn/services.js';
import { mustAllow, statesFor, type CampaignDoc, type Command } from './campaign.js';

/** Throws `UserError` when there is no such campaign. */
export async function campaignById({ store }: Services, id: string): Promise<CampaignDoc> {
  const found = await store.campaigns.findOne({ _id: id });
  if (found) return found;
  const known = await store.campaigns.find({}).project<{ _id: string }>({ _id: 1 }).toArray();
  throw new UserError(
    'campaign-unknown',
    `There is no campaign "${id}".`,
    known.length > 0
      ? `Known: ${known.map(({ _id }) => _id).join(', ')}`
      : 'Make one: vigente campaign new NAME --universe "type=4"',
  );
}

export interface Order {
  /** Who gives it; a name of a person, or `vigente` itself. */
  readonly by: string;
  readonly why?: string | null;
}

/** Changes the state. Throws `UserError` when the campaign is in a state in which this makes no sense. */
export async function command(
  services: Services,
  id: string,
  what: Command,
  { by, why = null }: Order,
): Promise<CampaignDoc> {
  const campaign = await campaignById(services, id);
  mustAllow(campaign, what);
  const at = new Date(services.clock.now());
  const changed = await services.store.campaigns.findOneAndUpdate(
    { _id: id, state: { $in: [...statesFor(what)] } },
    { $set: changesOf(campaign, what, at), $push: { log: { at, what, by, why } } },
    { returnDocument: 'after' },
  );
  if (!changed) return command(services, id, what, { by, why }); // somebody was faster: looked at again, and refused if it no longer fits
  if (what === 'resume') await pullForward(services, id);
  return changed;
}

function changesOf(campaign: CampaignDoc, what: Command, at: Date): Partial<CampaignDoc> {
  switch (what) {
    case 'start':
      return { state: 'firstWave', startedAt: at };
    case 'release':
      return { state: 'running' };
    case 'pause':
      return { state: 'paused', resumes: campaign.state === 'firstWave' ? 'firstWave' : 'running' };
    case 'resume':
      return { state: campaign.resumes ?? 'running', resumes: null };
    case 'stop':
      return { state: 'stopped', endedAt: at };
    case 'finish':
      return { state: 'done', endedAt: at };
    default:
      return what satisfies never;
  }
}

/** Too many wrong numbers, refusals, or no money left: the coordinator is told. Paused already, it stays so. */
export async function pauseByItself(services: Services, id: string, why: string): Promise<void> {
  const { store, log, clock } = services;
  const at = new Date(clock.now());
  const paused = await store.campaigns.updateOne({ _id: id, state: { $in: ['firstWave', 'running'] } }, [
    {
      $set: {
        resumes: '$state',
        state: 'paused',
        log: { $concatArrays: ['$log', [{ at, what: 'pause', by: 'vigente', why: { $literal: why } }]] },
      },
    },
  ]);
  if (paused.modifiedCount === 0) return;
  log.error({ campaign: id, why }, 'a campaign pauses by itself until a person has looked');
  await tell(services, `campaign:${id}:${why}`);
}
