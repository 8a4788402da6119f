/**
 * What people wrote is kept in the turns of their conversation, sealed with their own key; the row it came in goes after 30 days, or earlier
 * by the legal table of its programme (rights/retention.ts).
 */
import type { Services } from './services.js';

const KEPT = 30 * 24 * 3_600_000;

/** Returns how many rows went. Only what was applied: nothing that nobody has heard is ever deleted. */
export async function purge({ store, clock }: Services): Promise<number> {
  const old = { $gte: new Date(0), $lt: new Date(clock.now() - KEPT) };
  const yesterday = { $gte: new Date(0), $lt: new Date(clock.now() - 24 * 3_600_000) };
  await store.signIns.deleteMany({ at: yesterday });
  await store.sessions.deleteMany({ at: yesterday });
  await store.apiAnswers.deleteMany({ at: yesterday });
  await store.portalSessions.deleteMany({ seenAt: yesterday });
  await store.portalTries.deleteMany({ at: { $gte: new Date(0), $lt: new Date(clock.now() - 3 * 24 * 3_600_000) } });
  await store.portalLinks.deleteMany({ expiresAt: old });
  // Thirteen months: each month can be compared with its own of last year.
  const lastYear = new Date(clock.now() - 396 * 24 * 3_600_000);
  await store.routings.deleteMany({ at: { $gte: new Date(0), $lt: lastYear } });
  const { deletedCount } = await store.inbound.deleteMany({ state: 'applied', receivedAt: old });
  // They count for one day.
  await store.proofTries.deleteMany({ at: old });
  return deletedCount;
}
