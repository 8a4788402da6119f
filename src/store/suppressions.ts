/** What gets nothing more: written before the turn that says so, lifted only by what may lift it (DESIGN §3.5). */
import type { SuppressionReason } from '../domain/suppression.js';
import type { SuppressionDoc } from './documents.js';
import { onlyDuplicates } from './duplicates.js';
import { DURABLE, type Store } from './store.js';

/** A STOP that the news of a death took the place of is in force again when that is denied. */
export async function lift(
  store: Store,
  lifted: readonly Pick<SuppressionDoc, '_id' | 'why'>[],
  now: number,
): Promise<void> {
  await store.journal?.append(lifted.map((doc) => ({ at: new Date(now).toISOString(), did: 'lift' as const, doc })));
  const idsOf = (reason: SuppressionReason) => lifted.filter(({ why }) => why === reason).map(({ _id }) => _id);
  const [stops, deaths] = [idsOf('stop'), idsOf('death')];
  const { suppressions } = store;
  if (stops.length > 0)
    await suppressions.updateMany({ _id: { $in: stops }, over: 'stop' }, { $unset: { over: '' } }, DURABLE);
  if (deaths.length > 0) {
    const back = { $set: { why: 'stop' as const }, $unset: { over: '' as const } };
    await suppressions.updateMany({ _id: { $in: deaths }, why: 'death', over: 'stop' }, back, DURABLE);
  }
  await suppressions.deleteMany({ $or: [...lifted] }, DURABLE);
}

/** The news of a death stops more than a STOP does: the weaker never takes its place, but is remembered below it. */
export async function suppress(store: Store, docs: readonly SuppressionDoc[], now: number): Promise<void> {
  await store.journal?.append(
    docs.map(({ _id, why, conversation, at }) => ({
      at: new Date(now).toISOString(),
      did: 'suppress' as const,
      doc: { _id, why, conversation, at: at.toISOString() },
    })),
  );
  const idsOf = (reason: SuppressionReason) => docs.filter(({ why }) => why === reason).map(({ _id }) => _id);
  const deaths = idsOf('death');
  if (deaths.length > 0)
    await store.suppressions.updateMany({ _id: { $in: deaths }, why: 'stop' }, { $set: { over: 'stop' } }, DURABLE);
  try {
    await store.suppressions.bulkWrite(
      docs.map(({ _id, ...rest }) => ({
        updateOne: {
          filter: rest.why === 'death' ? { _id } : { _id, why: { $ne: 'death' as const } },
          update: { $set: rest },
          upsert: true,
        },
      })),
      { ordered: false, ...DURABLE },
    );
  } catch (error) {
    if (!onlyDuplicates(error)) throw error; // the stronger one is there
    const below = { _id: { $in: idsOf('stop') }, why: 'death' as const };
    await store.suppressions.updateMany(below, { $set: { over: 'stop' } }, DURABLE);
  }
}
