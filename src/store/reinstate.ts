/** "I do need it" after the discharge was exported: a task for a coordinator, with the day of entry the place is to come back to. */
import { taskDueAt } from '../desk/due.js';
import { keepsPlace } from '../domain/outcome.js';
import { onlyDuplicates } from './duplicates.js';
import type { DeskTaskDoc } from './documents.js';
import type { Committed } from './projectTurns.js';
import type { Store } from './store.js';

/**
 * Called once the turns' outcomes and withdrawals are written, so that nothing is lost between the two: an export marks the proposal first
 * and then looks at the outcome, this looks at the mark last.
 */
export async function raiseReinstatements(store: Store, committed: readonly Committed[]): Promise<void> {
  const kept = committed.flatMap(({ loaded, records, programme }) =>
    records.flatMap((record) =>
      record.outcomes
        .filter(({ is }) => keepsPlace(is))
        .map(({ entry }) => ({
          entry,
          at: record.at,
          turn: record.turn,
          programme,
          conversation: loaded.conversation,
        })),
    ),
  );
  if (kept.length === 0) return;
  const exported = await store.proposals
    .find({ entry: { $in: [...new Set(kept.map(({ entry }) => entry))] }, state: { $in: ['exported', 'accepted'] } })
    .toArray();
  if (exported.length === 0) return;
  const tasks = exported.flatMap(({ _id, entry }) =>
    kept
      .filter((each) => each.entry === entry)
      .slice(-1)
      .map(
        ({ at, programme, conversation }): DeskTaskDoc => ({
          _id: `${_id}:reinstate`, programme: programme.id, queue: 'coordinator', reason: 'stillNeedsAfterExport', person: conversation.person, entry,
          conversation: conversation.id, state: 'open', at: new Date(at), dueAt: new Date(taskDueAt('coordinator', at, programme)),
        }), // prettier-ignore
      ),
  );
  try {
    await store.deskTasks.insertMany(tasks, { ordered: false });
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
}
