/** From the outbox to the channels: choose, claim, send, write down what became of it (DESIGN §3.4). */
import type { MessageDoc } from '../store/documents.js';
import { loadPersons } from '../store/loadConversations.js';
import { handleEvents, type Addressed } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import { choose, type Ready } from './choose.js';
import { claim } from './claim.js';
import { withinBudget } from '../campaigns/budget.js';
import { dueMessages, nameOf, type Waiting } from './due.js';
import { Results } from './results.js';
import { sendOne, type Batch } from './send-one.js';
import { stopsOf, type Stops } from './stops.js';
import { tierOfProcess, type Tier } from './tier.js';

/** Messages claimed together: a crash leaves no more than these in doubt. */
export const TOGETHER = 50;

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
  /** Of what is due, these messages alone. */
  readonly only?: ReadonlySet<string>;
  /** The share of each sender's rate that may be used, (0, 1]. */
  readonly share?: number;
  /** Who counts the people we write to first on WhatsApp. */
  readonly tier?: Tier;
  /** Called when messages have been claimed: from here on their lease in MongoDB tells who has them. */
  onClaimed?(): void;
}

/** Sends what is due in these conversations. Whoever else dispatches, each message is claimed by one. */
export async function dispatch(
  services: Services,
  docs: readonly Waiting[],
  options: DispatchOptions = {},
): Promise<Dispatched> {
  const { inFlight = 1, busy = new Set(), only, share = 1, tier = tierOfProcess } = options;
  const due = dueMessages(docs, services.clock.now()).filter((message) => !only || only.has(nameOf(message)));
  const all = { sent: 0, suppressed: 0, failed: 0, events: [] as Addressed[] };
  if (due.length === 0) return all;
  const stops = await stopsOf(services);
  if (stops.locked) return all;
  const step = Math.max(TOGETHER, inFlight);
  const ready: Ready[] = [];
  try {
    const { postponed, events } = await choose(services, due, stops, { busy, share, tier }, ready);
    if (events.length > 0) await handleEvents(services, events);
    await postponed.write(services);
    for (let at = 0; at < ready.length; at += step) {
      const afford = await withinBudget(services, ready.slice(at, at + step));
      const done = await sendTogether(services, afford, stops, { inFlight, tier, onClaimed: options.onClaimed });
      all.sent += done.sent;
      all.suppressed += done.suppressed;
      all.failed += done.failed;
      all.events.push(...done.events);
    }
  } finally {
    for (const { message, opens } of ready) {
      busy.delete(nameOf(message));
      if (opens !== null) tier.leave(services, opens, nameOf(message));
    }
  }
  return all;
}

async function sendTogether(
  services: Services,
  wanted: readonly Ready[],
  stops: Stops,
  { inFlight, tier, onClaimed }: { readonly inFlight: number; readonly tier: Tier; onClaimed?(): void },
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
  onClaimed?.();
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
    tier,
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
