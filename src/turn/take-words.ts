/** The turn of what a person said. Pure. */
import type { DialogEvent } from '../../dialogs/context.js';
import type { Asked, Effect } from '../domain/effect.js';
import type { Programme } from '../programmes/programme.js';
import { ZoneClock } from '../timers/offset.js';
import { languageSpoken } from '../understanding/which-language.js';
import { LONGEST_MOMENT, render } from '../words/render.js';
import type { Conversation, Heard, Said, Turn, TurnEvent } from './conversation.js';
import { finish } from './finish.js';
import { readSaid, type Reading } from './read.js';
import { inLocale, type Rules } from './rules.js';
import { partsOf, severalOf, stepSeveral, type Several } from './several.js';
import { step, unchanged, type Stepped } from './step.js';

/** Words that are acted on even when newer ones were applied before: late is better than never. */
const URGENT: readonly DialogEvent['type'][] = ['STOP', 'EMERGENCY', 'DEATH', 'WRONG_PERSON', 'PERSON'];

/** Of these also whoever is spoken with, or written to, by a person. */
const CANNOT_WAIT: readonly DialogEvent['type'][] = ['STOP', 'EMERGENCY', 'DEATH', 'WRONG_PERSON'];

export function takeWords(before: Conversation, event: Extract<TurnEvent, { kind: 'said' }>, rules: Rules): Turn {
  const conversation = inTheirLanguage(before, event.said, rules.programme);
  const today = ZoneClock.of(conversation.zone ?? rules.programme.zone).day(event.at);
  const { programme, words } = inLocale(rules, conversation.context.locale);
  const { asked } = conversation.context;
  const offered = () => (asked ? render(asked, conversation.channel, programme, words, LONGEST_MOMENT).choices : []);
  const read = (said: Said) =>
    readSaid(conversation, said, event.facts, programme, today, offered, {
      ...event,
      personOf: rules.personOf,
      portal: rules.portalLink !== undefined,
    });
  const reading = read(event.said);
  const heard: Heard = { ...reading.heard, saidAt: event.saidAt, inboundId: event.eventId };
  // Somebody of ours is speaking with them: what they write meanwhile is read by that person, and only what cannot wait is acted on.
  if (conversation.held && event.said.channel !== 'operator' && !CANNOT_WAIT.includes(reading.event.type))
    return finish(conversation, event, rules, unchanged(conversation), { heard });
  if (event.saidAt < conversation.saidAt && !URGENT.includes(reading.event.type)) {
    // An old message that comes late changes nothing by itself; somebody reads it (DESIGN §3.7).
    const task: Effect = { type: 'handOff', queue: 'review', reason: 'olderWords' };
    return finish(conversation, event, rules, { ...unchanged(conversation), effects: [task] }, { heard });
  }
  const several = severalIn(event.said, reading.event, asked, read);
  const stepped = several ? stepSeveral(conversation, several) : step(conversation, reading.event);
  return finish(conversation, event, rules, event.said.handled ? unspoken(stepped) : stepped, {
    heard,
    channel: event.said.channel,
  });
}

/** What a message says in its parts, where the whole of it asks for something and no answer in their own words is expected. */
function severalIn(said: Said, whole: DialogEvent, asked: Asked | null, read: (said: Said) => Reading): Several | null {
  if (said.text === null || said.choice !== null || said.media !== null || asked?.expects) return null;
  if (!['ASKED', 'WANTS', 'CONTACT'].includes(whole.type)) return null;
  const parts = partsOf(said.text);
  return parts.length > 1 ? severalOf(parts.map((text) => read({ ...said, text }).event)) : null;
}

/** Whoever writes in another language of the programme, or asks for it, is answered in it from now on. */
function inTheirLanguage(conversation: Conversation, { text }: Said, programme: Programme): Conversation {
  const { context } = conversation;
  const now = context.locale ?? programme.locale;
  const { locale } = languageSpoken(text ?? '', programme.locales, now);
  return locale === now ? conversation : { ...conversation, context: { ...context, locale } };
}

/** The provider has answered already (its own STOP, START, HELP): what happened is recorded, nothing is said twice. */
function unspoken(stepped: Stepped): Stepped {
  const effects = stepped.effects
    .filter(({ type }) => type !== 'say')
    .map((effect): Effect =>
      effect.type === 'record' && effect.fact === 'optedOut' ? { ...effect, by: 'provider' } : effect,
    );
  return { ...stepped, effects };
}
