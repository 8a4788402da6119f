/** Walks every path of a dialog: up to three entries, one interruption a path (DESIGN §4). */
import type { AnyMachineSnapshot } from 'xstate';
import type { KnownAppointments } from '../domain/appointment.js';
import type { Found } from '../domain/directory.js';
import type { KnownPayments } from '../domain/payment.js';
import type { DialogContext, DialogEvent, DialogInput } from '../../dialogs/context.js';
import { dialogs, type DialogId } from '../../dialogs/index.js';
import { nextField, type RequestForm } from '../domain/request.js';
import { MENU_ANSWERS } from '../programmes/requests.js';
import type { Effect } from '../domain/effect.js';
import { begin, move } from '../turn/machine.js';
import { isRemoving, keepsPlace } from '../domain/outcome.js';

/** One step of a path. */
export interface Edge {
  readonly from: string;
  readonly event: DialogEvent | null;
  readonly to: string;
  readonly context: DialogContext;
  readonly effects: readonly Effect[];
  readonly closed: boolean;
  /** A task for a person was made on the way here. */
  readonly handedOff: boolean;
  /** What was recorded on the way, besides outcomes. */
  readonly facts: ReadonlySet<string>;
}

export interface Walk {
  readonly paths: number;
  readonly states: ReadonlySet<string>;
  readonly edges: readonly Edge[];
}

interface Node {
  readonly snapshot: AnyMachineSnapshot;
  readonly interrupted: boolean;
  readonly handedOff: boolean;
  readonly facts: ReadonlySet<string>;
}

/** As much as a source can tell, in the longest words it may use. */
const LONGEST_KNOWN: KnownAppointments = {
  source: 'Agenda del Hospital Dr. Hernán Henríquez',
  asOf: '2026-09-29',
  ahead: ['2027-09-22', '2027-09-29', '2027-11-24', '2027-11-25'].map((on, index) => ({
    id: `a${index}`,
    agenda: 'x',
    keptBy: index === 1 ? 'service' : 'bot',
    on,
    at: '10:30',
    place: 'Consultorio de Especialidades, piso 3',
  })),
};

/** What they may change: one that is given here, and one that its service keeps. */
const CHANGEABLE = [0, 1].map((index) => ({ ...LONGEST_KNOWN, ahead: LONGEST_KNOWN.ahead.slice(index, index + 1) }));

const LONGEST_PAYMENTS: KnownPayments = {
  source: 'Gestión de prestaciones económicas',
  asOf: '2026-09-29',
  next: { on: '2027-09-22', amount: '12.345,67 €', missing: 'el parte médico de confirmación' },
  last: { on: '2026-11-25', amount: '12.345,67 €', missing: '' },
};
const LONGEST_FOUND: Found = {
  source: 'Guia de professionals',
  asOf: '2026-09-29',
  listings: Array.from({ length: 3 }, () => ({
    name: 'Dra. Maria Montserrat Puigdellívol Ferrer',
    service: 'Cirurgia ortopèdica i traumatologia',
    place: 'Edifici de consultes externes, planta 2, sala 14',
    hours: 'dimarts i dijous, de 9 a 13 hores',
    phone: '93 260 75 00',
  })),
};
const FINDS: DialogEvent = { type: 'ASKED', about: 'findProfessional', found: LONGEST_FOUND };

/** What both kinds of question are answered from. */
const ANSWERS = { appointments: LONGEST_KNOWN, payments: LONGEST_PAYMENTS };

/** Things that can cut in; one a path. */
const INTERRUPTIONS: readonly DialogEvent[] = [
  { type: 'STOP' }, { type: 'MAYBE_STOP' }, { type: 'PERSON' }, { type: 'EMERGENCY' }, { type: 'DEATH' }, { type: 'WRONG_PERSON' },
  { type: 'RELATIVE' }, { type: 'VOICE' }, { type: 'PHOTO' }, { type: 'LATER' }, { type: 'SMALLTALK' }, { type: 'UNCLEAR' }, { type: 'NO_REPLY' },
  { type: 'ASKED', about: 'whoAreYou' }, { type: 'ASKED', about: 'askAppointment' }, { type: 'ASKED', about: 'askPayment' },
  { type: 'ASKED', about: 'complaint' }, FINDS, { type: 'ASKED', about: 'findProfessional', found: { ...LONGEST_FOUND, listings: [] } }, { type: 'ASKED', about: 'askAppointment', ...ANSWERS }, { type: 'ASKED', about: 'askPayment', ...ANSWERS }, { type: 'CONTACT', what: 'newAddress', said: 'x' },
  { type: 'ANSWER', answer: 'mistake', bare: false }, { type: 'WANTS_BACK' }, { type: 'FOREIGN', language: 'ht' },
  { type: 'ASKS_PORTAL' },
  { type: 'ASKS_STATUS', request: { number: '271130-WWWWW', state: 'open', dueOn: '2027-09-22' } }, { type: 'ASKS_STATUS', request: null },
  { type: 'ASKS_WAITS', waits: { source: 'x', asOf: '2026-09-29', best: { from: '10:30', to: '11:00', average: 12 }, worst: { from: '08:30', to: '09:00', average: 120 } } }, { type: 'ASKS_WAITS', waits: null },
]; // prettier-ignore

/** After the end: what was given up can come back, and the last word works. */
const AFTERWARDS: readonly DialogEvent[] = [
  { type: 'ASKED', about: 'askAppointment', appointments: LONGEST_KNOWN },
  { type: 'ANSWER', answer: 'yes', bare: false }, { type: 'ANSWER', answer: 'yes', bare: true }, { type: 'ANSWER', answer: 'worse', bare: false },
  { type: 'ANSWER', answer: 'mistake', bare: false }, { type: 'RESUME' }, { type: 'STOP' }, { type: 'EMERGENCY' }, { type: 'PERSON' },
  { type: 'DEATH' }, { type: 'UNCLEAR' }, { type: 'SMALLTALK' }, { type: 'RELATIVE' }, { type: 'WANTS_BACK' }, { type: 'UNDO' },
]; // prettier-ignore

const LONGEST_SLOTS = ['2027-09-22', '2027-09-29', '2027-11-24'].map((on, index) => ({
  id: `s${index}`,
  on,
  at: '10:30',
  place: 'Consultorio de Especialidades, piso 3',
}));
const FAILS: readonly DialogEvent[] = [{ type: 'ERRAND_FAILED' }, { type: 'NO_REPLY' }, { type: 'STOP' }];
/** States that wait for what an errand brings, and what it can be. */
const AWAY: Readonly<Record<string, readonly DialogEvent[]>> = {
  looking: [{ type: 'OFFERED', slots: LONGEST_SLOTS }, { type: 'OFFERED', slots: [] }, ...FAILS],
  booking: [{ type: 'BOOKED', booking: 'b' }, { type: 'SLOT_GONE' }, ...FAILS],
  cancelling: [{ type: 'CANCELLED', booking: 'b' }, ...FAILS],
  undoing: [{ type: 'UNDONE' }, ...FAILS],
  linking: [
    { type: 'NOT_LINKED', left: 2, again: false },
    { type: 'NOT_LINKED', left: 0, again: false },
    { type: 'NOT_LINKED', left: 0, again: true },
    ...FAILS,
  ],
};

const SPOKEN: readonly DialogEvent[] = [
  { type: 'ANSWER', answer: 'attendedElsewhere', bare: false }, { type: 'ANSWER', answer: 'recovered', bare: false },
]; // prettier-ignore

/** `forms` — those of the programme, for whoever asks for one by its menu or in the middle of something. */
export function walk(id: DialogId, input: DialogInput, forms: readonly RequestForm[] = []): Walk {
  const { machine } = dialogs[id];
  const edges: Edge[] = [];
  const states = new Set<string>();
  const counted = new Map<string, number>();
  const open = new Set<string>();

  const [first, actions] = begin(machine, input);
  const effects = effectsOf(actions);
  const start = follow(
    { snapshot: first, interrupted: false, handedOff: false, facts: new Set() },
    null,
    first,
    effects,
  );
  return { paths: count(start), states, edges };

  function follow(
    from: Node,
    event: DialogEvent | null,
    next: AnyMachineSnapshot,
    done: readonly Effect[],
    interrupted = from.interrupted,
  ): Node {
    const handedOff = from.handedOff || done.some(({ type }) => type === 'handOff');
    const facts = new Set([
      ...from.facts,
      ...done.flatMap((effect) => (effect.type === 'record' && effect.fact !== 'outcome' ? [effect.fact] : [])),
    ]);
    states.add(String(next.value));
    edges.push({
      from: event ? String(from.snapshot.value) : '', event, to: String(next.value), context: next.context as DialogContext, effects: done,
      closed: next.hasTag('closed') || (next.context as DialogContext).silent, handedOff, facts,
    }); // prettier-ignore
    return { snapshot: next, interrupted, handedOff, facts };
  }

  /** Paths from here on; each state of affairs is walked once. */
  function count(node: Node): number {
    const context = node.snapshot.context as DialogContext;
    const key = affairsOf(node);
    const known = counted.get(key);
    if (known !== undefined) return known;
    if (open.has(key)) return 0; // a circle: the same state of affairs again is no new path
    if (node.snapshot.hasTag('next')) return 1;
    open.add(key);
    const closed = node.snapshot.hasTag('closed') || context.silent;
    let paths = closed ? 1 : 0;
    for (const [event, cutsIn] of eventsAt(
      context,
      closed,
      node.interrupted,
      forms,
      AWAY[String(node.snapshot.value)],
    )) {
      const [next, acted] = move(
        machine,
        machine.resolveState({ value: node.snapshot.value, context } as never),
        event,
      );
      const child = follow(node, event, next, effectsOf(acted), node.interrupted || cutsIn);
      paths += count(child);
    }
    open.delete(key);
    counted.set(key, paths);
    return paths;
  }
}

/**
 * What decides how a dialog goes on: of an outcome only whether the place is kept, of a wish how far it is; of details, of what was answered
 * and which day was chosen nothing. Equal affairs, equal futures.
 */
function affairsOf({ snapshot, interrupted, handedOff, facts }: Node): string {
  const {
    details: _, firstName: _name, entries: _entries, menu: _menu, outcomes, asked, seenSlots: _seen, wants: _wants, claim: _claim, choosable, booking, wish, form, ...context
  } = snapshot.context as DialogContext; // prettier-ignore
  const settled = Object.fromEntries(
    Object.entries(outcomes).map(([entry, is]) => [entry, keepsPlace(is) ? 'kept' : isRemoving(is) ? 'removed' : is]),
  );
  const wished = wish && [wish.kind, wish.pages, wish.slot !== undefined, wish.agenda?.by];
  const filled = form && [form.request.id, form.answers.length];
  return JSON.stringify([
    snapshot.value, context, asked?.key, settled, booking != null, choosable?.length, wished, filled, interrupted, handedOff, [...facts].sort(),
  ]); // prettier-ignore
}

/** Every answer the question offers or expects, then one interruption. `[event, cutsIn]`. */
function eventsAt(
  context: DialogContext,
  closed: boolean,
  interrupted: boolean,
  forms: readonly RequestForm[],
  errand: readonly DialogEvent[] | undefined,
): (readonly [DialogEvent, boolean])[] {
  if (closed) return interrupted ? [] : AFTERWARDS.map((event) => [event, true] as const);
  const { asked } = context;
  if (errand) return errand.map((event) => [event, false] as const);
  if (asked?.expects === 'choice') {
    const chosen = asked.choices.map((id): DialogEvent => ({ type: 'CHOSEN', id }));
    const preferring: DialogEvent[] =
      asked.key === 'book.offer' ? [{ type: 'PREFERS', preference: { part: 'morning' } }] : [];
    const cutsIn = interrupted ? [] : INTERRUPTIONS;
    return [
      ...[...chosen, ...preferring].map((event) => [event, false] as const),
      ...cutsIn.map((event) => [event, true] as const),
    ];
  }
  const formOf = (name: string | undefined) => forms.find((each) => each.id === name);
  if (asked?.expects === 'field') return fieldEvents(context, formOf, interrupted);
  const offered = (asked?.choices ?? []).map((choice): DialogEvent =>
    choice === 'relative'
      ? { type: 'RELATIVE' }
      : choice === 'notHere'
        ? { type: 'WRONG_PERSON' }
        : choice === 'call'
          ? { type: 'PERSON' }
          : choice === 'stop'
            ? { type: 'STOP' }
            : isMenuAnswer(choice)
              ? { type: 'ASKED', about: choice, ...ANSWERS }
              : (wants(formOf(choice)) ?? { type: 'ANSWER', answer: choice as never, bare: false }),
  );
  const told: DialogEvent[] =
    asked?.expects === 'identity'
      ? [{ type: 'TOLD', text: '', date: null, proof: 'match', ...ANSWERS }, { type: 'TOLD', text: '', date: null, proof: 'mismatch' }]
      : asked?.expects === 'document'
        ? [{ type: 'CLAIMED', person: 'p', birthYear: 1960 }]
      : asked?.expects === 'phone'
        ? [{ type: 'CONTACT', what: 'newPhone', said: '961234567' }]
        : asked?.expects === 'search'
          ? [FINDS, { type: 'ASKED', about: 'findProfessional', found: { ...LONGEST_FOUND, listings: [] } }]
        : asked?.expects
          ? [{ type: 'TOLD', text: 'x', date: '2025-03', proof: null }, { type: 'TOLD', text: 'x', date: null, proof: null }]
          : asked?.question === 'stillNeed'
            ? [...SPOKEN]
            : []; // prettier-ignore
  const changes: DialogEvent[] = asked?.key.startsWith('help.')
    ? CHANGEABLE.flatMap((appointments) =>
        (['reschedule', 'cancelAppointment'] as const).map((about) => ({
          type: 'ASKED' as const,
          about,
          appointments,
        })),
      )
    : [];
  const refused: DialogEvent[] =
    asked?.key === 'remind.ask'
      ? (['cannot', 'notNeeded'] as const).map((answer) => ({ type: 'ANSWER', answer, bare: false }))
      : [];
  const over: DialogEvent[] = context.placeOffer ? [{ type: 'OFFER_OVER' }] : [];
  const first: DialogEvent[] = asked === null ? [{ type: 'UNCLEAR' }] : [];
  const answers = [...offered, ...changes, ...refused, ...over, ...told, ...first].map(
    (event) => [event, false] as const,
  );
  if (interrupted) return answers;
  // In the middle of something one form stands for all; the menu leads to each.
  const cutsIn = [...INTERRUPTIONS, ...forms.slice(0, 1).flatMap((each) => wants(each) ?? [])];
  return [...answers, ...cutsIn.map((event) => [event, true] as const)];
}

const wants = (form: RequestForm | undefined): DialogEvent | undefined => form && { type: 'WANTS', form };
const isMenuAnswer = (choice: string): choice is Exclude<(typeof MENU_ANSWERS)[number], 'call'> =>
  choice !== 'call' && (MENU_ANSWERS as readonly string[]).includes(choice);

/** Every answer to the open field, then one interruption; that forms are many makes no other dialog longer. */
function fieldEvents(
  { form }: DialogContext,
  formOf: (name: string | undefined) => RequestForm | undefined,
  interrupted: boolean,
): (readonly [DialogEvent, boolean])[] {
  const choices = (form && nextField(form)?.choices) ?? [];
  const answers: DialogEvent[] =
    choices.length === 0
      ? [{ type: 'FIELD', said: 'x' }]
      : choices.map(({ id, opens }) => {
          const opened = formOf(opens);
          return { type: 'FIELD', said: id, ...(opened ? { opens: opened } : {}) };
        });
  const cutsIn = interrupted ? [] : INTERRUPTIONS;
  return [...answers.map((event) => [event, false] as const), ...cutsIn.map((event) => [event, true] as const)];
}

const VERBS = ['say', 'record', 'wait', 'handOff'];
function effectsOf(actions: readonly { type: string; params: unknown }[]): Effect[] {
  return actions
    .filter(({ type }) => VERBS.includes(type))
    .map(({ type, params }) => ({ type, ...(params as object) }) as Effect);
}
