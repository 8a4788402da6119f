/** Requests whose numbers people write, where they are their own: of the same person, or made in the same conversation. */
import { ZoneClock } from '../../timers/offset.js';
import type { KnownRequest } from '../../domain/request.js';
import type { Store } from '../store.js';

export interface AskedNumber {
  readonly number: string;
  readonly conversation: string;
  readonly person: string | null;
  readonly zone: string;
}

/** By conversation. */
export async function knownRequests(
  store: Store,
  asked: readonly AskedNumber[],
): Promise<ReadonlyMap<string, readonly KnownRequest[]>> {
  const known = new Map<string, KnownRequest[]>();
  if (asked.length === 0) return known;
  const tasks = await store.deskTasks.find({ number: { $in: asked.map(({ number }) => number) } }).toArray();
  for (const { number, conversation, person, zone } of asked) {
    const task = tasks.find(
      (each) =>
        each.number === number && (each.conversation === conversation || (person !== null && each.person === person)),
    );
    if (!task) continue;
    const request = { number, state: task.state, dueOn: ZoneClock.of(zone).day(task.dueAt.getTime()) };
    known.set(conversation, [...(known.get(conversation) ?? []), request]);
  }
  return known;
}
