/** How a campaign's conversations go: what the alarms look at. */
import type { Ended } from '../domain/ended.js';
import type { Services } from '../turn/services.js';
import type { AlarmLimits } from './campaign.js';

export interface Shares {
  /** Begun. */
  readonly conversations: number;
  readonly answered: number;
  /** Of those who answered. */
  readonly wrongPerson: number;
  readonly optOut: number;
  /** Of all: a dead number is known within seconds and an answer takes hours, so that a share of what has ended would start near one. */
  readonly failed: number;
}

/** The shares that are watched, and the number of conversations each is of. */
export const WATCHED = { wrongPerson: 'answered', optOut: 'answered', failed: 'conversations' } as const;
export type Watched = keyof typeof WATCHED;

/** Are there enough conversations for this share to say something? */
export const saysSomething = (shares: Shares, name: Watched, { minimum }: Pick<AlarmLimits, 'minimum'>): boolean =>
  shares[WATCHED[name]] >= minimum;

/** The first share above its limit; null = all is well, or nothing can be said yet. */
export const alarmOf = (shares: Shares, limits: AlarmLimits): Watched | null =>
  (Object.keys(WATCHED) as Watched[]).find(
    (name) => saysSomething(shares, name, limits) && shares[name] > limits[name],
  ) ?? null;

/** Conversations of a campaign, counted. */
export interface Tally {
  readonly conversations: number;
  readonly answered: number;
  readonly wrongPerson: number;
  readonly optOut: number;
  readonly failed: number;
}

/** Of all conversations of a campaign. */
export const sharesOf = async (services: Services, campaign: string): Promise<Shares> =>
  sharesIn(await tallyOf(services, campaign));

/** `opened` — of the conversations opened in these moments alone. */
export async function tallyOf(
  { store }: Services,
  campaign: string,
  opened?: { readonly $gte: Date; readonly $lt: Date },
): Promise<Tally> {
  const found = store.conversations
    .find({ campaign, ...(opened ? { openedAt: opened } : {}) })
    .project<{ ended: Ended | null; answered: boolean }>({ _id: 0, ended: 1, answered: 1 });
  let [conversations, answered, wrongPerson, optOut, failed] = [0, 0, 0, 0, 0];
  for await (const each of found) {
    conversations += 1;
    if (each.answered) answered += 1;
    if (each.answered && each.ended === 'wrongPerson') wrongPerson += 1;
    if (each.answered && each.ended === 'stopped') optOut += 1;
    if (each.ended === 'unreachable') failed += 1;
  }
  return { conversations, answered, wrongPerson, optOut, failed };
}

export function sharesIn(...tallies: readonly Tally[]): Shares {
  const sum = (of: keyof Tally) => tallies.reduce((all, tally) => all + tally[of], 0);
  const share = (part: keyof Tally, whole: keyof Tally) => (sum(whole) === 0 ? 0 : sum(part) / sum(whole));
  return {
    conversations: sum('conversations'),
    answered: sum('answered'),
    wrongPerson: share('wrongPerson', 'answered'),
    optOut: share('optOut', 'answered'),
    failed: share('failed', 'conversations'),
  };
}
