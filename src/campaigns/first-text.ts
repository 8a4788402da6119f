/** The first text of a cadence, as somebody reads it: what a test sends, and what a plan measures. Pure. */
import type { AskedTopic, Topic } from '../../dialogs/context.js';
import { dialogs, isDialogId } from '../../dialogs/index.js';
import type { Channel } from '../domain/channel.js';
import { UserError } from '../domain/failure.js';
import type { Cadence } from '../programmes/cadence.js';
import { priceOf } from '../programmes/prices.js';
import type { Programme } from '../programmes/programme.js';
import type { Outgoing } from '../turn/conversation.js';
import { outgoing } from '../turn/outgoing.js';
import { open } from '../turn/step.js';
import { withWording } from '../words/wording.js';
import type { Words } from '../words/words.js';

/** As long as a name in a text can be: a plan opens nobody's name. */
const LONGEST_NAME = 'Maximilianna';

/** `wording` null = the ordinary one. Throws `UserError` when the cadence opens a dialog that is not there. */
export function firstText(
  { words }: { readonly words: Words },
  programme: Programme,
  cadence: Cadence,
  wording: string | null,
  { topic = 'need', firstName = LONGEST_NAME }: { readonly topic?: Topic; readonly firstName?: string } = {},
): Outgoing {
  const step = cadence.steps[0];
  if (!step) throw new RangeError(`the cadence ${cadence.id} has no step`);
  const { dialog, channel } = step;
  if (!isDialogId(dialog) || dialogs[dialog] === undefined)
    throw new UserError(
      'dialog-unknown',
      `The cadence "${cadence.id}" opens a dialog "${dialog}" that does not exist.`,
      `Known: ${Object.keys(dialogs).join(', ')}`,
    );
  const maxEntries = programme.maxEntries[channel];
  const { effects } = open(dialog, { topic, firstName, entries: [], channel, maxEntries, assurance: 0 });
  const rules = { programme, cadence, words: withWording(words, wording), anyHour: true };
  const event = { kind: 'campaignStopped' as const, eventId: '', at: 0 };
  const first = outgoing(1, channel, effects, event, rules, { id: '' })[0];
  if (!first) throw new RangeError(`${dialog} says nothing when it opens`);
  return first;
}

/** The first texts of a wording, by what the conversation is about, each with its price. */
export function firstTexts(
  words: { readonly words: Words },
  programme: Programme,
  cadence: Cadence,
  wording: string | null,
): Readonly<Record<AskedTopic, FirstText>> {
  const of = (topic: AskedTopic): FirstText => {
    const { channel, segments } = firstText(words, programme, cadence, wording, { topic });
    return { channel, segments, cost: priceOf(programme.prices, channel, segments) };
  };
  return { need: of('need'), appointment: of('appointment'), minor: of('minor') };
}

export interface FirstText {
  readonly channel: Channel;
  readonly segments: number;
  readonly cost: number;
}
