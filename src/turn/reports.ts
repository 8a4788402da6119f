/** What providers report of our messages, applied in batches: receipts in any order end in the right state (DESIGN §3.2). */
import type { AnyBulkWriteOperation } from 'mongodb';
import { failureOf } from '../channels/failures.js';
import type { SendFailure } from '../domain/failure.js';
import { CROSSED } from '../outbox/results.js';
import { stopFor } from '../outbox/stops.js';
import { undeliveredEvent } from '../outbox/undelivered-event.js';
import { openJson } from '../privacy/vault.js';
import { bulkUpdate } from '../store/bulk.js';
import { contactChange } from '../store/contactChanges.js';
import type { MessageDoc, PersonDoc, Report, ReportDoc, Sealed } from '../store/documents.js';
import { bytesOf, loadConversations } from '../store/loadConversations.js';
import type { Outgoing, TurnRecord } from './conversation.js';
import { handleEvents, type Addressed } from './handle.js';
import { applyNews } from './news.js';
import type { Services } from './services.js';

type Receipt = Extract<Report, { kind: 'receipt' }>;

/** The message of a receipt may not be known yet: it is looked for again after this, */
const LATER = 10_000;
/** and no longer than this: it is of somebody else's message, or of one that was erased. */
const GIVE_UP = 3_600_000;

/** A late "sent" changes nothing; a message that did arrive after a failure (a second copy of it) has arrived. */
const BELOW: Readonly<Record<string, readonly MessageDoc['state'][]>> = {
  queued: [],
  sent: ['queued', 'unknown', 'withdrawn', 'suppressed'],
  failed: ['queued', 'sent', 'unknown', 'withdrawn', 'suppressed'],
  delivered: ['queued', 'sent', 'unknown', 'withdrawn', 'suppressed', 'failed'],
  read: ['queued', 'sent', 'unknown', 'withdrawn', 'suppressed', 'failed', 'delivered'],
};

/** Applies what was reported; returns how many rows are done with. */
export async function applyReports(services: Services, limit = 500): Promise<number> {
  const now = services.clock.now();
  const { reports } = services.store;
  const rows = await reports
    .find({ dueAt: { $gte: new Date(0), $lte: new Date(now) } })
    .limit(limit)
    .toArray();
  if (rows.length === 0) return 0;
  // Of several news of one thing the last one holds.
  rows.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
  const receipts = rows.flatMap((row) => (row.report.kind === 'receipt' ? [{ row, receipt: row.report }] : []));
  const late = await applyReceipts(services, receipts, now);
  await applyNews(
    services,
    rows.filter(({ report }) => report.kind !== 'receipt'),
  );
  const done = rows.filter((row) => !late.has(row._id)).map(({ _id }) => _id);
  if (late.size > 0) await reports.updateMany({ _id: { $in: [...late] } }, { $set: { dueAt: new Date(now + LATER) } });
  if (done.length > 0) await reports.deleteMany({ _id: { $in: done } });
  return done.length;
}

/** Returns the ids of rows whose message is not known yet. */
async function applyReceipts(
  services: Services,
  receipts: readonly { row: ReportDoc; receipt: Receipt }[],
  now: number,
): Promise<ReadonlySet<string>> {
  const late = new Set<string>();
  if (receipts.length === 0) return late;
  const find = await messagesOf(services, receipts);
  const messages: AnyBulkWriteOperation<MessageDoc>[] = [];
  const persons = new Map<string, AnyBulkWriteOperation<PersonDoc>>();
  const failed: Failed[] = [];
  const arrived = new Set<string>();
  for (const { row, receipt } of receipts) {
    const message = find(receipt);
    if (!message) {
      if (now - row.receivedAt.getTime() < GIVE_UP) late.add(row._id);
      continue;
    }
    const failure = receipt.state === 'failed' ? failureOf(receipt.via, receipt.code) : null;
    messages.push(...changesOf(message, receipt, failure, now));
    const { person, address } = message;
    const isThere = receipt.state === 'delivered' || receipt.state === 'read';
    if (isThere) arrived.add(message._id);
    if (isThere && person !== null && address !== undefined)
      persons.set(
        `${person} ${address}`,
        contactChange({ person, address, at: receipt.at ?? new Date(now) }, 'reachable', 'delivered'),
      );
    // Also where the row says "failed" already: a crash may have come between that note and its consequence, which counts once.
    if (failure && (message.state === 'failed' || BELOW['failed']?.includes(message.state)))
      failed.push({ message, failure, via: receipt.via === 'twilio' ? `twilio-${message.channel}` : receipt.via });
  }
  await Promise.all([
    bulkUpdate(services.store, services.store.messages, messages, { ordered: true, patient: true }),
    bulkUpdate(services.store, services.store.persons, [...persons.values()], { patient: true }),
  ]);
  // Both in one batch: it arrived, and is not sent again.
  const lost = failed.filter(({ message }) => !arrived.has(message._id));
  await consequences(services, lost, now);
  return late;
}

async function messagesOf(
  services: Services,
  receipts: readonly { receipt: Receipt }[],
): Promise<(receipt: Receipt) => MessageDoc | undefined> {
  const refs = receipts.flatMap(({ receipt: { ref } }) => (ref === null ? [] : [ref]));
  const ids = receipts.flatMap(({ receipt: { ref, providerId } }) => (ref === null ? [providerId] : []));
  const [byRef, byProvider] = await Promise.all([
    refs.length > 0 ? services.store.messages.find({ _id: { $in: refs } }).toArray() : [],
    ids.length > 0 ? services.store.messages.find({ providerId: { $in: ids } }).toArray() : [],
  ]);
  const known = new Map<string, MessageDoc>();
  for (const doc of byRef) known.set(doc._id, doc);
  for (const doc of byProvider) known.set(doc.providerId as string, doc);
  return ({ ref, providerId }) => known.get(ref ?? providerId);
}

function changesOf(
  message: MessageDoc,
  receipt: Receipt,
  failure: SendFailure | null,
  now: number,
): AnyBulkWriteOperation<MessageDoc>[] {
  const { state, category, billable, providerId } = receipt;
  const at = receipt.at ?? new Date(now);
  const facts: Partial<MessageDoc> = {
    ...(state === 'sent' && !message.sentAt ? { sentAt: at } : {}),
    ...(state === 'delivered' ? { deliveredAt: at } : {}),
    ...(state === 'read' ? { readAt: at } : {}),
    ...(category === null ? {} : { category }),
    ...(billable === null ? {} : { billable }),
    ...(message.providerId === undefined ? { providerId } : {}),
  };
  const below = BELOW[state] ?? [];
  if (below.length === 0 && Object.keys(facts).length === 0) return [];
  const higher = { $in: ['$state', [...below]] };
  const set: Record<string, unknown> = { state: { $cond: [higher, state, '$state'] }, crossed: CROSSED };
  if (failure) {
    set['failure'] = { $cond: [higher, `${failure.kind} ${failure.code}`, '$failure'] };
    set['failedAt'] = { $cond: [higher, at, '$failedAt'] };
  }
  for (const [name, value] of Object.entries(facts)) set[name] = { $literal: value };
  return [{ updateOne: { filter: { _id: message._id }, update: [{ $set: set }] } }];
}

interface Failed {
  readonly message: MessageDoc;
  /** The channel that the receipt speaks of. */
  readonly via: string;
  readonly failure: SendFailure;
}

/** What failed on the way is news for its conversation, with the words that were lost. */
async function consequences(services: Services, failed: readonly Failed[], now: number): Promise<void> {
  if (failed.length === 0) return;
  for (const { message, failure, via } of failed) {
    if (!failure.stops) continue;
    const template =
      message.template === undefined ? null : services.templates.all.find(({ name }) => name === message.template);
    await stopFor(services, message.via ?? via, failure, template ?? null);
  }
  const loaded = await loadConversations(
    services.store,
    failed.map(({ message }) => message.conversation),
  );
  const turns = await services.store.turns
    .find({ _id: { $in: failed.map(({ message }) => `${message.conversation}:${message.turn}`) } })
    .toArray();
  const secretOf = new Map(turns.map(({ _id, secret }) => [_id, secret]));
  const events: Addressed[] = failed.flatMap(({ message, failure }) => {
    const conversation = loaded.get(message.conversation);
    if (!conversation) return [];
    const id = message._id.slice(message.conversation.length + 1);
    const secret = secretOf.get(`${message.conversation}:${message.turn}`);
    const lost = secret ? lostOf(conversation.key.bytes, secret, id) : undefined;
    // A fault of ours is mended by a person; then the same words go.
    const told = failure.kind === 'misconfigured' ? { ...failure, retryable: true } : failure;
    return [undeliveredEvent(message.conversation, id, told, lost ?? null, now)];
  });
  await handleEvents(services, events);
}

/** The words of the message; none when what was sealed cannot be opened: the conversation goes on without them. */
function lostOf(key: Buffer, secret: Sealed, id: string): Outgoing | undefined {
  try {
    return openJson<TurnRecord>(key, bytesOf(secret)).sent.find((sent) => sent.id === id);
  } catch {
    return undefined;
  }
}
