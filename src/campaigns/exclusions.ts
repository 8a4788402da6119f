/** Who is left out of a campaign, whatever its universe says (issue of trust: nobody is written to who must not be). Pure. */
import type { Exclusion } from '../domain/exclusion.js';
import type { AskingRules } from '../programmes/asking-rules.js';
import type { ContactPoint, EntryDoc, PersonDoc } from '../store/documents.js';
import { daysBetween } from './universe.js';

/** What of a person decides; read without what is sealed. */
export type ListedPerson = Pick<
  PersonDoc,
  | '_id' | 'programme' | 'key' | 'contacts' | 'sex' | 'birthYear' | 'insurer' | 'prais' | 'region' | 'commune' | 'synthetic' | 'asking' | 'death'
  | 'never' | 'checked' | 'askedAt' | 'answeredAt'
>; // prettier-ignore

/** An entry, without what is sealed. */
export type ListedEntry = Omit<EntryDoc, 'secret' | 'hash' | 'importId'>;

export interface Ground {
  /** yyyy-mm-dd where the programme is. */
  readonly today: string;
  readonly rules: AskingRules;
  /** number:… person:… pair:… that get nothing more. */
  readonly suppressed: ReadonlySet<string>;
  /** Persons in a live conversation. */
  readonly inConversation: ReadonlySet<string>;
}

const day = (at: Date): string => at.toISOString().slice(0, 10);

type Askable = Pick<ListedEntry, 'state' | 'outcome' | 'appointmentOn' | 'appointment'>;

/**
 * The entries to ask about: open and not settled; "not located" and an outcome that has expired are asked again. An appointment ahead is
 * there to be confirmed, until something was said about that day; of today's nothing is asked any more.
 */
export function openEntries<E extends Askable>(
  entries: readonly E[],
  { today, rules }: Pick<Ground, 'today' | 'rules'>,
): E[] {
  return entries.filter(({ state, outcome, appointmentOn, appointment }) => {
    if (state !== 'open') return false;
    if (appointmentOn !== null && appointmentOn >= today)
      return appointmentOn > today && appointment?.on !== appointmentOn;
    if (!outcome || outcome.is === 'notLocated') return true;
    return isNeed(outcome.is) && daysBetween(day(outcome.at), today) >= rules.validDays;
  });
}

const isNeed = (is: string): boolean => is === 'stillNeeds' || is === 'worse' || is === 'postpones';

/** Why this person is not asked now; null = they are. The first reason that holds, the gravest first. */
export function whyExcluded(person: ListedPerson, entries: readonly ListedEntry[], ground: Ground): Exclusion | null {
  const { today, rules, suppressed, inConversation } = ground;
  const { key } = person;
  if (!key || (key as { length?: number | (() => number) }).length === 0) return 'erased';
  if ((person.death && !person.death.denied) || person.checked?.dead === true) return 'deceased';
  if (suppressed.has(`person:${person._id}`) || person.asking.why === 'optedOut') return 'optedOut';
  if (person.never) return 'neverMessage';
  if (inConversation.has(person._id) || person.asking.state === 'asking') return 'openConversation';
  if (person.asking.state === 'queued') return 'openConversation';
  const open = openEntries(entries, ground);
  if (open.length === 0) {
    if (
      entries.some(({ state, appointmentOn }) => state === 'open' && appointmentOn !== null && appointmentOn >= today)
    )
      return 'appointmentKnown';
    const valid = entries.some(({ state, outcome }) => state === 'open' && outcome && isNeed(outcome.is));
    return valid ? 'validatedUntil' : 'nothingToAsk';
  }
  if (person.askedAt && daysBetween(day(person.askedAt), today) < rules.quietDays) return 'contactedLately';
  const mine = ownMobiles(person);
  if (mine.length === 0) return 'noMobile';
  const free = mine.filter(
    ({ address, guarded }) =>
      !guarded && !suppressed.has(`number:${address}`) && !suppressed.has(`pair:${address}:${person._id}`),
  );
  if (free.length === 0) return mine.every(({ guarded }) => guarded) ? 'protectedNumber' : 'optedOut';
  if (!person.synthetic && rules.checkDays !== null) {
    const checked = person.checked?.at;
    if (!checked || daysBetween(day(checked), today) > rules.checkDays) return 'staleCheck';
  }
  return null;
}

/** Mobiles that are this person's alone on the list and may still be theirs. */
export const ownMobiles = ({ contacts }: Pick<PersonDoc, 'contacts'>): ContactPoint[] =>
  contacts.filter(
    ({ kind, shared, status }) =>
      kind === 'mobile' && !shared && (status === 'unverified' || status === 'reachable' || status === 'validated'),
  );
