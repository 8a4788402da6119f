/** load → understand → step → plan → commit, for any number of events at once (DESIGN §2). */
import { commitTurns, type Folded } from '../store/commitTurns.js';
import { factsOf, loadConversations, type Loaded } from '../store/loadConversations.js';
import { pendingTurns, projectTurns } from '../store/projectTurns.js';
import { knownPayments } from '../store/queries/knownPayments.js';
import { knownRequests } from '../store/queries/knownRequests.js';
import type { KnownWaits } from '../domain/call-waits.js';
import { knownWaits } from '../store/queries/knownWaits.js';
import type { DocumentNumber } from '../domain/document-number.js';
import { personIdOf } from '../store/person-id.js';
import type { Directory } from '../domain/directory.js';
import { directoryOf } from '../store/queries/directory.js';
import type { KnownRequest } from '../domain/request.js';
import { taskNumberIn } from './task-number.js';
import { knownAppointments } from '../store/queries/knownAppointments.js';
import { claimAddresses } from '../store/addresses.js';
import { lettersOf } from '../portal/letters.js';
import type { Programme } from '../programmes/programme.js';
import { cadenceOf } from '../programmes/cadence.js';
import type { Conversation, PersonFacts, Turn, TurnEvent } from './conversation.js';
import type { Services } from './services.js';
import { bannerOf } from './banner.js';
import { withWording } from '../words/wording.js';
import type { Rules } from './rules.js';
import { parkTurn, takeTurn } from './take.js';

export interface Addressed {
  readonly conversation: string;
  readonly event: TurnEvent;
}

/** Times a lost race is run again. Each retry re-reads; three in a row means a conversation that is written to all the time. */
const RETRIES = 5;

/**
 * Applies events to their conversations: each exactly once, whoever else is at it. `fresh` are conversations that are not
 * stored yet. Events of a conversation that is not there, or whose number somebody else holds by now, are not applied: whoever
 * keeps them hands them in again. Returns how many turns were taken. Throws when the database is away; nothing is half done then.
 */
export async function handleEvents(
  services: Services,
  events: readonly Addressed[],
  fresh: ReadonlyMap<string, Loaded> = new Map(),
): Promise<number> {
  let open = events;
  let taken = 0;
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt > RETRIES) throw new Error(`${open.length} events lost ${RETRIES} races in a row`);
    const known = attempt === 0 ? fresh : new Map<string, Loaded>();
    const loaded = await loadConversations(
      services.store,
      open.map(({ conversation }) => conversation).filter((id) => !known.has(id)),
    );
    const folded = await withTheirNumbers(
      services,
      fold(services, open, (id) => known.get(id) ?? loaded.get(id), known, {
        banner: await bannerOf(services),
        answers: await answersOf(services, open, (id) => known.get(id) ?? loaded.get(id)),
        lists: await listsOf(services),
        requests: await requestsOf(services, open, (id) => known.get(id) ?? loaded.get(id)),
      }),
    );
    await endElsewhere(services, folded);
    const { won, lost } = await commitTurns(services.store, folded, services.clock.now());
    await projectTurns(services.store, await Promise.all(won.map((fold) => committed(services, fold))));
    taken += won.reduce((sum, { turns }) => sum + turns.length, 0);
    const again = new Set(lost.map(({ loaded: { conversation } }) => conversation.id));
    open = open.filter(({ conversation }) => again.has(conversation));
  }
  return taken;
}

/** Read once for all events of a batch. */
interface Known {
  readonly banner: string | null;
  /** By person. */
  readonly answers: ReadonlyMap<string, Pick<PersonFacts, 'appointments' | 'payments'>>;
  /** By conversation. */
  readonly requests: ReadonlyMap<string, readonly KnownRequest[]>;
  /** By programme. */
  readonly lists: ReadonlyMap<string, Lists>;
}

/** What anybody may be told. */
interface Lists {
  readonly directory: Directory | null;
  readonly waits: KnownWaits | null;
}

async function listsOf({ store, programmes, clock }: Services): Promise<Known['lists']> {
  const known = new Map<string, Lists>();
  const now = clock.now();
  for (const programme of programmes.values()) {
    const directory = await directoryOf(store, programme, now);
    const waits = await knownWaits(store, programme, now);
    if (directory ?? waits) known.set(programme.id, { directory, waits });
  }
  return known;
}

/** Of those who write the number of a request. */
async function requestsOf(
  { store, programmes }: Services,
  events: readonly Addressed[],
  find: (id: string) => Loaded | undefined,
): Promise<Known['requests']> {
  const asked = events.flatMap(({ conversation, event }) => {
    const number = event.kind === 'said' ? taskNumberIn(event.said.text ?? '') : null;
    const loaded = find(conversation);
    if (number === null || !loaded) return [];
    const { person, programme, zone } = loaded.conversation;
    return [{ number, conversation, person, zone: zone ?? programmes.get(programme)?.zone ?? 'UTC' }];
  });
  return knownRequests(store, asked);
}

/** What may be told to those who have just written. */
async function answersOf(
  { store, programmes, clock }: Services,
  events: readonly Addressed[],
  find: (id: string) => Loaded | undefined,
): Promise<Known['answers']> {
  const writers = events.flatMap(({ conversation, event }) => (event.kind === 'said' ? [find(conversation)] : []));
  const known = new Map<string, Pick<PersonFacts, 'appointments' | 'payments'>>();
  for (const programme of programmes.values()) {
    const persons = writers.flatMap((loaded) =>
      loaded?.person && loaded.conversation.programme === programme.id ? [loaded.person] : [],
    );
    for (const [person, appointments] of await knownAppointments(store, programme, persons, clock.now()))
      known.set(person, { appointments });
    for (const [person, payments] of await knownPayments(store, programme, persons, clock.now()))
      known.set(person, { ...known.get(person), payments });
  }
  return known;
}

/** Pure: the events of each conversation in the order in which they were said, one after the other. */
function fold(
  services: Services,
  events: readonly Addressed[],
  find: (id: string) => Loaded | undefined,
  fresh: ReadonlyMap<string, Loaded>,
  { banner, answers, requests, lists }: Known,
): Folded[] {
  const byConversation = new Map<string, TurnEvent[]>();
  for (const { conversation, event } of events) {
    const list = byConversation.get(conversation);
    if (list) list.push(event);
    else byConversation.set(conversation, [event]);
  }
  const folded: Folded[] = [];
  for (const [id, list] of byConversation) {
    const loaded = find(id);
    const programme = loaded && services.programmes.get(loaded.conversation.programme);
    if (!loaded || !programme) continue;
    const rules = {
      programme,
      cadence: cadenceOf(programme, loaded.conversation.cadence),
      // An arm is named after its wording; the ordinary arm has none.
      words: withWording(services.words, loaded.conversation.arm),
      anyHour: services.anyHour,
      banner,
      ...linkTo(services, programme, loaded.doc.synthetic),
      personOf: (document: DocumentNumber) => personIdOf(services.store.vault, programme.id, document),
    };
    const theirs = answers.get(loaded.conversation.person ?? '');
    const facts: PersonFacts | null = loaded.person
      ? { ...factsOf(loaded.person, [], loaded.conversation.address), ...theirs }
      : null;
    const turns: Turn[] = [];
    let conversation: Conversation = loaded.conversation;
    for (const event of list.sort(inOrder)) {
      const turn = takeOrPark(
        services,
        conversation,
        withLists(withFacts(event, facts), requests.get(id), lists.get(programme.id)),
        rules,
      );
      if (!turn) continue;
      turns.push(turn);
      conversation = turn.conversation;
    }
    if (turns.length > 0) folded.push({ loaded, turns, isNew: fresh.has(id) });
  }
  return folded;
}

/** Only where the programme's own domain is set, or everybody is invented. */
function linkTo(
  { portal, store: { vault } }: Services,
  programme: Programme,
  synthetic: boolean,
): Pick<Rules, 'portalLink'> {
  const base = portal?.(programme, synthetic) ?? null;
  if (base === null) return {};
  return { portalLink: (conversation, turn) => `${base}/portal/${lettersOf(vault, conversation, turn)}` };
}

const withFacts = (event: TurnEvent, facts: PersonFacts | null): TurnEvent =>
  event.kind === 'said' || event.kind === 'timer' ? { ...event, facts: event.facts ?? facts } : event;

const withLists = (event: TurnEvent, requests: readonly KnownRequest[] = [], lists?: Lists): TurnEvent =>
  event.kind === 'said' ? { ...event, requests, ...lists } : event;

/** A turn that cannot be taken is a person's work; it never stops those of everybody else. */
function takeOrPark(services: Services, conversation: Conversation, event: TurnEvent, rules: Rules): Turn | null {
  try {
    return takeTurn(conversation, event, rules);
  } catch (error) {
    const { id, dialog, state } = conversation;
    services.log.error(
      { conversation: id, dialog, state, error: (error as Error).name },
      'a turn failed and is parked',
    );
    return parkTurn(conversation, event, rules);
  }
}

/** A start comes first; words in the order they were said; the rest in the order it happened. */
function inOrder(a: TurnEvent, b: TurnEvent): number {
  const rank = (event: TurnEvent) => (event.kind === 'start' ? 0 : 1);
  const when = (event: TurnEvent) => (event.kind === 'said' ? event.saidAt : event.at);
  return rank(a) - rank(b) || when(a) - when(b) || (a.eventId < b.eventId ? -1 : 1);
}

/** Late words can wake a finished conversation: then it holds its number again. One whose number is taken stays as it is. */
async function withTheirNumbers(services: Services, folded: readonly Folded[]): Promise<readonly Folded[]> {
  const woken = folded.filter(
    ({ loaded, turns, isNew }) => !isNew && !loaded.conversation.live && turns.at(-1)?.conversation.live,
  );
  if (woken.length === 0) return folded;
  const claimed = await claimAddresses(
    services.store,
    woken.map(({ loaded: { conversation } }) => ({ address: conversation.address, conversation: conversation.id })),
    services.clock.now(),
  );
  return folded.filter((fold) => !woken.includes(fold) || claimed.has(fold.loaded.conversation.id));
}

/**
 * Whoever begins to answer on one number, or answers late, is no longer asked on another. What is live there ends first: a crash in
 * between leaves the person with one conversation at most, and the message that woke the other is handed in again.
 */
async function endElsewhere(services: Services, folded: readonly Folded[]): Promise<void> {
  const waking = folded.filter(
    ({ loaded: { conversation }, turns, isNew }) =>
      (isNew || !conversation.live) &&
      // Whoever proved by a document alone that they are somebody ends nothing of theirs elsewhere.
      conversation.context.unverified !== true &&
      // Words that end at once (a call, a STOP) are an answer as well; after an end that was answered only what wakes it is.
      (isNew || !conversation.answered || turns.at(-1)?.conversation.live === true) &&
      turns.some(({ record }) => record.kind === 'said' || record.kind === 'called') &&
      !turns.some(({ record }) => record.facts.some(({ fact }) => fact === 'wrongPerson')),
  );
  const persons = waking.flatMap(({ loaded: { conversation } }) => conversation.person ?? []);
  if (persons.length === 0) return;
  const own = new Set(waking.map(({ loaded: { conversation } }) => conversation.id));
  const live = await services.store.conversations
    .find({ person: { $in: persons }, live: true })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const at = services.clock.now();
  const events = live
    .filter(({ _id }) => !own.has(_id))
    .map(({ _id }) => ({
      conversation: _id,
      event: { kind: 'answersElsewhere' as const, eventId: `elsewhere:${at}`, at },
    }));
  if (events.length > 0) await handleEvents(services, events);
}

/** Ours, behind those that a worker before us committed and did not write down any more: turns are projected in their order. */
async function committed(services: Services, { loaded, turns }: Folded) {
  const programme = services.programmes.get(loaded.conversation.programme);
  if (!programme) throw new RangeError(`no programme ${loaded.conversation.programme}`);
  const before = await pendingTurns(services.store, loaded);
  return { loaded: before.loaded, records: [...before.records, ...turns.map(({ record }) => record)], programme };
}
