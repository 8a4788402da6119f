/** From the outbox to the channels: claim, check the suppressions, send, write down what became of it (DESIGN §3.4, §3.5). */
import { createHash } from 'node:crypto';
import type { SendResult } from '../channels/port.js';
import type { SendFailure } from '../domain/failure.js';
import type { MessageDoc } from '../store/documents.js';
import { storedProviderId } from '../privacy/provider-id.js';
import { loadPersons, type KnownPerson } from '../store/loadConversations.js';
import { handleEvents, type Addressed } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import { claim, LEASE } from './claim.js';
import { dueMessages, nameOf, type DueMessage, type Waiting } from './due.js';
import { lostOf, NO_NUMBER, openWords, outbound, reachOf, type Words } from './message.js';
import { prepare, type Way } from './prepare.js';
import { Results } from './results.js';
import { STOPPED_RETRY, stopFor, stopsOf, tell, type Stops } from './stops.js';
import { isSuppressed } from './suppressed.js';
import { countOpening, enterTier, leaveTier } from './tier.js';
import { undeliveredEvent } from './undelivered-event.js';

/** Messages claimed together: a crash leaves no more than these in doubt. */
const TOGETHER = 50;
/** How far ahead messages are claimed: they wait for their place in the row no longer than this. */
const HORIZON = 400;
/** Tries of one message, the first included; then it is a failure. With the pauses below about five hours. */
const MAX_TRIES = 10;
const BACK_OFF = 5_000;
const LONGEST_BACK_OFF = 3_600_000;
/** A connection lost after the request: its receipt, if it was accepted, is here by then. Three times as long after each further try. */
const DOUBT = 20_000;
const TIER_RETRY = 3_600_000;

export interface Dispatched {
  readonly sent: number;
  readonly suppressed: number;
  readonly failed: number;
  /** Failures that changed what happens next; their conversations were told. */
  readonly events: readonly Addressed[];
}

export interface DispatchOptions {
  /** Requests under way at once. One keeps the order, for channels that answer at once. */
  readonly inFlight?: number;
  /** Messages that another row of this process is sending already. */
  readonly busy?: Set<string>;
}

/** Sends what is due in these conversations. Whoever else dispatches, each message is claimed by one. */
export async function dispatch(
  services: Services,
  docs: readonly Waiting[],
  { inFlight = 1, busy = new Set() }: DispatchOptions = {},
): Promise<Dispatched> {
  const due = dueMessages(docs, services.clock.now());
  const all = { sent: 0, suppressed: 0, failed: 0, events: [] as Addressed[] };
  if (due.length === 0) return all;
  const stops = await stopsOf(services);
  const step = Math.max(TOGETHER, inFlight);
  const ready: Ready[] = [];
  try {
    const postponed = await choose(services, due, stops, busy, ready);
    await postponed.write(services);
    for (let at = 0; at < ready.length; at += step) {
      const done = await sendTogether(services, ready.slice(at, at + step), stops, inFlight);
      all.sent += done.sent;
      all.suppressed += done.suppressed;
      all.failed += done.failed;
      all.events.push(...done.events);
    }
  } finally {
    for (const { message, tier } of ready) {
      busy.delete(nameOf(message));
      if (tier !== null) leaveTier(services, tier);
    }
  }
  return all;
}

interface Ready {
  readonly message: DueMessage;
  readonly way: Way;
  /** When its place in the sender's row comes, epoch ms. */
  slot: number;
  /** The channel in whose tier it holds a place; null = it needs none. */
  tier: string | null;
}

/** Adds to `ready` as many as there is room for on each sender and in the tier; returns what cannot go at all for now and is put off. */
async function choose(
  services: Services,
  due: readonly DueMessage[],
  stops: Stops,
  busy: Set<string>,
  ready: Ready[],
): Promise<Results> {
  const now = services.clock.now();
  const postponed = new Results();
  for (const message of due) {
    if (busy.has(nameOf(message))) continue;
    const prepared = prepare(services, message, stops, now);
    if (prepared.is === 'later') {
      if (message.again) postponed.doubted(message, message.item.lease?.token ?? '', prepared.at);
      else postponed.postpone(message, prepared.at, prepared.why);
      continue;
    }
    if (prepared.is === 'failed') {
      postponed.ended(message, 'failed', {
        failure: `${prepared.failure.kind} ${prepared.failure.code}`,
        failedAt: new Date(now),
      });
      continue;
    }
    const { way } = prepared;
    if (services.pace.room(way.sender, way.rate, HORIZON) < 1) continue;
    const each: Ready = { message, way, slot: 0, tier: null };
    busy.add(nameOf(message));
    ready.push(each);
    if (way.windowClosed && way.port.capabilities.needsTemplate) {
      if (!(await enterTier(services, way.port.id))) {
        postponed.postpone(message, now + TIER_RETRY, 'throttled tier');
        busy.delete(nameOf(message));
        ready.pop();
        continue;
      }
      each.tier = way.port.id;
    }
    // The place in the row is taken here, at once: other rows of this process would claim the same places, and a crash leave them in doubt.
    each.slot = services.pace.reserve(way.sender, way.rate);
  }
  return postponed;
}

async function sendTogether(
  services: Services,
  wanted: readonly Ready[],
  stops: Stops,
  inFlight: number,
): Promise<Dispatched> {
  const token = services.newId();
  const started = services.clock.now();
  const claimed = new Set(
    await claim(
      services,
      wanted.map(({ message }) => message),
      token,
      started,
    ),
  );
  const mine = wanted.filter(({ message }) => claimed.has(message));
  if (mine.length === 0) return { sent: 0, suppressed: 0, failed: 0, events: [] };
  const persons = await loadPersons(
    services.store,
    mine.flatMap(({ message: { doc } }) => (doc.person ? [doc.person] : [])),
  );
  const batch: Batch = {
    services,
    token,
    started,
    stops,
    persons,
    results: new Results(),
    events: [],
    counts: { sent: 0, suppressed: 0, failed: 0 },
  };
  const known = await whatReceiptsSay(services, mine);
  let next = 0;
  const lane = async () => {
    for (let each = mine[next++]; each; each = mine[next++]) {
      try {
        await sendOne(batch, each, known);
      } catch (error) {
        // Sent or not? It stays in `sending`, as after a crash; what became of the others is still written down.
        const { doc, id } = each.message;
        services.log.error(
          { conversation: doc._id, message: id, error: (error as Error).name },
          'a send failed midway',
        );
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, mine.length) }, lane));
  // First the conversations hear of it, then it leaves the outbox: after a crash in between it is looked at again, and counts once.
  if (batch.events.length > 0) await handleEvents(services, batch.events);
  await batch.results.write(services);
  return { ...batch.counts, events: batch.events };
}

interface Batch {
  readonly services: Services;
  readonly token: string;
  readonly started: number;
  readonly stops: Stops;
  readonly persons: ReadonlyMap<string, KnownPerson>;
  readonly results: Results;
  readonly events: Addressed[];
  readonly counts: { sent: number; suppressed: number; failed: number };
}

/** Of messages in doubt: what is known of them by now. */
async function whatReceiptsSay(
  services: Services,
  claimed: readonly Ready[],
): Promise<ReadonlyMap<string, MessageDoc>> {
  const doubtful = claimed.filter(({ message }) => message.again).map(({ message }) => nameOf(message));
  if (doubtful.length === 0) return new Map();
  const rows = await services.store.messages.find({ _id: { $in: doubtful } }).toArray();
  return new Map(rows.map((row) => [row._id, row]));
}

async function sendOne(
  batch: Batch,
  { message, way, slot }: Omit<Ready, 'tier'>,
  known: ReadonlyMap<string, MessageDoc>,
): Promise<void> {
  const { services, results, token, counts } = batch;
  const { doc, item, again } = message;
  const receipt = known.get(nameOf(message));
  if (again && receipt && receipt.state !== 'queued' && receipt.state !== 'withdrawn') {
    counts.sent += 1; // It was accepted after all: its receipt says so.
    results.ended(message, 'sent');
    return;
  }
  if (again && item.withdrawn) {
    // Taken back while it was in doubt: if it did not leave, it never will.
    results.ended(message, 'unknown');
    return;
  }
  const doubtful = again || item.again === true;
  if (again && item.again && (!way.port.capabilities.receipts || item.tries >= MAX_TRIES)) {
    // In doubt twice, and nobody can tell: a third time would be pestering. The same where receipts never come. The reminder asks again.
    counts.failed += 1;
    results.ended(message, 'unknown', { possibleDuplicate: true });
    return;
  }
  if (slot > services.clock.now()) await services.sleep(slot - services.clock.now());
  const now = services.clock.now();
  if (now >= batch.started + LEASE / 2) {
    results.putBack(message, token, item.dueAt.getTime(), item.tries); // The others took so long that this one may be somebody else's soon.
    return;
  }
  const words = openWords(services, message, batch.persons.get(doc.person ?? '') ?? null);
  const outgoing = words
    ? outbound(services, message, way, batch.stops, words, await reachOf(services, message, words), doubtful)
    : NOBODY;
  if (outgoing.is === 'failed') {
    failed(batch, { message, way }, outgoing.failure, words, now);
    return;
  }
  if (outgoing.is === 'refused') {
    results.putBack(message, token, now + STOPPED_RETRY, item.tries);
    results.note(message, `misconfigured ${outgoing.why}`);
    await tell(services, `template:${way.port.id}:${outgoing.name}`);
    return;
  }
  const { message: prepared } = outgoing;
  const free = services.pace.pair(way.sender, doc.address, way.rate);
  if (free !== null) {
    results.putBack(message, token, free, item.tries);
    return;
  }
  const earlier = doubtful ? await way.port.find?.(prepared, item.since ?? new Date(batch.started)) : undefined;
  if (services.clock.now() >= batch.started + LEASE / 2) {
    results.putBack(message, token, item.dueAt.getTime(), item.tries);
    return;
  }
  // Read right before the request: none starts after a suppression was acknowledged (DESIGN §3.5).
  if (await isSuppressed(services, doc, item)) {
    counts.suppressed += 1;
    results.ended(message, 'suppressed');
    return;
  }
  const result: SendResult = earlier ? { ok: true, providerId: earlier } : await way.port.send(prepared);
  if (result.ok) {
    counts.sent += 1;
    services.pace.taken(way.sender);
    if (prepared.template) {
      results.opened(doc.address, now);
      countOpening(services, way.port.id);
    }
    results.ended(message, 'sent', {
      providerId: storedProviderId(services.store.vault, result.providerId),
      via: way.port.id,
      sentAt: new Date(now),
      ...(result.cost === undefined ? {} : { cost: result.cost }),
      ...(prepared.template ? { template: prepared.template.name } : {}),
      ...(doubtful ? { possibleDuplicate: true } : {}),
    });
    return;
  }
  if (result.failure.stops) await stopFor(services, way.port.id, result.failure, prepared.template);
  failed(batch, { message, way }, result.failure, words, services.clock.now());
}

/** The person was erased meanwhile. */
const NOBODY = { is: 'failed', failure: NO_NUMBER } as const;

/** A send failed: later again, in doubt, or for good; the last is news for the conversation. */
function failed(
  batch: Batch,
  { message, way }: Pick<Ready, 'message' | 'way'>,
  failure: SendFailure,
  words: Words | null,
  now: number,
): void {
  const { services, results, token, counts } = batch;
  const { item } = message;
  if (failure.kind === 'unknown') {
    results.doubted(message, token, now + Math.min(DOUBT * 3 ** item.tries, LONGEST_BACK_OFF));
    return;
  }
  const spread = spreadOf(nameOf(message), item.tries);
  if (failure.tooFast) services.pace.refused(way.sender, spread);
  else if (failure.kind === 'throttled' && failure.waitMs === undefined) services.pace.troubled(way.sender, spread);
  // What is wrong with us is no failure of the person's number, however long it lasts.
  if (failure.kind === 'misconfigured' && (failure.stops || failure.retryable)) {
    results.putBack(message, token, now + STOPPED_RETRY);
    results.note(message, `misconfigured ${failure.code}`);
    return;
  }
  // A provider that is busy, or away for the night, says nothing about the person either: it is waited for.
  if (failure.retryable && (failure.kind === 'throttled' || item.tries + 1 < MAX_TRIES)) {
    const wait = failure.waitMs ?? Math.min(BACK_OFF * 3 ** item.tries, LONGEST_BACK_OFF);
    results.putBack(message, token, now + wait * (0.75 + spread / 2));
    return;
  }
  counts.failed += 1;
  results.ended(message, 'failed', {
    failure: `${failure.kind} ${failure.code}`,
    failedAt: new Date(now),
    via: way.port.id,
  });
  if (failure.kind === 'misconfigured') return;
  batch.events.push(
    undeliveredEvent(
      message.doc._id,
      message.id,
      { ...failure, retryable: false },
      words ? lostOf(message, words) : null,
      now,
    ),
  );
}

/** In [0, 1), always the same for the same try of the same message: spreads the retries without a source of chance. */
function spreadOf(name: string, tries: number): number {
  return createHash('sha256').update(`${name} ${tries}`).digest().readUInt16BE(0) / 65_536;
}
