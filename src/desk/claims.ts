/** Never two operators on one person: whoever has somebody before them has a document that nobody else can take until it is over. */
import type { DeskTaskDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';

/** Milliseconds without a click, after which the person is free again: longer than any answer on the phone takes. */
export const CLAIM = 15 * 60_000;

type At = Pick<Services, 'store' | 'clock'>;

/** A person is one claim, whatever there is to do with them. */
export const claimOf = ({ _id, person, conversation }: Pick<DeskTaskDoc, '_id' | 'person' | 'conversation'>): string =>
  person ? `person:${person}` : conversation ? `conversation:${conversation}` : `task:${_id}`;

/** Takes it, or keeps it for longer; false = somebody else has it. */
export async function take({ store, clock }: At, task: DeskTaskDoc, by: string, lasts = CLAIM): Promise<boolean> {
  const _id = claimOf(task);
  const now = clock.now();
  const until = new Date(now + lasts);
  if ((await store.deskClaims.updateOne({ _id, by }, { $set: { task: task._id, until } }, DURABLE)).matchedCount === 1)
    return true;
  try {
    // Free, or over: the filter finds an expired one, and where there is none the insert of a second one fails.
    await store.deskClaims.updateOne(
      { _id, until: { $gte: new Date(0), $lt: new Date(now) } },
      { $set: { by, task: task._id, at: new Date(now), until } },
      { upsert: true, ...DURABLE },
    );
    return true;
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
    return false;
  }
}

/** Still theirs? Then for as long again: every click of an operator goes through here. */
export async function keep({ store, clock }: At, task: DeskTaskDoc, by: string): Promise<boolean> {
  const until = new Date(clock.now() + CLAIM);
  const kept = await store.deskClaims.updateOne({ _id: claimOf(task), by, task: task._id }, { $set: { until } });
  return kept.matchedCount === 1;
}

export async function release({ store }: At, task: DeskTaskDoc, by: string): Promise<void> {
  await store.deskClaims.deleteOne({ _id: claimOf(task), by });
}

/** The task that an operator has before them; null = none. */
export async function heldBy({ store, clock }: At, by: string): Promise<DeskTaskDoc | null> {
  const [claim] = await store.deskClaims
    .find({ by })
    .toArray()
    .then((all) => all.filter(({ until }) => until.getTime() > clock.now()));
  return claim ? store.deskTasks.findOne({ _id: claim.task, state: 'open' }) : null;
}
