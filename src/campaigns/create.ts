/** A new campaign, a draft: nobody is written to. */
import { UserError } from '../domain/failure.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { cadenceOf } from '../programmes/cadence.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';
import type { Arm, CampaignDoc, CampaignPace } from './campaign.js';
import { parseUniverse } from './universe.js';

/** Before somebody has looked at the first answers, no more people than this are begun with. */
export const MOST_FIRST_WAVE = 200;

export interface NewCampaign {
  readonly name: string;
  /** As `parseUniverse` reads it. */
  readonly universe: string;
  readonly cadence?: string;
  readonly peoplePerHour?: number;
  readonly operators?: number;
  readonly firstWave?: number;
  /** In the smallest unit of the price table's currency. */
  readonly budget?: number | null;
  /** Wordings to compare, beside the ordinary one: suffixes of texts. */
  readonly wordings?: readonly string[];
  readonly seed?: number;
  readonly by: string;
}

/** A desk's day, measured by nobody yet: minutes of a task, and tasks asked for by each person written to. */
const MINUTES_PER_TASK = 6;
const TASKS_PER_PERSON = 0.25;

/** Throws `UserError` for a name that is taken, an unknown cadence, a universe that cannot be read. */
export async function createCampaign(
  services: Services,
  programme: Programme,
  wanted: NewCampaign,
): Promise<CampaignDoc> {
  if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(wanted.name))
    throw new UserError(
      'campaign-name',
      `"${wanted.name}" is no name of a campaign.`,
      'Small letters, digits and hyphens: cirugia-2026-12',
    );
  if (wanted.cadence !== undefined && !programme.cadences.has(wanted.cadence))
    throw new UserError(
      'cadence-unknown',
      `There is no cadence "${wanted.cadence}".`,
      `Known: ${[...programme.cadences.keys()].join(', ')}`,
    );
  const { operators } = wanted;
  const pace: CampaignPace = {
    peoplePerHour: wanted.peoplePerHour ?? 2000,
    desk:
      operators === undefined
        ? null
        : { operators, minutesPerTask: MINUTES_PER_TASK, tasksPerPerson: TASKS_PER_PERSON },
  };
  const arms: readonly Arm[] = [
    { id: 'ordinary', wording: null },
    ...(wanted.wordings ?? []).map((wording) => ({ id: wording, wording })),
  ];
  const at = new Date(services.clock.now());
  const campaign: CampaignDoc = {
    _id: `${programme.id}.${wanted.name}`,
    programme: programme.id,
    name: wanted.name,
    state: 'draft',
    resumes: null,
    universe: parseUniverse(wanted.universe),
    cadence: wanted.cadence ?? cadenceOf(programme, null).id,
    arms,
    seed: wanted.seed ?? 1,
    pace,
    firstWave: Math.min(wanted.firstWave ?? MOST_FIRST_WAVE, MOST_FIRST_WAVE),
    budget: wanted.budget ?? null,
    spent: 0,
    alarms: { wrongPerson: 0.25, optOut: 0.15, failed: 0.4, minimum: 100 },
    confirmed: {},
    begun: 0,
    hour: { at: 0, begun: 0 },
    banner: null,
    createdAt: at,
    startedAt: null,
    endedAt: null,
    enrolled: 0,
    excluded: {},
    log: [{ at, what: 'new', by: wanted.by, why: null }],
  };
  try {
    await services.store.campaigns.insertOne(campaign);
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
    throw new UserError('campaign-exists', `There is a campaign "${campaign._id}" already.`, 'Choose another name.');
  }
  return campaign;
}
