/** Who is on the other side of our messages, and what they answer to one. */
import type { AnswerId } from '../../dialogs/context.js';
import type { OutboundMessage } from '../channels/port.js';
import { ordinaryKey } from '../words/wording.js';
import { answerOf, secondThoughts, type Answer } from './patient.js';
import type { NumberState, VirtualPerson } from './truth.js';

export interface Contact {
  readonly person: VirtualPerson;
  /** Their own mobiles, E.164, in the order of the list. */
  readonly mobiles: readonly string[];
  /** Entries by how a message names them, oldest first. */
  readonly mentions: readonly Mention[];
}

/** How messages name an entry: by month and place, and by its care. As written, and as an SMS writes it. */
export interface Mention {
  readonly entry: string;
  readonly names: readonly string[];
  readonly cares: readonly string[];
}

/** An answer, and which entry it is about. */
export interface Answered extends Answer {
  readonly entry: string | null;
}

type Read = Pick<OutboundMessage, 'channel' | 'keys' | 'text' | 'choices'>;

/** What comes back to a message that arrived: nothing, an answer, or an answer and second thoughts. */
export function answersTo({ person, mentions }: Contact, number: NumberState, message: Read): readonly Answered[] {
  const { channel, keys, text, choices } = message;
  const key = ordinaryKey(keys.at(-1) ?? '');
  const named = mentions.filter(({ names }) => names.some((name) => text.includes(name)));
  // Two requests of one month at one place are told apart by the care, where the message may name it.
  const sure =
    named.find(({ cares }) => cares.some((care) => text.includes(care))) ??
    named.find(({ cares }) => cares.length === 0) ??
    named[0];
  // What is not named is what was talked about before.
  const entry = sure?.entry ?? person.thinksOf ?? mentions[0]?.entry ?? null;
  person.thinksOf = entry;
  const seen = {
    channel,
    question: key.replace(/\.(again|reminder)$/, ''),
    asked: choices.map(({ id }) => id as AnswerId),
    entry,
    again: key.endsWith('.again'),
  };
  const answers = [answerOf(person, number === 'stranger' ? 'stranger' : person.manner, seen)];
  if (keys.includes('removal.undo') && number === 'own') answers.push(secondThoughts(person, channel));
  return answers.flatMap((answer) => (answer === null ? [] : [{ ...answer, entry }]));
}
