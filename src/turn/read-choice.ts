/** What a click or a word chooses, and what of a programme's own a message asks for: its menu, its forms, its agendas. Pure. */
import { ANSWERS, type AnswerId, type DialogEvent } from '../../dialogs/context.js';
import type { Asked } from '../domain/effect.js';
import { URGENT_LABELS, type Label } from '../domain/meaning.js';
import type { RequestField, RequestForm } from '../domain/request.js';
import type { Programme } from '../programmes/programme.js';
import { MENU_ANSWERS } from '../programmes/requests.js';
import { maskDocument } from '../understanding/details.js';
import { preferenceOf } from '../understanding/preference.js';
import { bare, chosenByWords, chosenFromMenu, type Offered } from './choose.js';

/** What a programme understands a message by. */
export type Understood = Pick<
  Programme,
  'country' | 'locale' | 'locales' | 'asksBeforeStop' | 'request' | 'requestHeard' | 'requestNamed' | 'agendaNamed'
>;

/** A click on an answer that is not offered (an old button) is heard as its word, never as an answer to another question. */
export function eventOfChoice(choice: string, asked: Asked | null, programme: Understood): DialogEvent {
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

/** Labels that end a form whatever is written in it: danger, a STOP, a death, a number that is not theirs. */
const ENDS_A_FORM: readonly Label[] = ['emergency', 'stop', 'deceased', 'wrongPerson'];
/** A wish for a person is heard in a few words; in a long complaint it is part of the story, and a person reads it anyway. */
const SHORT_WISH = 60;

/** An answer to the open field of a form, an item of the menu, or a request that the programme has a form for. */
export function requestIn(
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

const LONGEST_FIELD = 600;
const isMenu = (asked: Asked | null) => asked !== null && /^(?:help\.ask|unknown\.menu)$/.test(asked.key);
/** Meanings that ask for something, at any moment. */
const ASKS: ReadonlySet<Label> = new Set<Label>([
  'askAppointment', 'askPayment', 'reschedule', 'cancelAppointment', 'findProfessional', 'report', 'complaint', 'prescription',
]); // prettier-ignore
