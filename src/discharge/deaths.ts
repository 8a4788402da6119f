/**
 * A reported death that the civil registry has not matched in so many working days freezes somebody who may be alive: they are asked about by
 * a call, and their messages may go again. Nothing is discharged by a report alone (DOMAIN §7).
 */
import { taskDueAt } from '../desk/due.js';
import { endOfWorkingDay } from '../desk/working-days.js';
import type { Programme } from '../programmes/programme.js';
import type { DeskTaskDoc, PersonDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { lift } from '../store/suppressions.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';

/** Returns how many people are called. Programmes without a policy leave it to their desk. */
export async function unfreezeUnmatched(services: Services, programme: Programme): Promise<number> {
  const { store, clock } = services;
  const days = programme.policy?.deathMatchWorkingDays;
  if (days === undefined) return 0;
  const now = clock.now();
  const reported = store.persons
    .find({ programme: programme.id, 'death.denied': false, 'checked.dead': { $ne: true } })
    .project<Pick<PersonDoc, '_id' | 'death'>>({ death: 1 });
  let called = 0;
  for await (const { _id, death } of reported) {
    if (!death || endOfWorkingDay(programme, {}, death.reportedAt.getTime(), days) > now) continue;
    const task: DeskTaskDoc = {
      _id: `${_id}:unmatchedDeath:${death.reportedAt.getTime()}`, programme: programme.id, queue: 'call', reason: 'deathNotMatched', person: _id, entry: null,
      conversation: null, state: 'open', at: new Date(now), dueAt: new Date(taskDueAt('call', now, programme)),
    }; // prettier-ignore
    // The task first: who is free again is in somebody's queue.
    await store.deskTasks.insertOne(task).catch((error: unknown) => {
      if (!onlyDuplicates(error)) throw error;
    });
    await lift(store, [{ _id: `person:${_id}`, why: 'death' }], now);
    await store.persons.updateOne({ _id, 'death.reportedAt': death.reportedAt }, { $set: { 'death.denied': true } });
    await logAct(store, `deaths:${programme.id}`, ['not matched', _id, death.reportedAt.toISOString()], new Date(now));
    called += 1;
  }
  return called;
}
