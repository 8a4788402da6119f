/** Step: one event, one conversation, one turn. Pure: the service acts on what it returns. */
import type { DialogEvent, DialogInput } from '../../dialogs/context.js';
import { isAboutNoEntry } from '../../dialogs/index.js';
import type { ErrandResult, PlaceOffer } from '../domain/booking.js';
import type { Effect } from '../domain/effect.js';
import type { Conversation, Said, Turn, TurnEvent } from './conversation.js';
import { endSilent, mayTry, moveOn } from './cadence.js';
import { finish } from './finish.js';
import { ZoneClock } from '../timers/offset.js';
import { takeWords } from './take-words.js';
import { noticeOfDischarge, noticeOfReinstatement } from './discharged.js';
import { entered, leavesPortal } from './entered.js';
import { channelLost, correction } from './incident.js';
import { callComes, called, handBack, hold, wrote } from './held.js';
import { linked } from './linked.js';
import { undelivered } from './undelivered.js';
import type { Rules } from './rules.js';
import { open, parked, step, unchanged, type Stepped } from './step.js';
import { topicOf } from './topic.js';

/** Returns null when the event was applied before, or no longer means anything (a timer of a wait that is over). */
export function takeTurn(conversation: Conversation, event: TurnEvent, rules: Rules): Turn | null {
  if (conversation.applied.includes(event.eventId)) return null;
  if (event.kind === 'timer' && !conversation.timers.some(({ waitId }) => waitId === event.waitId)) return null;
  if (event.kind === 'entryClosed' && !conversation.context.entries.some(({ id }) => id === event.entry)) return null;

  if (event.kind === 'start')
    return finish(conversation, event, rules, begin(conversation, event, rules), {
      step: event.step,
    });
  // Whoever has it may have lost it meanwhile: what they heard then is for the next call.
  if (event.kind === 'said' && event.said.channel === 'operator' && !hears(conversation, event.said)) return null;
  if (event.kind === 'called') return called(conversation, event, rules);
  if (event.kind === 'callComes') return callComes(conversation, event, rules);
  if (event.kind === 'held') return hold(conversation, event, rules);
  if (event.kind === 'wrote') return wrote(conversation, event, rules);
  if (event.kind === 'handedBack' || (event.kind === 'timer' && conversation.held))
    return handBack(conversation, event, rules);
  if (event.kind === 'answersElsewhere')
    return conversation.live
      ? finish(conversation, event, rules, unchanged(conversation), { ended: 'elsewhere' })
      : null;
  if (event.kind === 'campaignStopped')
    return conversation.live && !conversation.answered
      ? finish(conversation, event, rules, unchanged(conversation), { ended: 'withdrawn' })
      : null;
  if (event.kind === 'correction') return correction(conversation, event, rules);
  if (event.kind === 'discharged') return noticeOfDischarge(conversation, event, rules);
  if (event.kind === 'reinstated') return noticeOfReinstatement(conversation, event, rules);
  if (event.kind === 'channelLost') return channelLost(conversation, event, rules);
  if (event.kind === 'linked') return linked(conversation, event, rules);
  if (event.kind === 'entered') return entered(conversation, event, rules);
  if (event.kind === 'placeOver')
    return conversation.live && conversation.dialog === 'place'
      ? finish(conversation, event, rules, step(conversation, { type: 'OFFER_OVER' }), {})
      : null;
  if (event.kind === 'errand')
    return finish(conversation, event, rules, step(conversation, eventOfResult(event.result)), {});
  if (event.kind === 'undelivered') return undelivered(conversation, event, rules);
  if (event.kind === 'entryClosed') {
    const stepped = step(conversation, { type: 'ENTRY_CLOSED', entry: event.entry });
    // After the end the entry is forgotten without a word: nobody is asked anew because of what the list says.
    return conversation.live
      ? finish(conversation, event, rules, stepped, {})
      : finish(
          conversation,
          event,
          rules,
          { ...stepped, effects: [], tags: new Set(['closed']) },
          conversation.ended ? { ended: conversation.ended } : {},
        );
  }
  if (event.kind === 'timer') {
    // What was asked has not left yet: nobody can have kept silent about it.
    if (conversation.queued.some(({ sending }) => !sending))
      return finish(
        conversation,
        event,
        rules,
        { ...unchanged(conversation), effects: [{ type: 'wait', for: 'reply' }] },
        {},
      );
    const now = withoutPassed(conversation, event.at, rules);
    if (now.tags.has('closed')) return finish(conversation, event, rules, now, {});
    if (conversation.channel === 'portal' && conversation.context.asked !== null)
      return leavesPortal(conversation, event, rules);
    const stepped = step({ ...conversation, ...now }, { type: 'NO_REPLY' });
    if (stepped.context.silent) return fallSilent(conversation, event, rules, stepped);
    // One attempt too many would be pestering: instead of the reminder the cadence goes on. A follow-up has none.
    if (
      !isAboutNoEntry(conversation.dialog) &&
      stepped.effects.some(isReminder) &&
      !mayTry(conversation, conversation.channel, rules.cadence)
    )
      return fallSilent(conversation, event, rules, unchanged(conversation));
    return finish(conversation, event, rules, stepped, {});
  }

  return takeWords(conversation, event, rules);
}

const hears = ({ held, turn }: Conversation, { by, onTurn }: Said): boolean =>
  held?.mode === 'call' && held.by === by && turn === onTurn;

function eventOfResult(result: ErrandResult): DialogEvent {
  switch (result.is) {
    case 'offered':
      return { type: 'OFFERED', slots: result.slots };
    case 'booked':
      return { type: 'BOOKED', booking: result.booking };
    case 'cancelled':
      return { type: 'CANCELLED', booking: result.booking };
    case 'slotGone':
      return { type: 'SLOT_GONE' };
    case 'undone':
      return { type: 'UNDONE' };
    case 'notLinked':
      return { type: 'NOT_LINKED', left: result.left, again: result.again };
    case 'failed':
      return { type: 'ERRAND_FAILED' };
    default:
      return result satisfies never;
  }
}

/** The day of an appointment has come while nobody answered: it is not asked about any more. Closed when nothing else was to be asked. */
function withoutPassed(conversation: Conversation, at: number, rules: Rules): Stepped {
  const today = ZoneClock.of(conversation.zone ?? rules.programme.zone).day(at);
  const { entries, outcomes } = conversation.context;
  let stepped = unchanged(conversation);
  for (const { id, appointmentOn } of entries) {
    if (appointmentOn === undefined || appointmentOn > today || outcomes[id] !== undefined) continue;
    const next = step({ ...conversation, ...stepped }, { type: 'ENTRY_CLOSED', entry: id });
    // What is asked instead is said by the reminder that follows.
    stepped = { ...next, effects: [] };
  }
  return stepped;
}

/** The turn of an event that no machine can take: the conversation goes to a person, with whatever it had. */
export function parkTurn(conversation: Conversation, event: TurnEvent, rules: Rules): Turn {
  return finish(conversation, event, rules, parked(conversation), {});
}

/** On a number of several people no place is named, when it is read back neither. */
function offered(offer: PlaceOffer, sharedNumber: boolean): Pick<DialogInput, 'placeOffer' | 'wish'> {
  const slot = sharedNumber ? { ...offer.slot, place: '' } : offer.slot;
  return { placeOffer: { ...offer, slot }, wish: { kind: 'new', agenda: offer.agenda, slots: [slot], slot, pages: 0 } };
}

const isReminder = (effect: Effect): boolean => effect.type === 'say' && effect.kind === 'reminder';

/** Nobody answered on this channel: the cadence goes on, and at its end the person was not located. */
function fallSilent(conversation: Conversation, event: TurnEvent, rules: Rules, stepped: Stepped): Turn {
  const moved = conversation.answered ? null : moveOn(conversation, event, rules, stepped);
  return moved ?? endSilent(conversation, event, rules, stepped);
}

function begin(
  conversation: Conversation,
  { step: stepNumber, facts, at, form, reminds, offers, sharedNumber }: Extract<TurnEvent, { kind: 'start' }>,
  rules: Rules,
): Stepped {
  const attempt = rules.cadence.steps[stepNumber] ?? rules.cadence.steps[0];
  const channel = conversation.channel;
  const today = ZoneClock.of(conversation.zone ?? rules.programme.zone).day(at);
  // A programme that writes to nobody first only helps.
  return open(offers ? 'place' : reminds ? 'remind' : form ? 'check-in' : (attempt?.dialog ?? 'help'), {
    topic: attempt && !form && !reminds && !offers ? topicOf(facts, today) : 'help',
    ...(offers ? offered(offers, sharedNumber === true) : {}),
    ...(reminds ? { choosable: [reminds] } : {}),
    ...(sharedNumber ? { sharedNumber: true } : {}),
    ...(rules.programme.asking.shortNotice ? { asksNotice: true } : {}),
    ...(rules.portalLink ? { portal: true } : {}),
    ...(form ? { form: { request: form, answers: [] } } : {}),
    firstName: facts.firstName,
    entries: facts.entries,
    channel,
    maxEntries: rules.programme.maxEntries[channel],
    assurance: conversation.context.assurance,
    menu: rules.programme.menu,
    ...(conversation.context.locale ? { locale: conversation.context.locale } : {}),
    whatsapp: facts.whatsappAllowed ? 'given' : rules.programme.whatsappLeave === 'ask' ? 'needed' : 'notNeeded',
  });
}
