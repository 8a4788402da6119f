/** A campaign: which people, with which cadence and wordings, at what pace. Its states and what may follow on what. Pure. */
import { UserError } from '../domain/failure.js';
import type { Universe } from './universe.js';

/**
 * `draft` nobody is written to; `firstWave` only the first people, until a person releases the rest; `running`; `paused` nothing opens or
 * reminds, answers go on; `stopped` for good; `done` nobody is left to ask.
 */
export const CAMPAIGN_STATES = ['draft', 'firstWave', 'running', 'paused', 'stopped', 'done'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** What a person has to do or to confirm before the start. */
export const CONFIRMATIONS = ['universe', 'informed', 'test'] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];

export interface Arm {
  readonly id: string;
  /** Suffix of the texts it says in place of the ordinary ones (`who.ask@short`); null = the ordinary ones. */
  readonly wording: string | null;
}

/** At how many people an hour we begin. */
export interface CampaignPace {
  /** At most so many an hour, whatever the desk could take. */
  readonly peoplePerHour: number;
  /** What the desk can take: people at work, minutes a task takes them, and tasks expected of each person written to. */
  readonly desk: {
    readonly operators: number;
    readonly minutesPerTask: number;
    readonly tasksPerPerson: number;
  } | null;
}

/** Shares (see shares.ts) above which the campaign pauses by itself. */
export interface AlarmLimits {
  readonly wrongPerson: number;
  readonly optOut: number;
  readonly failed: number;
  /** Of fewer a share says nothing. */
  readonly minimum: number;
}

export interface LogLine {
  readonly at: Date;
  readonly what: string;
  readonly by: string;
  readonly why: string | null;
}

export interface CampaignDoc {
  /** programme.name */
  readonly _id: string;
  readonly programme: string;
  readonly name: string;
  readonly state: CampaignState;
  /** Where it goes on after a pause. */
  readonly resumes: 'firstWave' | 'running' | null;
  readonly universe: Universe;
  readonly cadence: string;
  readonly arms: readonly Arm[];
  readonly seed: number;
  readonly pace: CampaignPace;
  /** People begun with before somebody releases the rest. */
  readonly firstWave: number;
  /** In the smallest unit of the price table's currency; null = no limit was set, and it may not start. */
  readonly budget: number | null;
  /** Price of the sends begun so far, same unit: never above the budget. */
  readonly spent: number;
  readonly alarms: AlarmLimits;
  readonly confirmed: Readonly<Partial<Record<Confirmation, { readonly at: Date; readonly by: string }>>>;
  /** People it has begun with, over all, and within the hour that began then (epoch ms). */
  readonly begun: number;
  readonly hour: { readonly at: number; readonly begun: number };
  /** Said before the first answer while an incident is not over; null = none. */
  readonly banner: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** People put in it, and people left out, by reason. */
  readonly enrolled: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly log: readonly LogLine[];
}

export type Command = 'start' | 'release' | 'pause' | 'resume' | 'stop' | 'finish';

const MAY: Readonly<Record<Command, readonly CampaignState[]>> = {
  start: ['draft'],
  release: ['firstWave'],
  pause: ['firstWave', 'running'],
  resume: ['paused'],
  stop: ['firstWave', 'running', 'paused'],
  finish: ['running'],
};

/** States from which the command may be given. Used as the guard of the update that carries it out. */
export const statesFor = (command: Command): readonly CampaignState[] => MAY[command];

/** Throws `UserError` when the campaign is not in a state in which this makes sense. */
export function mustAllow({ _id, state }: Pick<CampaignDoc, '_id' | 'state'>, command: Command): void {
  if (MAY[command].includes(state)) return;
  throw new UserError(
    'campaign-state',
    `Campaign ${_id} is ${state}: it cannot ${command}.`,
    `${command} is for campaigns that are ${MAY[command].join(' or ')}. See: vigente campaign status ${_id}`,
  );
}

/** People an hour: the pace, and not more than the desk can take of what they will ask for. At least one. */
export function peoplePerHour({ peoplePerHour: pace, desk }: CampaignPace): number {
  if (desk === null || desk.tasksPerPerson <= 0) return pace;
  const tasks = (desk.operators * 60) / desk.minutesPerTask;
  return Math.max(1, Math.min(pace, Math.floor(tasks / desk.tasksPerPerson)));
}

/** May first texts and reminders of this campaign go? */
export const mayWrite = ({ state }: Pick<CampaignDoc, 'state'>): boolean =>
  state === 'firstWave' || state === 'running';
