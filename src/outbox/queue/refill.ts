/** From the outbox in MongoDB into the rows in Redis. What Redis has lost comes back by this, and by nothing else. */
import { handleEvents, type Addressed } from '../../turn/handle.js';
import type { Services } from '../../turn/services.js';
import { dueMessages, isReply, nameOf, withDueMessages, withDueReplies, type DueMessage } from '../due.js';
import { prepare, type Way } from '../prepare.js';
import { putOff } from '../put-off.js';
import { Results } from '../results.js';
import { stopsOf } from '../stops.js';
import type { SenderRow } from './sender-row.js';

/** Conversations looked at together. More than `SenderRow.low`, so that what waits in a row does not hide what could be added. */
const WINDOW = 1_000;

/**
 * Gives every due answer a place in its sender's row, and what opens and reminds where the row runs low (`low`). What may not go now is
 * put off, as ever. `busy` — messages that this process is sending already. Returns how many were given a place or put off.
 */
export async function refill(
  services: Services,
  rowOf: (way: Way) => Promise<SenderRow>,
  low: ReadonlySet<SenderRow>,
  busy: ReadonlySet<string>,
): Promise<number> {
  const docs = await (low.size > 0 ? withDueMessages(services, WINDOW) : withDueReplies(services, WINDOW));
  const now = services.clock.now();
  const due = dueMessages(docs, now).filter((message) => !busy.has(nameOf(message)));
  if (due.length === 0) return 0;
  const stops = await stopsOf(services);
  const offers = new Map<SenderRow, DueMessage[]>();
  const results = new Results();
  const events: Addressed[] = [];
  let done = 0;
  for (const message of due) {
    const prepared = prepare(services, message, stops, now);
    if (prepared.is !== 'ready') {
      events.push(...putOff(results, message, prepared, now));
      done += 1;
      continue;
    }
    const row = await rowOf(prepared.way);
    if (!isReply(message) && !low.has(row)) continue;
    const offered = offers.get(row) ?? [];
    offers.set(row, offered);
    offered.push(message);
  }
  if (events.length > 0) await handleEvents(services, events);
  await results.write(services);
  for (const [row, messages] of offers) {
    await row.offer(messages);
    done += messages.length;
  }
  return done;
}
