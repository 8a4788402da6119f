/** The turn in which a person comes into the portal: what is open goes on there, with what they have proved. Pure. */
import type { DialogEvent } from '../../dialogs/context.js';
import { isAboutNoEntry } from '../../dialogs/index.js';
import type { Assurance } from '../domain/assurance.js';
import type { Effect } from '../domain/effect.js';
import type { Conversation, Turn, TurnEvent } from './conversation.js';
import { finish } from './finish.js';
import type { Rules } from './rules.js';
import { open, step, unchanged, type Stepped } from './step.js';

type Entered = Extract<TurnEvent, { readonly kind: 'entered' }>;

/** Null = there is nothing that it would change. What was asked elsewhere is asked here, and only here. */
export function entered(conversation: Conversation, event: Entered, rules: Rules): Turn | null {
  const { context } = conversation;
  const assurance = known(conversation, event.assurance);
  const more = assurance > context.assurance;
  const isHere = conversation.live && conversation.channel === 'portal';
  if (isHere && !more) return null;
  const here = { channel: 'portal' as const, maxEntries: rules.programme.maxEntries.portal };
  const before = { ...conversation, context: { ...context, ...here, assurance } };
  const answer = answeredBy(before, event);
  const stepped = answer ? step(before, answer) : isHere ? unchanged(before) : goOn(before);
  const proved: readonly Effect[] = more ? [{ type: 'record', fact: 'identified', assurance }] : [];
  // Read on the page where they are: nothing to wait for until the morning, and no attempt to reach them.
  const effects = stepped.effects.map((effect): Effect =>
    effect.type === 'say' && effect.kind !== 'emergency' ? { ...effect, kind: 'reply' } : effect,
  );
  return finish(conversation, event, rules, { ...stepped, effects: [...proved, ...effects] }, { channel: 'portal' });
}

/** What is open is asked here. Of what was left to a call because it did not fit elsewhere, the rest is. */
function goOn(conversation: Conversation): Stepped {
  const { context, dialog } = conversation;
  const { channel, maxEntries } = context;
  const left = context.entries.some(({ id }) => context.outcomes[id] === undefined);
  // The question about the phone comes last elsewhere; here the rest comes first, and the phone has a page.
  const pending = context.asked !== null && context.asked.question !== 'phoneOk';
  const over = !conversation.live || context.asked?.question === 'phoneOk';
  if (!over || pending || !left || isAboutNoEntry(dialog) || context.assurance < 1)
    return step(conversation, { type: 'MOVED', channel, maxEntries });
  const { firstName, entries, outcomes, assurance, whatsapp, topic, identityTries, locale, menu } = context;
  return open('confirm-need', {
    firstName, entries, outcomes, assurance, whatsapp, topic, identityTries, channel, maxEntries,
    ...(locale ? { locale } : {}), ...(menu ? { menu } : {}),
  }); // prettier-ignore
}

/** Of a child nobody knows by a code who holds the phone: the dialog asks. */
const known = ({ context }: Conversation, assurance: Assurance): Assurance =>
  context.topic === 'minor' || assurance < context.assurance ? context.assurance : assurance;

/** What they have proved here answers the question that was open: it is not asked again. */
function answeredBy({ state, context }: Conversation, { assurance }: Entered): DialogEvent | null {
  if (context.topic === 'minor') return null;
  if (context.asked?.expects === 'identity' && assurance >= 2)
    return { type: 'TOLD', text: '', date: null, proof: 'match' };
  return state === 'who' ? { type: 'ANSWER', answer: 'self', bare: false } : null;
}

/** Whoever fell silent in the portal does not look at it: what was asked there is asked where a message rings. */
export function leavesPortal(conversation: Conversation, event: TurnEvent, rules: Rules): Turn {
  const channel = conversation.windowUntil > event.at ? ('whatsapp' as const) : ('sms' as const);
  const moved = step(conversation, { type: 'MOVED', channel, maxEntries: rules.programme.maxEntries[channel] });
  const effects = moved.effects.map((effect): Effect =>
    effect.type === 'say' ? { ...effect, kind: 'reminder' } : effect,
  );
  return finish(conversation, event, rules, { ...moved, effects }, { channel });
}
