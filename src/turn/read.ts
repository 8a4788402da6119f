/** From what a person sent to what the dialog hears. Pure; when in doubt it is `UNCLEAR`, which is asked back. */
import type { AnswerId, DialogEvent } from '../../dialogs/context.js';
import { ANSWERS } from '../../dialogs/context.js';
import type { Asked } from '../domain/effect.js';
import { URGENT_LABELS, type Label, type Locale, type Meaning, type Question } from '../domain/meaning.js';
import { dateOf, identity, isParent, maskDocument, phoneNumber } from '../understanding/details.js';
import type { Programme } from '../programmes/programme.js';
import { optOutAction } from '../domain/opt-out.js';
import { understand } from '../understanding/index.js';
import type { Conversation, Heard, PersonFacts, Said } from './conversation.js';
import { MENU_ANSWERS } from '../programmes/requests.js';
import { preferenceOf } from '../understanding/preference.js';
import { foundIn, type Directory, type Found } from '../domain/directory.js';
import type { KnownWaits } from '../domain/call-waits.js';
import { asksWhenToCall } from '../understanding/call-time.js';
import { taskNumberIn } from './task-number.js';
import type { KnownRequest, RequestField, RequestForm } from '../domain/request.js';
import { foreignLanguage, wishesLanguage } from '../understanding/which-language.js';
import { bare, chosenByWords, chosenFromMenu, type Offered } from './choose.js';
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
}

/** What a programme understands a message by. */
export type Understood = Pick<
  Programme,
  'locale' | 'locales' | 'asksBeforeStop' | 'request' | 'requestHeard' | 'requestNamed' | 'agendaNamed'
>;

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
  { requests = [], directory = null, waits = null }: Lists = {},
): Reading {
  const { locale } = programme;
  const asked = conversation.context.asked;
  const unread = isUnread(conversation);
  const question = unread ? 'open' : (asked?.question ?? questionAfter(conversation));
  const heard = (event: DialogEvent, label: Label | null, why: string, text = said.text): Reading => ({
    event: withKnown(
      event,
      facts,
      directory && text !== null ? foundIn(directory, text) : directory && { ...directory, listings: [] },
    ),
    heard: {
      text: text === null ? null : maskDocument(text),
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

  const clicked = said.choice ?? (said.text === null ? null : choiceByDigit(said.text, unread ? null : asked));
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
  if (!URGENT_LABELS.includes(meaning.label) && asksWhenToCall(text))
    return heard({ type: 'ASKS_WAITS', waits }, meaning.label, 'when to call');
  if (wishesLanguage(text, programme.locales)) return heard({ type: 'SMALLTALK' }, null, 'wishes a language');
  const foreign = foreignLanguage(text);
  if (foreign !== null && !URGENT_LABELS.includes(meaning.label))
    return heard({ type: 'FOREIGN', language: foreign }, 'unclear', `language ${foreign}`);
  const requested = requestIn(text, meaning.label, asked, programme, offered, today);
  if (requested) return heard(requested, meaning.label, requested.type === 'FIELD' ? 'field' : 'asks for a form');
  const free = asked?.expects ? readFree(text, asked, meaning, facts, today) : null;
  if (free) return heard(free, meaning.label, `${asked?.expects}`);
  return heard(eventOfLabel(meaning.label, question, text), meaning.label, meaning.why);
}

/** Labels that end a form whatever is written in it: danger, a STOP, a death, a number that is not theirs. */
const ENDS_A_FORM: readonly Label[] = ['emergency', 'stop', 'deceased', 'wrongPerson'];
/** A wish for a person is heard in a few words; in a long complaint it is part of the story, and a person reads it anyway. */
const SHORT_WISH = 60;

/** An answer to the open field of a form, an item of the menu, or a request that the programme has a form for. */
function requestIn(
  text: string,
  label: Label,
  asked: Asked | null,
  programme: Understood,
  offered: () => readonly Offered[],
  today: string,
): DialogEvent | null {
  if (asked?.expects === 'choice' && !URGENT_LABELS.includes(label)) {
    const named = chosenByWords(text, offered());
    if (named !== null) return { type: 'CHOSEN', id: named };
    const preference = asked.key.startsWith('book.offer') ? preferenceOf(text, today) : null;
    if (preference) return { type: 'PREFERS', preference };
  }
  if (asked?.expects === 'search' && !URGENT_LABELS.includes(label))
    return { type: 'ASKED', about: 'findProfessional' };
  if (asked?.expects === 'field') {
    if (ENDS_A_FORM.includes(label) || (label === 'human' && text.length <= SHORT_WISH)) return null;
    if (asked.choices.length === 0) return freeField(text, asked, programme);
    const named = chosenByWords(text, offered()) ?? asked.choices.find((id) => id === label);
    if (named !== undefined) return eventOfChoice(named, asked, programme);
  }
  const item = asked?.expects == null && isMenu(asked) ? chosenFromMenu(text, offered()) : null;
  if (item !== null) return eventOfChoice(item, asked, programme);
  const byName = programme.requestNamed(bare(text), label);
  if (URGENT_LABELS.includes(label) && !byName) return null;
  const form = byName ?? (ASKS.has(label) ? programme.requestHeard(label) : undefined);
  return form ? wanting(form, text, programme) : null;
}

/** "Un turno con el cardiólogo" has answered already which agenda. */
function wanting(form: RequestForm, text: string, programme: Understood): DialogEvent {
  const agenda = form.fields[0]?.of === 'agenda' ? programme.agendaNamed(bare(text)) : undefined;
  return { type: 'WANTS', form, ...(agenda ? { agenda, said: agenda.id } : {}) };
}

/** In their own words; of an agenda, the one they name. */
function freeField(text: string, asked: Asked, programme: Understood): DialogEvent {
  if (!/\p{L}{2}|\d{3}/u.test(text)) return { type: 'UNCLEAR' };
  const agenda = fieldAt(asked, programme)?.of === 'agenda' ? programme.agendaNamed(bare(text)) : undefined;
  return { type: 'FIELD', said: maskDocument(text).slice(0, LONGEST_FIELD), ...(agenda ? { agenda } : {}) };
}

function fieldAt({ key }: Asked, programme: Understood): RequestField | undefined {
  const [, id, field] = key.split('.');
  return programme.request(id ?? '')?.fields.find((each) => each.id === field);
}

/** The word that the text of a change names, in each language. */
const UNDO = /^\W*(?:deshacer|deshaz\w*|desfer|indietro)\W*$/i;
const LONGEST_FIELD = 600;
const isMenu = (asked: Asked | null) => asked !== null && /^(?:help\.ask|unknown\.menu)$/.test(asked.key);
/** Meanings that ask for something, at any moment. */
const ASKS: ReadonlySet<Label> = new Set<Label>([
  'askAppointment', 'askPayment', 'reschedule', 'cancelAppointment', 'findProfessional', 'report', 'complaint', 'prescription',
]); // prettier-ignore

/** The open question has not left yet: nobody can be answering it. */
function isUnread({ queued, askedIn, turn }: Conversation): boolean {
  return (
    turn > 0 && askedIn.length > 0 && askedIn.every((id) => queued.some((each) => each.id === id && !each.sending))
  );
}

/** What may be told goes with the question, and with the proof that follows it. */
function withKnown(event: DialogEvent, facts: PersonFacts | null, found: Found | null): DialogEvent {
  if (event.type === 'ASKED' && event.about === 'findProfessional') return found ? { ...event, found } : event;
  if (!facts || (event.type !== 'ASKED' && event.type !== 'TOLD')) return event;
  const { appointments, payments } = facts;
  return { ...event, ...(appointments ? { appointments } : {}), ...(payments ? { payments } : {}) };
}

/** What late words are an answer to. */
function questionAfter({ ended, context }: Conversation): Question {
  if (ended !== 'answered') return 'open';
  return context.topic === 'appointment' ? 'reminder' : 'stillNeed';
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

/** A click on an answer that is not offered (an old button) is heard as its word, never as an answer to another question. */
function eventOfChoice(choice: string, asked: Asked | null, programme: Understood): DialogEvent {
  if (choice === 'stop') return { type: 'STOP' };
  if (choice === 'call') return { type: 'PERSON' };
  if (asked?.expects === 'choice' && asked.choices.includes(choice)) return { type: 'CHOSEN', id: choice };
  if (asked?.expects === 'field' && asked.choices.includes(choice)) return fieldOf(choice, asked, programme);
  if ((MENU_ANSWERS as readonly string[]).includes(choice)) return { type: 'ASKED', about: choice as Label };
  const form = isMenu(asked) ? programme.request(choice) : undefined;
  if (form) return { type: 'WANTS', form };
  // The button of a template that only opened the window again: the question itself follows.
  if (choice === 'resume') return { type: 'SMALLTALK' };
  if (asked && !asked.choices.includes(choice)) return { type: 'UNCLEAR' };
  if (choice === 'relative') return { type: 'RELATIVE' };
  if (choice === 'notHere') return { type: 'WRONG_PERSON' };
  if (!(ANSWERS as readonly string[]).includes(choice)) return { type: 'UNCLEAR' };
  return { type: 'ANSWER', answer: choice as AnswerId, bare: false };
}

/** The answer that was chosen, with the form it leads to. */
function fieldOf(choice: string, asked: Asked, programme: Understood): DialogEvent {
  const { opens } = fieldAt(asked, programme)?.choices.find((each) => each.id === choice) ?? {};
  const form = opens === undefined ? undefined : programme.request(opens);
  return { type: 'FIELD', said: choice, ...(form ? { opens: form } : {}) };
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

const NO_LONGER_NEEDED = /\bya no (?:la|lo|me|le)?\s*(?:necesit|quier|requier|hace falta)/i;

function eventOfLabel(label: Label, question: Question, text: string): DialogEvent {
  const answer = (id: AnswerId): DialogEvent => ({ type: 'ANSWER', answer: id, bare: isBare(text) });
  // "I cannot go" and "I no longer need it" are both a no to an appointment; only the first is about the day.
  const refuses = label === 'no' || label === 'cancelAppointment';
  if (question === 'reminder' && refuses && NO_LONGER_NEEDED.test(text)) return answer('notNeeded');
  switch (label) {
    case 'yes':
      return answer(
        question === 'identity'
          ? 'self'
          : question === 'confirmRemoval'
            ? 'remove'
            : question === 'reason'
              ? 'keep'
              : 'yes',
      );
    case 'no':
      return answer(question === 'confirmRemoval' ? 'keep' : 'no');
    case 'postpone':
    case 'worse':
    case 'attendedPublic':
    case 'attendedElsewhere':
    case 'recovered':
    case 'refuses':
    case 'insurerChanged':
      return answer(label);
    case 'stop':
      return { type: 'STOP' };
    case 'human':
      return { type: 'PERSON' };
    case 'emergency':
      return { type: 'EMERGENCY' };
    case 'deceased':
      return { type: 'DEATH' };
    case 'wrongPerson':
      return { type: 'WRONG_PERSON' };
    case 'relative':
      return isParent(text) ? { type: 'RELATIVE', parent: true } : { type: 'RELATIVE' };
    case 'later':
      return { type: 'LATER' };
    case 'thanks':
    case 'greeting':
      return { type: 'SMALLTALK' };
    case 'newPhone':
    case 'newAddress':
      return { type: 'CONTACT', what: label, said: text.slice(0, 200) };
    case 'unclear':
      return { type: 'UNCLEAR' };
    case 'askAppointment':
    case 'askPayment':
    case 'reschedule':
    case 'cancelAppointment':
    case 'findProfessional':
    case 'report':
    case 'complaint':
    case 'prescription':
    case 'whoAreYou':
      return { type: 'ASKED', about: label };
    default:
      label satisfies never;
      return { type: 'UNCLEAR' };
  }
}

/** "Sí", "ok gracias": an affirmation that says to nothing in particular. */
function isBare(text: string): boolean {
  const words =
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/[a-z]+/g) ?? [];
  return words.every((word) =>
    /^(si+|sip|ok|oka?y|ya|bueno|dale|listo|claro|gracias|muchas|de|acuerdo|esta|bien|perfecto)$/.test(word),
  );
}
