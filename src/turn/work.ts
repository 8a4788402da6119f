/** One pass over everything that is due: received messages, unprojected turns, timers, messages to send, people to begin with. */
import { startPeople } from '../campaigns/start.js';
import { openJson } from '../privacy/vault.js';
import { dispatch } from '../outbox/dispatch.js';
import type { ConversationDoc } from '../store/documents.js';
import { bytesOf, loadConversations } from '../store/loadConversations.js';
import { projectTurns, type Committed } from '../store/projectTurns.js';
import type { TurnRecord } from './conversation.js';
import { handleEvents, type Addressed } from './handle.js';
import { applyReceived } from './receive.js';
import type { Services } from './services.js';

export interface Pass {
  /** Things done; 0 = nothing was due. */
  readonly done: number;
  readonly sent: number;
}

/** Conversations looked at in one pass: the size of one `bulkWrite`, about a tenth of a second of work on the slow engine. */
const BATCH = 200;

export interface WorkOptions {
  /** Begin conversations with people who are queued. */
  readonly start: boolean;
}

export async function workOnce(services: Services, { start }: WorkOptions): Promise<Pass> {
  const received = await applyReceived(services, BATCH * 2);
  const due = await dueConversations(services);
  const projected = await projectPending(services, due);
  const timers = await handleEvents(services, dueTimers(due, services.clock.now()));
  // Read again: turns and projections just taken may have added or withdrawn messages.
  const outgoing = received + projected + timers > 0 ? await dueConversations(services) : due;
  const dispatched = await dispatch(services, outgoing);
  if (dispatched.events.length > 0) await handleEvents(services, dispatched.events);
  const started = start ? await startPeople(services, BATCH) : 0;
  const { sent, failed, suppressed } = dispatched;
  return { done: received + projected + timers + sent + failed + suppressed + started, sent };
}

/** Bounded on both sides: the embedded engines are fast on such ranges only (DESIGN §6). Null, nothing due, is outside. */
async function dueConversations(services: Services): Promise<ConversationDoc[]> {
  return services.store.conversations
    .find({ nextDueAt: { $gte: new Date(0), $lte: new Date(services.clock.now()) } })
    .limit(BATCH)
    .toArray();
}

function dueTimers(docs: readonly ConversationDoc[], now: number): Addressed[] {
  return docs.flatMap((doc) =>
    doc.timers
      .filter(({ dueAt }) => dueAt.getTime() <= now)
      .map(({ waitId }) => ({
        conversation: doc._id,
        event: { kind: 'timer' as const, eventId: `timer:${waitId}`, at: now, waitId },
      })),
  );
}

/** Turns that were committed by a process that died before it projected them. */
async function projectPending(services: Services, docs: readonly ConversationDoc[]): Promise<number> {
  const left = docs.filter(({ pending }) => pending.length > 0);
  if (left.length === 0) return 0;
  const loaded = await loadConversations(
    services.store,
    left.map(({ _id }) => _id),
  );
  const committed: Committed[] = [];
  for (const each of loaded.values()) {
    const programme = services.programmes.get(each.conversation.programme);
    if (!programme) continue;
    const records = each.doc.pending.map(({ secret }) => openJson<TurnRecord>(each.key.bytes, bytesOf(secret)));
    const first = records[0]?.turn ?? 0;
    committed.push({
      loaded: { ...each, doc: { ...each.doc, audit: await auditBefore(services, each.doc, first) } },
      records,
      programme,
    });
  }
  await projectTurns(services.store, committed);
  return committed.length;
}

/** The link before the first unprojected turn: the last one that was written down. */
async function auditBefore(services: Services, doc: ConversationDoc, turn: number): Promise<ConversationDoc['audit']> {
  const seq = doc.audit.seq - (doc.turn - turn + 1);
  if (seq === 0) return { seq: 0, head: '' };
  const row = await services.store.audit.findOne({ _id: `${doc._id}:${seq}` });
  return { seq, head: row?.link ?? '' };
}
