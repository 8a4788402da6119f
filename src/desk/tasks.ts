/** What is done with a task besides calling: noted, asked, decided, handed over, closed. Each is in the audit, by codes. */
import type { HandOffReason, Queue } from '../domain/effect.js';
import { openJson, sealJson } from '../privacy/vault.js';
import type { DeskNote, DeskTaskDoc, UserDoc } from '../store/documents.js';
import { bytesOf, keyOf, loadPersons } from '../store/loadConversations.js';
import { logAct } from '../store/logAct.js';
import { DURABLE, type Store } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { claimOf, release } from './claims.js';

/** What is written of somebody is sealed as they are; of what concerns nobody, as the inbox is. Null = they were erased. */
export async function keyFor(store: Store, { person, conversation }: DeskTaskDoc): Promise<Buffer | null> {
  if (person) return (await loadPersons(store, [person])).get(person)?.key.bytes ?? null;
  const doc = conversation ? await store.conversations.findOne({ _id: conversation }) : null;
  return doc ? (keyOf(store, doc, null)?.bytes ?? null) : store.vault.inboxKey;
}

export const readNote = (key: Buffer, { secret }: Pick<DeskNote, 'secret'>): string =>
  openJson<string>(key, bytesOf(secret));

const act = (
  { store, clock }: Services,
  { _id, programme }: DeskTaskDoc,
  what: string,
  by: string,
  more: readonly string[] = [],
) => logAct(store, `desk:${programme}`, [what, _id, by, ...more], new Date(clock.now()));

/** False = it is closed, or whoever it is about was erased. */
export async function note(services: Services, task: DeskTaskDoc, by: string, text: string): Promise<boolean> {
  const made = await sealed(services, task, by, text);
  if (!made) return false;
  const { matchedCount } = await services.store.deskTasks.updateOne(
    { _id: task._id, state: 'open' },
    { $push: { notes: made } },
    DURABLE,
  );
  return matchedCount === 1;
}

async function sealed(
  { store, clock }: Services,
  task: DeskTaskDoc,
  by: string,
  text: string,
): Promise<DeskNote | null> {
  const key = await keyFor(store, task);
  return key ? { at: new Date(clock.now()), by, secret: sealJson(key, text) } : null;
}

/** An operator asks: until it is decided it waits, and then it comes back to the queue, theirs first (REQUIREMENTS M12). */
export async function ask(services: Services, task: DeskTaskDoc, by: string, text: string): Promise<boolean> {
  const question = await sealed(services, task, by, text);
  if (!question) return false;
  const { matchedCount } = await services.store.deskTasks.updateOne(
    { _id: task._id, state: 'open', waitsFor: { $exists: false } },
    { $set: { waitsFor: 'supervisor', question } },
    DURABLE,
  );
  if (matchedCount === 0) return false;
  await release(services, task, by);
  await act(services, task, 'asked', by);
  return true;
}

export async function decide(services: Services, task: DeskTaskDoc, by: string, text: string): Promise<boolean> {
  const decision = await sealed(services, task, by, text);
  if (!decision) return false;
  const { matchedCount } = await services.store.deskTasks.updateOne(
    { _id: task._id, state: 'open', waitsFor: 'supervisor' },
    { $set: { 'question.decision': decision }, $unset: { waitsFor: '', readyAt: '' } },
    DURABLE,
  );
  if (matchedCount === 0) return false;
  await act(services, task, 'decided', by);
  return true;
}

/** To the people of another queue, with the reason where it is a new one. */
export async function handOver(
  services: Services,
  task: DeskTaskDoc,
  by: string,
  queue: Queue,
  reason: HandOffReason = task.reason,
): Promise<boolean> {
  const { matchedCount } = await services.store.deskTasks.updateOne(
    { _id: task._id, state: 'open', queue: task.queue },
    { $set: { queue, reason }, $unset: { waitsFor: '', readyAt: '' } },
    DURABLE,
  );
  if (matchedCount === 0) return false;
  await release(services, task, by);
  await act(services, task, 'handed over', by, [task.queue, queue, reason]);
  return true;
}

/** `how` — a code: answered, notLocated, resolved … */
export async function closeTask(
  services: Services,
  task: DeskTaskDoc,
  by: string,
  how: string,
  at: Date,
): Promise<boolean> {
  const { store } = services;
  const { matchedCount } = await store.deskTasks.updateOne(
    { _id: task._id, state: 'open' },
    { $set: { state: 'done', closed: { by, at, how } } },
    DURABLE,
  );
  await store.deskClaims.deleteOne({ _id: claimOf(task), task: task._id });
  if (matchedCount === 1) await act(services, task, 'closed', by, [how]);
  return matchedCount === 1;
}

/** One conversation with somebody answers every call that was owed to them until then. */
export async function closeCallsOf(
  services: Services,
  task: DeskTaskDoc,
  by: string,
  how: string,
  until: Date,
): Promise<void> {
  const { store } = services;
  const others = task.person
    ? await store.deskTasks
        .find({ person: task.person, state: 'open', queue: 'call', at: { $gte: new Date(0), $lt: until } })
        .toArray()
    : [];
  for (const each of [task, ...others.filter(({ _id }) => _id !== task._id)])
    await closeTask(services, each, by, how, until);
}

/** Opens a task by hand: two relatives who disagree, a carer, a prison. What is said of the document is sealed. */
export async function openRepresentative(
  services: Services,
  task: DeskTaskDoc,
  user: UserDoc,
  text: string,
): Promise<boolean> {
  return (await note(services, task, user._id, text)) && handOver(services, task, user._id, 'review', 'representative');
}
