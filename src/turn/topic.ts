/** What a conversation with somebody is about. Pure. */
import type { AskedTopic, Topic } from '../../dialogs/context.js';
import { isMinor } from '../domain/age.js';
import type { PersonFacts } from './conversation.js';

/** What a conversation with this person is about. `today` — yyyy-mm-dd where they live. */
export const topicOf = (facts: PersonFacts, today: string): Topic =>
  facts.entries.length === 0 ? 'help' : askedTopicOf(facts, today);

/** The same of somebody who has something open. */
export function askedTopicOf({ bornOn, entries }: Pick<PersonFacts, 'bornOn' | 'entries'>, today: string): AskedTopic {
  if (bornOn !== null && isMinor(bornOn, today)) return 'minor';
  return entries.every(({ appointmentOn }) => appointmentOn !== undefined) ? 'appointment' : 'need';
}
