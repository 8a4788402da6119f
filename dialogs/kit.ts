/** The four verbs of a dialog (DESIGN §4), and how a state says, asks and records. Pure: no clock, no words, no I/O. */
import { assign, setup } from 'xstate';
import type { Asked, Fact, HandOff, OutcomeDetails, Say, SayKind, SayParam, WaitKey } from '../src/domain/effect.js';
import type { Label, RemovalReason } from '../src/domain/meaning.js';
import type { Wish } from '../src/domain/booking.js';
import { nextField } from '../src/domain/request.js';
import { isRemoving, type OutcomeKind } from '../src/domain/outcome.js';
import type { AnswerId, DialogContext, DialogEntry, DialogEvent, DialogInput, WhatsappLeave } from './context.js';

/** The four verbs. The functions never run: `transition` returns the actions and the service acts on them. */
const verbs = setup({
  types: {
    context: {} as DialogContext,
    events: {} as DialogEvent,
    input: {} as DialogInput,
    tags: {} as 'closed' | 'next',
  },
  actions: {
    say: (_, _params: Say) => {},
    record: (_, _params: Fact) => {},
    wait: (_, _params: { readonly for: WaitKey }) => {},
    handOff: (_, _params: HandOff) => {},
    asked: assign((_, params: Partial<Asked> & { readonly key: string }) => ({
      asked: { params: {}, choices: [], kind: 'reply' as const, question: 'open' as const, expects: null, ...params },
      misses: 0,
    })),
    /** Remembers in the dialog what was recorded of an entry. */
    noted: assign(({ context }, params: { readonly entry: string; readonly is: OutcomeKind }) => ({
      outcomes: { ...context.outcomes, [params.entry]: params.is },
    })),
    /** The person themself now reads, on a number on file. */
    selfAnswers: assign(({ context }) => ({ assurance: context.assurance < 1 ? 1 : context.assurance })),
    /** Somebody else holds the phone: what the patient proved before proves nothing of whoever writes next. */
    someoneElse: assign({ assurance: 0 as const }),
    proved: assign({ assurance: 2 as const, identityTries: 0 }),
    notProved: assign({ identityTries: ({ context }) => context.identityTries + 1 }),
    turnTo: assign((_, params: { readonly entry: string }) => ({ current: params.entry, reason: null, details: {} })),
    turnToOnlyEntry: assign(({ context }) => ({ current: context.entries[0]?.id ?? null, reason: null, details: {} })),
    because: assign((_, params: { readonly reason: RemovalReason }) => ({ reason: params.reason, details: {} })),
    detail: assign(({ context }, params: OutcomeDetails) => ({ details: { ...context.details, ...params } })),
    heard: assign({ reminders: 0, silent: false }),
    /** Asked twice, the proof that is open is not what was being asked. */
    pausing: assign({
      resumes: ({ context: { asked, resumes } }) =>
        asked !== null && (!/^(?:tell|request)\./.test(asked.key) || resumes === true),
      telling: ({ event }) => (event.type === 'ASKED' && event.about === 'askPayment' ? 'payments' : 'appointments'),
    }),
    /** To whoever wrote first nothing is left to ask afterwards. */
    formBegins: assign(({ context: { asked, resumes, topic }, event }) =>
      event.type === 'WANTS'
        ? {
            form: {
              request: event.form,
              answers: event.said === undefined ? [] : [{ field: event.form.fields[0]?.id ?? '', said: event.said }],
              ...(event.agenda ? { agenda: event.agenda } : {}),
            },
            resumes: topic !== 'help' && asked !== null && (!/^(?:tell|request)\./.test(asked.key) || resumes === true),
          }
        : {},
    ),
    formOpens: assign(({ event }) =>
      event.type === 'FIELD' && event.opens ? { form: { request: event.opens, answers: [] } } : {},
    ),
    fieldAnswered: assign(({ context: { form }, event }) => {
      const field = form && nextField(form);
      if (!form || !field || event.type !== 'FIELD') return {};
      const answers = [...form.answers, { field: field.id, said: event.said }];
      return { form: { ...form, answers, ...(event.agenda ? { agenda: event.agenda } : {}) } };
    }),
    /** Until they have proved who they are. */
    wants: assign(({ event }) => ({ wants: event.type === 'ASKED' ? event.about : undefined })),
    claims: assign(({ event }) =>
      event.type === 'CLAIMED' ? { claim: { person: event.person, birthYear: event.birthYear } } : {},
    ),
    /** Another day or none; after the proof the appointments are known. */
    wishes: assign(({ context, event }) => {
      if (event.type !== 'ASKED' && event.type !== 'TOLD') return {};
      const kind = event.type === 'TOLD' ? (context.wish?.kind ?? 'change') : event.about === 'cancelAppointment' ? 'cancel' : 'change'; // prettier-ignore
      const wish: Wish = { kind, slots: [], pages: 0 };
      const resumes =
        event.type === 'TOLD' ? (context.resumes ?? false) : context.topic !== 'help' && context.asked !== null;
      return { wish, resumes, choosable: (event.appointments?.ahead ?? []).slice(0, 3), seenSlots: [] };
    }),
    /** Of the one appointment that the conversation is about. */
    wishesThis: assign((_, params: { readonly kind: Wish['kind'] }) => ({
      wish: { kind: params.kind, slots: [], pages: 0 },
      resumes: false,
      seenSlots: [],
    })),
    picks: assign(({ context: { wish, choosable }, event }) => {
      const index = event.type === 'CHOSEN' ? Number(event.id.slice(-1)) : 0;
      const appointment = choosable?.[index];
      if (!wish || !appointment) return {};
      const agenda = { id: appointment.agenda, by: appointment.keptBy ?? ('service' as const) };
      return { wish: { ...wish, appointment, agenda } };
    }),
    wishesNew: assign(({ context: { form } }) =>
      form?.agenda ? { wish: { kind: 'new' as const, agenda: form.agenda, slots: [], pages: 0 }, seenSlots: [] } : {},
    ),
    offered: assign(({ context: { wish, seenSlots }, event }) =>
      wish && event.type === 'OFFERED'
        ? {
            wish: { ...wish, slots: event.slots, pages: wish.pages + 1 },
            seenSlots: [...(seenSlots ?? []), ...event.slots.map(({ id }) => id)],
          }
        : {},
    ),
    /** Somebody was faster: that is none of the times that they were offered something and wanted something else. */
    lostSlot: assign(({ context: { wish } }) =>
      wish ? { wish: { ...wish, pages: Math.max(0, wish.pages - 1) } } : {},
    ),
    prefers: assign(({ context: { wish }, event }) =>
      // One that was passed over may suit after all.
      wish && event.type === 'PREFERS' ? { wish: { ...wish, prefers: event.preference }, seenSlots: [] } : {},
    ),
    picksSlot: assign(({ context: { wish }, event }) => {
      const slot = event.type === 'CHOSEN' ? wish?.slots[Number(event.id.slice(-1))] : undefined;
      return wish && slot ? { wish: { ...wish, slot } } : {};
    }),
    givesReason: assign(({ context: { wish }, event }) =>
      wish && event.type === 'CHOSEN' ? { wish: { ...wish, reason: event.id } } : {},
    ),
    bookedIt: assign(({ event }) =>
      event.type === 'BOOKED' || event.type === 'CANCELLED' ? { booking: event.booking } : {},
    ),
    undidIt: assign({ booking: null }),
    noticeAsked: assign(() => ({ asksNotice: false })),
    missed: assign({ misses: ({ context }) => context.misses + 1 }),
    reminded: assign({ reminders: ({ context }) => context.reminders + 1 }),
    fellSilent: assign({ silent: true }),
    nothingAsked: assign({ asked: null, misses: 0, current: null, reason: null, details: {} }),
    moved: assign(({ event }) =>
      event.type === 'MOVED'
        ? { channel: event.channel, maxEntries: event.maxEntries, reminders: 0, silent: false }
        : {},
    ),
    leaves: assign((_, params: { readonly whatsapp: WhatsappLeave }) => ({ whatsapp: params.whatsapp })),
    forgetEntry: assign(({ context, event }) =>
      event.type === 'ENTRY_CLOSED' ? { entries: context.entries.filter((entry) => entry.id !== event.entry) } : {},
    ),
  },
  guards: {
    answers: ({ event }, params: { readonly any: readonly AnswerId[] }) =>
      event.type === 'ANSWER' && params.any.includes(event.answer),
    asksAbout: ({ event }, params: { readonly any: readonly Label[] }) =>
      event.type === 'ASKED' && params.any.includes(event.about),
    firstMiss: ({ context }) => context.misses === 0,
    /** Something was given up, and whoever writes is known to read for themself. */
    takesBack: ({ context }) =>
      context.assurance >= 1 && context.entries.some(({ id }) => isRemoved(context.outcomes[id])),
    needsLeave: ({ context }) => context.whatsapp === 'needed',
    mayRemind: ({ context }) => context.reminders < MAX_REMINDERS,
    /** While something is asked, the list closes the last entry that was still to be asked about. */
    nothingLeftToAsk: ({ context, event }) =>
      event.type === 'ENTRY_CLOSED' &&
      context.asked !== null &&
      context.entries.every(({ id }) => id === event.entry || context.outcomes[id] !== undefined),
    asksAboutIt: ({ context, event }) => event.type === 'ENTRY_CLOSED' && context.current === event.entry,
  },
});

/** Puts the open question again; without one there is nothing to repeat and nothing to wait for. */
const repeat = (suffix: '' | '.again' | '.reminder', because?: SayKind) =>
  verbs.enqueueActions(({ context, enqueue }) => {
    if (!context.asked) return;
    const { key, params, choices, labels, kind } = context.asked;
    enqueue({
      type: 'say',
      params: { key: key + suffix, params, choices, ...(labels ? { labels } : {}), kind: because ?? kind },
    });
    enqueue({ type: 'wait', params: { for: 'reply' } });
  });

/** The verbs and the compound acts that all dialogs share. */
export const dialog = verbs.extend({
  actions: {
    repeat: repeat(''),
    repeatInOtherWords: repeat('.again'),
    remind: repeat('.reminder', 'reminder'),
    repeatOnNewChannel: repeat('', 'first'),
    /** News of a death freezes every entry until the registry was asked; it removes nothing by itself. */
    reportDeath: verbs.enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'record', params: { fact: 'deathReported' } });
      for (const entry of context.entries) {
        enqueue({ type: 'record', params: { fact: 'outcome', entry: entry.id, is: 'deceasedReported', details: {} } });
        enqueue({ type: 'noted', params: { entry: entry.id, is: 'deceasedReported' } });
      }
      enqueue({ type: 'handOff', params: { queue: 'registry', reason: 'deathReported' } });
    }),
    /** Words after the end: what was given up comes back at once, what was never answered is noted. */
    lateAnswer: verbs.enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'ANSWER') return;
      const kept = LATE[event.answer];
      if (!kept) return;
      const removed = context.entries.filter((entry) => isRemoved(context.outcomes[entry.id]));
      if (event.bare && removed.length > 0) return;
      const open = context.entries.filter((entry) => context.outcomes[entry.id] === undefined);
      const meant =
        removed.length > 0 ? removed : open.length === 1 ? open : context.entries.length === 1 ? context.entries : [];
      for (const entry of meant) {
        if (isRemoved(context.outcomes[entry.id]))
          enqueue({ type: 'record', params: { fact: 'hold', entry: entry.id } });
        if (context.outcomes[entry.id] === kept) continue;
        enqueue({ type: 'record', params: { fact: 'outcome', entry: entry.id, is: kept, details: {} } });
        enqueue({ type: 'noted', params: { entry: entry.id, is: kept } });
      }
      if (kept === 'worse') enqueue({ type: 'handOff', params: { queue: 'sameDay', reason: 'gotWorse' } });
      else if (meant.length === 0) enqueue({ type: 'handOff', params: { queue: 'call', reason: 'moreEntries' } });
      enqueue({
        type: 'say',
        params: {
          key: removed.length > 0 ? 'undo.done' : 'late.noted',
          params: { name: context.firstName },
          choices: [],
          kind: 'reply',
        },
      });
    }),
    /** What was given up in this conversation comes back at once, and nothing of it is exported until a person has looked. */
    bringBack: verbs.enqueueActions(({ context, enqueue }) => {
      for (const { id } of context.entries.filter((entry) => isRemoved(context.outcomes[entry.id]))) {
        enqueue({ type: 'record', params: { fact: 'hold', entry: id } });
        enqueue({ type: 'record', params: { fact: 'outcome', entry: id, is: 'stillNeeds', details: {} } });
        enqueue({ type: 'noted', params: { entry: id, is: 'stillNeeds' } });
      }
    }),
    /** The others that read like the one being asked about are for the same call: the same words are not put again. */
    leaveAlike: verbs.enqueueActions(({ context, enqueue }) => {
      for (const { id } of alikeCurrent(context).filter((entry) => context.outcomes[entry.id] === undefined)) {
        enqueue({ type: 'record', params: { fact: 'outcome', entry: id, is: 'undecided', details: {} } });
        enqueue({ type: 'noted', params: { entry: id, is: 'undecided' } });
      }
    }),
    /** How a place comes back; said once no other entry is asked about, so that the same words cannot mean two things. */
    offerBack: verbs.enqueueActions(({ context, enqueue }) => {
      if (!gaveUpSomething({ context })) return;
      const params = { name: context.firstName };
      enqueue({ type: 'say', params: { key: 'removal.undo', params, choices: [], kind: 'reply' } });
    }),
    /** The entry being asked about was given up before: it comes back, and no export may overtake that (DESIGN §3.8). */
    holdGivenUp: verbs.enqueueActions(({ context: { current, outcomes }, enqueue }) => {
      if (current !== null && isRemoved(outcomes[current]))
        enqueue({ type: 'record', params: { fact: 'hold', entry: current } });
    }),
    waitReply: verbs.enqueueActions(({ enqueue }) => enqueue({ type: 'wait', params: { for: 'reply' } })),
  },
});

/** The address of the portal, with letters that open it once; never in a first message, which answers nobody. */
export const linkToPortal = (key: string) =>
  [record(() => ({ fact: 'portalLink' })), say(key, () => ({ link: { linkTo: 'portal' } }))] as const;

/** Reminders after one question before the conversation falls silent. More would be pestering; the cadence goes on elsewhere. */
export const MAX_REMINDERS = 1;

/** After the end only words that keep the place are taken; a wish to leave goes through the whole dialog again. */
const LATE: Partial<Record<AnswerId, OutcomeKind>> = {
  yes: 'stillNeeds',
  keep: 'stillNeeds',
  worse: 'worse',
  postpone: 'postpones',
};

const isRemoved = (kind: OutcomeKind | undefined) =>
  kind !== undefined && (isRemoving(kind) || kind === 'deceasedReported');

/** Was a place given up in this conversation, and not taken back? */
export const gaveUpSomething = ({ context }: { readonly context: DialogContext }): boolean =>
  context.entries.some(({ id }) => isRemoved(context.outcomes[id]));

/** Other requests that no message can tell from the one being asked about: same month, same place, same care. */
export function alikeCurrent({ entries, current }: DialogContext): readonly DialogEntry[] {
  const asked = entries.find(({ id }) => id === current);
  return entries.filter(
    ({ id, askedOn, place, care }) =>
      asked !== undefined &&
      id !== asked.id &&
      askedOn === asked.askedOn &&
      place === asked.place &&
      care === asked.care,
  );
}

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

/** Say something that asks nothing. */
export function say(key: string, params?: (scope: Scope) => Record<string, SayParam>, kind: SayKind = 'reply') {
  return {
    type: 'say' as const,
    params: (scope: Scope): Say => ({ key, params: { ...nameOf(scope), ...params?.(scope) }, choices: [], kind }),
  };
}

/** Ask something: remembers it as the open question, says it, and waits. */
export function ask(question: (scope: Scope) => Partial<Asked> & { readonly key: string }) {
  return [
    { type: 'asked' as const, params: (scope: Scope) => { const q = question(scope); return { ...q, params: { ...nameOf(scope), ...q.params } }; } },
    { type: 'say' as const, params: ({ context }: Scope): Say => context.asked as Asked },
    { type: 'wait' as const, params: { for: 'reply' as const } },
  ]; // prettier-ignore
}

export function record(fact: (scope: Scope) => Fact) {
  return { type: 'record' as const, params: fact };
}

/** A new number or address that the person gave. */
export const recordContact = record(({ event }) => {
  if (event.type !== 'CONTACT') throw new TypeError(`a contact was expected, not ${event.type}`);
  return { fact: event.what, said: event.said };
});

export function handOff(params: (scope: Scope) => HandOff) {
  return { type: 'handOff' as const, params };
}

export const is = (...any: AnswerId[]) => ({ type: 'answers' as const, params: { any } });

const nameOf = ({ context }: Scope) => ({ name: context.firstName });

/** Somebody we do not know wants a place back: it is kept, and a person looks. */
export const keptForReview = [
  { type: 'bringBack' } as const,
  handOff(() => ({ queue: 'review', reason: 'unknownPerson' })),
] as const;
