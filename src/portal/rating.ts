/** How well it went, as people say when they have answered: asked once a visit, counted by day, and of nobody by name. */
import { DateTime } from 'luxon';
import type { Programme } from '../programmes/programme.js';
import { RATINGS, type PortalSessionDoc, type Rating } from '../store/portal-documents.js';
import type { Services } from '../turn/services.js';

export const ratingOf = (said: string): Rating | null => RATINGS.find((each) => each === said) ?? null;

/** Counts it; false = this visit has said so before. */
export async function rate(
  { store, clock }: Services,
  { id, zone }: Pick<Programme, 'id' | 'zone'>,
  session: PortalSessionDoc,
  how: Rating,
): Promise<boolean> {
  const first = await store.portalSessions.updateOne(
    { _id: session._id, rated: { $ne: true } },
    { $set: { rated: true } },
  );
  if (first.modifiedCount === 0) return false;
  const day = DateTime.fromMillis(clock.now(), { zone }).toISODate() ?? '';
  await store.ratings.updateOne(
    { _id: `${id}:${day}:${how}` },
    { $inc: { count: 1 }, $setOnInsert: { programme: id, day, how } },
    { upsert: true },
  );
  return true;
}
