/** One pass over everything that is due: received messages, unprojected turns, timers, messages to send, people to begin with. */
import { startPeople } from '../campaigns/start.js';
import { dispatch } from '../outbox/dispatch.js';
import type { ConversationDoc } from '../store/documents.js';
import { loadConversations } from '../store/loadConversations.js';
import { pendingTurns, projectTurns, type Committed } from '../store/projectTurns.js';
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
  if (due.length === BATCH && projected + timers === 0) await layToRest(services, due);
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
    if (programme) committed.push({ ...(await pendingTurns(services.store, each)), programme });
  }
  const projectable = committed.filter(({ records }) => records.length > 0);
  await projectTurns(services.store, projectable);
  return projectable.length;
}

/** Conversations of people who were erased have no work any more; left among the due ones they would crowd out the others. */
async function layToRest(services: Services, docs: readonly ConversationDoc[]): Promise<void> {
  if (docs.length === 0) return;
  const { conversations, addresses } = services.store;
  const ids = docs.map(({ _id }) => _id);
  const loaded = await loadConversations(services.store, ids);
  const unreadable = ids.filter((id) => !loaded.has(id));
  if (unreadable.length === 0) return;
  await conversations.updateMany(
    { _id: { $in: unreadable } },
    { $set: { live: false, ended: 'withdrawn', timers: [], outbox: {}, pending: [], nextDueAt: null } },
  );
  await addresses.updateMany({ live: { $in: unreadable } }, { $set: { live: null, liveSince: null } });
}
