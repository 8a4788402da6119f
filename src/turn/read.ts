/** From what a person sent to what the dialog hears. Pure; when in doubt it is `UNCLEAR`, which is asked back. */
import type { DialogEvent } from '../../dialogs/context.js';
import type { Asked } from '../domain/effect.js';
import { URGENT_LABELS, type Label, type Locale, type Meaning, type Question } from '../domain/meaning.js';
import { dateOf, identity, maskDocument, phoneNumber } from '../understanding/details.js';
import type { DocumentNumber } from '../domain/document-number.js';
import { optOutAction } from '../domain/opt-out.js';
import { maskNumbers, wholeDocument } from '../understanding/whole-document.js';
import { understand } from '../understanding/index.js';
import type { Conversation, Heard, PersonFacts, Said } from './conversation.js';
import { foundIn, type Directory, type Found } from '../domain/directory.js';
import type { KnownWaits } from '../domain/call-waits.js';
import { asksWhenToCall } from '../understanding/call-time.js';
import { taskNumberIn } from './task-number.js';
import type { KnownRequest } from '../domain/request.js';
import { foreignLanguage, wishesLanguage } from '../understanding/which-language.js';
import { chosenExactly, type Offered } from './choose.js';
import { eventOfChoice, requestIn, type Understood } from './read-choice.js';
import { eventOfLabel } from './read-label.js';
import { wantsBack } from './wants-back.js';

export interface Reading {
  readonly event: DialogEvent;
  readonly heard: Omit<Heard, 'saidAt' | 'inboundId'>;
}

/** What a message may be about that nobody has to be known for. */
export interface Lists {
  readonly requests?: readonly KnownRequest[];
  readonly directory?: Directory | null;
  readonly waits?: KnownWaits | null;
  /** There is a portal to send them to. */
  readonly portal?: boolean;
  /** Who has this document. */
  readonly personOf?: ((document: DocumentNumber) => string) | undefined;
}

/**
 * `programme` — in the language of the conversation. `offered` — the answers to the open question, as they read.
 * `today` — yyyy-mm-dd where the person lives, to read "last month".
 */
export function readSaid(
  conversation: Conversation,
  said: Said,
  facts: PersonFacts | null,
  programme: Understood,
  today: string,
  offered: () => readonly Offered[] = () => [],
  { requests = [], directory = null, waits = null, portal = false, personOf = () => '' }: Lists = {},
): Reading {
  const { locale } = programme;
  const asked = conversation.context.asked;
  const unread = isUnread(conversation) || isAskedElsewhere(conversation, said);
  const question = unread ? 'open' : (asked?.question ?? questionAfter(conversation));
  const heard = (event: DialogEvent, label: Label | null, why: string, text = said.text): Reading => ({
    event: withKnown(
      event,
      facts,
      directory && text !== null ? foundIn(directory, text) : directory && { ...directory, listings: [] },
    ),
    heard: {
      text: text === null ? null : asked?.expects === 'document' ? maskNumbers(text) : maskDocument(text),
      choice: said.choice,
      media: said.media,
      question,
      label,
      why,
    },
  });

  if (said.handled !== undefined)
    return heard(eventHandled(said.handled, conversation, said), null, 'heard by the provider');
  if (said.media === 'voice') return heard({ type: 'VOICE' }, null, 'voice note');
  if (said.media !== null) {
    const event = eventOfMedia(said, locale);
    if (event) return heard(event, null, said.media);
  }

  const onThePhone = said.channel === 'operator';
  const clickedByUs = onThePhone ? HEARD_ON_THE_PHONE.get(said.choice ?? '') : undefined;
  if (clickedByUs) return heard(clickedByUs, null, 'heard on the phone');
  const clicked =
    said.choice ?? (said.text === null || onThePhone ? null : choiceByDigit(said.text, unread ? null : asked));
  if (clicked === STOP_DIGIT) return heard({ type: 'STOP' }, 'stop', 'digit 0');
  if (said.choice !== null && isOldButton(said, conversation))
    return heard(eventOfOldButton(said.choice), null, 'an old button');
  if (clicked !== null) return heard(eventOfChoice(clicked, asked, programme), null, said.choice ? 'clicked' : 'digit');

  const text = said.text ?? '';
  if (text.trim() === '') return heard({ type: 'UNCLEAR' }, 'unclear', 'empty');
  if (programme.asksBeforeStop(text, question))
    return heard(asked?.key === 'stop.ask' ? { type: 'STOP' } : { type: 'MAYBE_STOP' }, null, 'ambiguous word');
  if (optOutAction(text) === 'stop') return heard({ type: 'STOP' }, 'stop', 'word');
  // Only after a STOP: "alta" is also what a doctor gives.
  if (mayResume(conversation, said) && (optOutAction(text) === 'start' || /^\W*seguir\W*$/i.test(text)))
    return heard({ type: 'RESUME' }, null, 'word');
  if (
    conversation.ended === 'deceased' &&
    /\berrore?\b|equivoc|sbagli|no (es |és |está? |ha )?mort|no (esta |está |ha )?muert|non (è |e' |e )?mort|est[aá] viv|és viu|è viv/i.test(
      text,
    )
  ) {
    return heard({ type: 'ANSWER', answer: 'mistake', bare: false }, null, 'word');
  }

  if (conversation.context.booking && UNDO.test(text)) return heard({ type: 'UNDO' }, null, 'word');

  const meaning = understand(text, question, locale);
  if (meaning.also.includes('emergency')) return heard({ type: 'EMERGENCY' }, 'emergency', meaning.why);
  if (meaning.also.includes('stop')) return heard({ type: 'STOP' }, 'stop', meaning.why);

  if (wantsBack(text, question, conversation.context))
    return heard({ type: 'WANTS_BACK' }, meaning.label, 'takes it back');
  const number = taskNumberIn(text);
  if (number !== null && !URGENT_LABELS.includes(meaning.label)) {
    const request = requests.find((each) => each.number === number) ?? null;
    return heard({ type: 'ASKS_STATUS', request }, meaning.label, 'number of a request');
  }
  if (portal && !URGENT_LABELS.includes(meaning.label) && ASKS_PORTAL.test(text))
    return heard({ type: 'ASKS_PORTAL' }, meaning.label, 'asks for the portal');
  if (!URGENT_LABELS.includes(meaning.label) && asksWhenToCall(text))
    return heard({ type: 'ASKS_WAITS', waits }, meaning.label, 'when to call');
  if (wishesLanguage(text, programme.locales)) return heard({ type: 'SMALLTALK' }, null, 'wishes a language');
  const foreign = foreignLanguage(text);
  if (foreign !== null && !URGENT_LABELS.includes(meaning.label))
    return heard({ type: 'FOREIGN', language: foreign }, 'unclear', `language ${foreign}`);
  const exact = unread || asked?.expects != null ? null : chosenExactly(text, asked?.choices.length ? offered() : []);
  if (exact !== null && !URGENT_LABELS.includes(meaning.label))
    return heard(eventOfChoice(exact, asked, programme), meaning.label, 'words of an answer');
  const requested = requestIn(text, meaning.label, asked, programme, offered, today);
  if (requested) return heard(requested, meaning.label, requested.type === 'FIELD' ? 'field' : 'asks for a form');
  if (asked?.expects === 'document' && !URGENT_LABELS.includes(meaning.label)) {
    const given = wholeDocument(text, programme.country, today);
    const person = given?.document ? personOf(given.document) : '';
    // One of the two alone is no telephone of theirs.
    if (!given && /\d{4}/.test(text)) return heard({ type: 'UNCLEAR' }, 'unclear', 'not both');
    if (given) return heard({ type: 'CLAIMED', person, birthYear: given.birthYear }, null, 'whole document');
  }
  const free = asked?.expects && asked.expects !== 'document' ? readFree(text, asked, meaning, facts, today) : null;
  if (free) return heard(free, meaning.label, `${asked?.expects}`);
  return heard(eventOfLabel(meaning.label, question, text), meaning.label, meaning.why);
}

/** What may be said at any moment of a call, as the operator clicks it. */
export const HEARD_ON_THE_PHONE: ReadonlyMap<string, DialogEvent> = new Map<string, DialogEvent>([
  ['phone.emergency', { type: 'EMERGENCY' }],
  ['phone.death', { type: 'DEATH' }],
  ['phone.wrong', { type: 'WRONG_PERSON' }],
  ['phone.relative', { type: 'RELATIVE' }],
  ['phone.stop', { type: 'STOP' }],
  ['phone.keep', { type: 'WANTS_BACK' }],
  ['phone.worse', { type: 'ANSWER', answer: 'worse', bare: false }],
  ['phone.who', { type: 'ASKED', about: 'whoAreYou' }],
  ['phone.appointment', { type: 'ASKED', about: 'askAppointment' }],
  ['phone.unproved', { type: 'ANSWER', answer: 'cannot', bare: false }],
]);

/** The word that the text of a change names, in each language. */
const UNDO = /^\W*(?:deshacer|deshaz\w*|desfer|indietro)\W*$/i;

/** The open question has not left yet: nobody can be answering it. */
function isUnread({ queued, askedIn, turn }: Conversation): boolean {
  return (
    turn > 0 && askedIn.length > 0 && askedIn.every((id) => queued.some((each) => each.id === id && !each.sending))
  );
}

/** What the portal asks is not seen on the phone: "1" there means a question that was left behind. */
const isAskedElsewhere = ({ channel, turn }: Conversation, said: Said): boolean =>
  turn > 0 && channel === 'portal' && said.channel !== 'portal';

/** What may be told goes with the question, and with the proof that follows it. */
function withKnown(event: DialogEvent, facts: PersonFacts | null, found: Found | null): DialogEvent {
  if (event.type === 'ASKED' && event.about === 'findProfessional') return found ? { ...event, found } : event;
  if (!facts || (event.type !== 'ASKED' && event.type !== 'TOLD')) return event;
  const { appointments, payments } = facts;
  return { ...event, ...(appointments ? { appointments } : {}), ...(payments ? { payments } : {}) };
}

/** "Portal", "me manda el enlace": a few words, in each language; in a long message they are part of a story. */
const ASKS_PORTAL =
  /^(?=.{3,50}$)\W*(?:\S+ ){0,5}(?:el |la |l'|il |lo |un )?(?:portal|portale|enlace|enllaç|link|p[aá]gina web|p[aà]gina web|pagina web|sito)\W*$/i;

/** What late words are an answer to. */
function questionAfter({ ended, context, dialog }: Conversation): Question {
  if (ended !== 'answered') return 'open';
  return context.topic === 'appointment' || dialog === 'remind' ? 'reminder' : 'stillNeed';
}

const STOP_DIGIT = '0' as const;

/** A STOP may have been said there, after the news of a death too. */
const mayResume = ({ state }: Conversation, said: Said): boolean =>
  said.stopped === true || state === 'stopped' || state === 'bereaved';

/** By SMS answers are digits; 0 always means "write no more". A digit that was not offered is no answer. */
function choiceByDigit(text: string, asked: Asked | null): string | null {
  const digit = /^\s*\(?(\d)\s*[.)\-]*\s*$/.exec(text)?.[1];
  if (digit === undefined) return null;
  if (digit === '0') return STOP_DIGIT;
  return asked?.choices[Number(digit) - 1] ?? null;
}

/** What the provider heard and answered by itself. START means something only after a STOP; help needs nothing more from us. */
function eventHandled(handled: NonNullable<Said['handled']>, conversation: Conversation, said: Said): DialogEvent {
  if (handled === 'stop') return { type: 'STOP' };
  return handled === 'start' && mayResume(conversation, said) ? { type: 'RESUME' } : { type: 'SMALLTALK' };
}

/** Words under a picture are heard only where they cannot wait; the picture itself goes to a person. Null = read its words. */
function eventOfMedia({ media, text }: Said, locale: Locale): DialogEvent | null {
  const words = text?.trim() ?? '';
  if (words !== '' && media !== 'reaction' && media !== 'deletion') {
    const meaning = understand(words, 'open', locale);
    const [urgent] = [meaning.label, ...meaning.also].filter((label) => URGENT_LABELS.includes(label));
    if (urgent || optOutAction(words) === 'stop') return urgent ? null : { type: 'STOP' };
  }
  switch (media) {
    case 'photo':
      return { type: 'PHOTO' };
    case 'contacts':
      return words === '' ? { type: 'PHOTO' } : { type: 'CONTACT', what: 'newPhone', said: words.slice(0, 200) };
    // A thumb, a chat that was opened, words taken back: no answer, and no misunderstanding either. The question is put again.
    case 'reaction':
    case 'opened':
    case 'deletion':
      return { type: 'SMALLTALK' };
    // Corrected words may turn an answer round: they count for nothing, and the question is put again in other words.
    case 'edit':
    case 'sticker':
    case 'other':
      return { type: 'UNCLEAR' };
    default:
      return null;
  }
}

/** A button of a question that is no longer open: it answers nothing, whatever it says. */
function isOldButton({ choiceOf }: Said, { id, askedIn, context }: Conversation): boolean {
  if (choiceOf === undefined || context.asked === null) return false;
  return !choiceOf.startsWith(`${id}-`) || !askedIn.includes(choiceOf.slice(id.length + 1));
}

/** STOP and a wish for a person count whenever they are clicked. */
function eventOfOldButton(choice: string): DialogEvent {
  if (choice === 'stop') return { type: 'STOP' };
  if (choice === 'call') return { type: 'PERSON' };
  // It only opened the window again, whenever that was: the question that is open now is put again.
  return { type: choice === 'resume' ? 'SMALLTALK' : 'UNCLEAR' };
}

/** Meanings that are heard as such even where a free answer is expected: "at the clinic" is a place, "leave me alone" is not. */
const NEVER_FREE: readonly Label[] = [
  'stop',
  'human',
  'emergency',
  'deceased',
  'wrongPerson',
  'relative',
  'worse',
  'whoAreYou',
  'later',
];

function readFree(
  text: string,
  asked: Asked,
  meaning: Meaning,
  facts: PersonFacts | null,
  today: string,
): DialogEvent | null {
  if (asked.expects === 'identity') {
    const given = identity(text, today);
    if (given.documentTail === null && given.birthYear === null) return null;
    const match =
      facts !== null &&
      facts.documentTail !== null &&
      given.documentTail === facts.documentTail &&
      given.birthYear === facts.birthYear;
    return { type: 'TOLD', text: '', date: null, proof: match ? 'match' : 'mismatch' };
  }
  if (asked.expects === 'phone') {
    const number = phoneNumber(text);
    return number === null ? null : { type: 'CONTACT', what: 'newPhone', said: number };
  }
  if (NEVER_FREE.includes(meaning.label)) return null;
  if (/\bsi la necesito\b|\bsi,? (la|lo) (necesito|quiero)\b/i.test(text.normalize('NFD').replace(/\p{M}/gu, '')))
    return { type: 'ANSWER', answer: 'keep', bare: false };
  const date = dateOf(text, today)?.iso ?? null;
  return { type: 'TOLD', text: maskDocument(text).slice(0, 200), date, proof: null };
}
