/** "¿Cuándo es mi hora? Y además me cambié de casa": several things said in one message. Pure. */
import type { DialogEvent } from '../../dialogs/context.js';
import type { Effect } from '../domain/effect.js';
import type { Conversation } from './conversation.js';
import { step, type Stepped } from './step.js';

/** Where one thing ends and another begins, in our languages. */
const BETWEEN =
  /[.?!;\n]+\s*|,?\s+\b(?:y|i|e)\s+(?:además|ademas|también|tambien|a més|a mes|també|tambe|inoltre|anche|otra cosa|de paso)\b,?\s*|,?\s+\b(?:además|ademas|a més|inoltre)\b,?\s*/iu;
/** Shorter parts are "hola", "gracias", "por favor". */
const SHORTEST = 8;

/** The parts of a message that can mean something by themselves; one = it is one. */
export function partsOf(text: string): readonly string[] {
  const parts = text
    .split(BETWEEN)
    .map((part) => part.trim())
    .filter((part) => part.length >= SHORTEST);
  return parts.length > 1 ? parts : [text];
}

const asks = ({ type }: DialogEvent): boolean => type === 'ASKED' || type === 'WANTS';
const tells = ({ type }: DialogEvent): boolean => type === 'CONTACT';

export interface Several {
  /** Noted first, and nothing more is asked about them. */
  readonly told: readonly DialogEvent[];
  readonly first: DialogEvent;
  /** What is asked besides: a person sees to it. */
  readonly besides: readonly DialogEvent[];
}

/** Null where the parts do not say several things that can each be seen to. */
export function severalOf(events: readonly DialogEvent[]): Several | null {
  const told = events.filter(tells);
  const [first, ...besides] = events.filter(asks).filter((event, index, all) => all.findIndex((each) => sameAs(each, event)) === index); // prettier-ignore
  if (!first || told.length + besides.length === 0) return null;
  return { told, first, besides };
}

function sameAs(a: DialogEvent, b: DialogEvent): boolean {
  if (a.type === 'ASKED' && b.type === 'ASKED') return a.about === b.about;
  return a.type === 'WANTS' && b.type === 'WANTS' && a.form.id === b.form.id;
}

/** One step for all of them: the open question is put once, at the end. */
export function stepSeveral(conversation: Conversation, { told, first, besides }: Several): Stepped {
  let now: Stepped | null = null;
  const effects: Effect[] = [];
  for (const event of told) {
    const open = (now?.context ?? conversation.context).asked?.key;
    now = step({ ...conversation, ...now }, event);
    effects.push(...now.effects.filter((effect) => effect.type !== 'say' || effect.key !== open));
  }
  if (besides.length > 0) {
    for (const event of besides)
      effects.push({ type: 'handOff', queue: 'questions', reason: event.type === 'ASKED' ? event.about : 'request' });
    effects.push({ type: 'say', key: 'answer.besides', params: {}, choices: [], kind: 'reply' });
  }
  const last = step({ ...conversation, ...now }, first);
  return { ...last, effects: [...effects, ...last.effects] };
}
