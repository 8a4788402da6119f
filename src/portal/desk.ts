/** What the portal leaves to people. Twice is once: a task has an id made of what it is about. */
import { sealJson } from '../privacy/vault.js';
import type { HandOffReason, Queue } from '../domain/effect.js';
import type { RequestAnswer } from '../domain/request.js';
import { taskDueAt } from '../desk/due.js';
import { hoursFor, whereaboutsOf } from '../programmes/zones.js';
import type { Programme } from '../programmes/programme.js';
import type { DeskTaskDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import type { KnownPerson } from '../store/loadConversations.js';
import { DURABLE } from '../store/store.js';
import { ZoneClock } from '../timers/offset.js';
import { taskNumber } from '../turn/task-number.js';
import type { Services } from '../turn/services.js';

export interface PortalTask {
  readonly queue: Queue;
  readonly reason: HandOffReason;
  /** What was asked for: correct, object, erase … */
  readonly request?: string;
  readonly answers?: readonly RequestAnswer[];
  readonly unverified?: boolean;
  /** Names it, so that asking again changes nothing. */
  readonly of: string;
}

/** Returns the number that its person is told. */
export async function leaveTask(
  { store, clock }: Services,
  programme: Programme,
  { doc, key }: KnownPerson,
  { queue, reason, request, answers, unverified, of }: PortalTask,
): Promise<string> {
  const now = clock.now();
  const id = `portal:${store.vault.blindIndex('message', `${doc._id}\0${of}`)}`;
  const number = taskNumber(id, 1, ZoneClock.of(programme.zone).day(now));
  const task: DeskTaskDoc = {
    _id: id, programme: programme.id, queue, reason, person: doc._id, entry: null, conversation: null, state: 'open', at: new Date(now),
    dueAt: new Date(taskDueAt(queue, now, hoursFor(programme, whereaboutsOf(programme, doc)))),
    ...(request ? { request, number } : {}),
    ...(unverified ? { unverified: true } : {}),
    ...(answers ? { secret: sealJson(key.bytes, answers) } : {}),
  }; // prettier-ignore
  try {
    await store.deskTasks.insertOne(task, DURABLE);
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
  return number;
}
