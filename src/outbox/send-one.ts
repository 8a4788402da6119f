/** One claimed message: looked at again, checked against the suppressions, sent, and what became of it (DESIGN §3.4, §3.5). */
import type { SendResult } from '../channels/port.js';
import { storedProviderId } from '../privacy/provider-id.js';
import type { MessageDoc } from '../store/documents.js';
import type { KnownPerson } from '../store/loadConversations.js';
import type { Addressed } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import type { Ready } from './choose.js';
import { LEASE } from './claim.js';
import { nameOf } from './due.js';
import { failed, MAX_TRIES } from './failed.js';
import { NO_NUMBER, openWords, outbound, reachOf } from './message.js';
import type { Results } from './results.js';
import { STOPPED_RETRY, stopFor, tell, type Stops } from './stops.js';
import { isSuppressed } from './suppressed.js';
import type { Tier } from './tier.js';

/** What is sent together, under one lease. */
export interface Batch {
  readonly services: Services;
  readonly token: string;
  readonly started: number;
  readonly stops: Stops;
  readonly tier: Tier;
  readonly persons: ReadonlyMap<string, KnownPerson>;
  readonly results: Results;
  readonly events: Addressed[];
  readonly counts: { sent: number; suppressed: number; failed: number };
}

export async function sendOne(
  batch: Batch,
  { message, way, slot }: Omit<Ready, 'opens'>,
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
      batch.tier.opened(services, way.port.id);
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
