import type { Cadence } from '../programmes/cadence.js';
import type { DocumentNumber } from '../domain/document-number.js';
import type { Locale } from '../domain/meaning.js';
import type { Programme } from '../programmes/programme.js';
import type { Words } from '../words/words.js';

/** What a turn goes by, besides the conversation and the event. */
export interface Rules {
  readonly programme: Programme;
  /** The cadence of the conversation's campaign. */
  readonly cadence: Cadence;
  /** Opening messages and reminders wait for the programme's hours; the simulator's own clock may not care. */
  readonly anyHour: boolean;
  readonly words: Words;
  /** The id of the person with this document; absent = nobody is found by one. */
  readonly personOf?: (document: DocumentNumber) => string;
  /** The address of the portal for this turn's person; absent = no link may be sent. */
  readonly portalLink?: (conversation: string, turn: number) => string;
  /** Said before the first answer to anybody while an incident is on; null = none is. */
  readonly banner?: string | null;
}

/** The same in another language of the programme. */
export function inLocale(rules: Rules, locale: Locale | undefined): Rules {
  if (locale === undefined || locale === rules.programme.locale) return rules;
  return { ...rules, programme: { ...rules.programme, locale } };
}
