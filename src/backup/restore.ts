/**
 * `vigente restore`: a backup into an empty database. What was read after the conversations and knows more than they do is cut back to them,
 * so that chains and conversations agree; sending stays locked until the STOPs and deaths since the backup are replayed.
 */
import type { Document } from 'mongodb';
import { UserError } from '../domain/failure.js';
import { SENDING_LOCK } from '../outbox/stops.js';
import { readJournal } from '../store/journal.js';
import { DURABLE, type Store } from '../store/store.js';
import { lift, suppress } from '../store/suppressions.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';
import { ringOf } from './backup.js';
import { readBackup, type BackupEnd, type BackupHead } from './format.js';

export interface Restored {
  readonly startedAt: string;
  /** As the backup counted them. */
  readonly counts: Readonly<Record<string, number>>;
  /** Documents that knew more than the conversations; what they tell is said again from the messages. */
  readonly cut: Readonly<Record<string, number>>;
  /** Messages that are taken into their conversations once more. */
  readonly again: number;
  readonly locked: true;
}

export interface Lock {
  /** What was said since is to be replayed. */
  readonly since: Date;
  readonly restoredAt: Date;
}

const BATCH = 1_000;

/** Throws `UserError`: the database is not empty, the file is broken, or the key ring is another one. */
export async function restore(services: Services, file: string): Promise<Restored> {
  const { store, clock } = services;
  if ((await store.persons.findOne({})) !== null || (await store.conversations.findOne({})) !== null)
    throw new UserError(
      'database-not-empty',
      'There are people in this database.',
      'Restore into an empty folder: VIGENTE_DATA=/path/to/new-folder',
    );
  let head: BackupHead | null = null;
  let end: BackupEnd | null = null;
  let batch: Document[] = [];
  let into = '';
  const write = async () => {
    if (batch.length > 0) await store.db.collection(into).insertMany(batch, { ordered: false });
    batch = [];
  };
  const lock = async (since: Date) => {
    const value: Lock = { since, restoredAt: new Date(clock.now()) };
    await store.settings.updateOne({ _id: SENDING_LOCK }, { $set: { value } }, { upsert: true, ...DURABLE });
  };
  for await (const frame of readBackup(file)) {
    if ('backup' in frame) {
      head = frame;
      if (head.ring !== ringOf(store))
        throw new UserError(
          'ring-other',
          'This backup belongs to another key ring: nobody in it could be read, or found.',
          'Set VIGENTE_KEYS and VIGENTE_INDEX_KEY (or VIGENTE_KEYS_FOLDER) to the one it was made with.',
          1,
        );
      // First of all: a restore that is killed leaves a database that sends nothing.
      await lock(head.startedAt);
    } else if ('end' in frame) end = frame;
    else {
      if (frame.c !== into || batch.length === BATCH) await write();
      into = frame.c;
      if (frame.c === 'settings' && KEPT_SETTINGS.includes(String(frame.d['_id']))) continue;
      batch.push(frame.d);
    }
  }
  await write();
  if (!head || !end) throw new UserError('backup-broken', `${file} is cut short.`, undefined, 1);
  const cut = await cutBack(store);
  const again = await takeAgain(store);
  await logAct(store, 'backups', ['restored', head.startedAt.toISOString(), end.sha256], new Date(clock.now()));
  return { startedAt: head.startedAt.toISOString(), counts: end.counts, cut, again, locked: true };
}

/** Belong to the database that is there. */
const KEPT_SETTINGS = ['indexes', SENDING_LOCK];

/** Removes what tells of turns that the restored conversations have not taken. */
async function cutBack(store: Store): Promise<Record<string, number>> {
  const turns = new Map<string, { turn: number; seq: number }>();
  for await (const { _id, turn, audit } of store.conversations
    .find({})
    .project<{ _id: string; turn: number; audit: { seq: number } }>({ turn: 1, audit: 1 }))
    turns.set(_id, { turn, seq: audit.seq });
  const heads = new Map<string, number>();
  for await (const { _id, audit } of store.proposals
    .find({})
    .project<{ _id: string; audit?: { seq: number } }>({ audit: 1 }))
    heads.set(`proposal:${_id}`, audit?.seq ?? 0);
  for await (const { _id, seq } of store.chainHeads.find({})) heads.set(_id, seq);
  const later = ({ conversation, turn }: { conversation?: unknown; turn?: unknown }) =>
    typeof conversation === 'string' && conversation !== '' && Number(turn) > (turns.get(conversation)?.turn ?? 0);
  const cut: Record<string, number> = {};
  const remove = async (
    name: 'turns' | 'outcomes' | 'messages' | 'proposals' | 'audit',
    is: (doc: Document) => boolean,
    fields: Document,
  ) => {
    const ids: string[] = [];
    for await (const doc of store.db.collection(name).find({}, { projection: fields, batchSize: 5_000 }))
      if (is(doc)) ids.push(String(doc['_id']));
    for (let at = 0; at < ids.length; at += BATCH)
      await store.db.collection(name).deleteMany({ _id: { $in: ids.slice(at, at + BATCH) as never[] } });
    if (ids.length > 0) cut[name] = ids.length;
  };
  for (const name of ['turns', 'outcomes', 'messages', 'proposals'] as const)
    await remove(name, later, { conversation: 1, turn: 1 });
  await remove(
    'audit',
    ({ stream, seq }) => Number(seq) > (turns.get(String(stream))?.seq ?? heads.get(String(stream)) ?? -1),
    { stream: 1, seq: 1 },
  );
  return cut;
}

/** Messages that count as taken, and that their restored conversation has not taken: they are said again. */
async function takeAgain(store: Store): Promise<number> {
  const applied = new Map<string, ReadonlySet<string>>();
  let again: string[] = [];
  let count = 0;
  const write = async () => {
    if (again.length > 0)
      await store.inbound.updateMany(
        { _id: { $in: again } },
        { $set: { state: 'received' }, $unset: { conversation: '' } },
      );
    count += again.length;
    again = [];
  };
  for await (const { _id, conversation } of store.inbound
    .find({ state: 'applied' })
    .project<{ _id: string; conversation?: string }>({ conversation: 1 })) {
    if (conversation === undefined) continue;
    const known =
      applied.get(conversation) ??
      new Set(
        (await store.conversations.findOne({ _id: conversation }, { projection: { applied: 1 } }))?.applied ?? [],
      );
    applied.set(conversation, known);
    // Only the newest ids are remembered; an older message than all of them was taken long ago.
    const written = await store.messages.findOne({ _id }, { projection: { _id: 1 } });
    if (!known.has(_id) && written === null) again.push(_id);
    if (again.length === BATCH) await write();
  }
  await write();
  return count;
}

export interface Replayed {
  readonly suppressed: number;
  readonly lifted: number;
  readonly broken: number;
  /** Sending is free again. */
  readonly unlocked: boolean;
}

/** STOPs and deaths since the backup, from the journals; then sending is free. Throws `UserError` when nothing is locked. */
export async function replay(services: Services, files: readonly string[], by: string): Promise<Replayed> {
  const { store, clock } = services;
  const lock = await lockOf(services);
  if (!lock) throw new UserError('not-locked', 'Nothing was restored here: there is nothing to replay.', undefined, 1);
  const all = await Promise.all(
    files.map((file) =>
      readJournal(file, lock.since).catch((error: Error) => {
        throw new UserError('journal-unreadable', `${file} cannot be read: ${error.message}`);
      }),
    ),
  );
  const lines = all.flatMap((each) => each.lines).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  let [suppressed, lifted] = [0, 0];
  for (const line of lines) {
    if (line.did === 'suppress') {
      await suppress(store, [{ ...line.doc, at: new Date(line.doc.at) }], clock.now());
      suppressed += 1;
    } else {
      await lift(store, [line.doc], clock.now());
      lifted += 1;
    }
  }
  await unlock(services, by, `replayed ${lines.length} lines of ${files.length} journals`);
  return { suppressed, lifted, broken: all.reduce((sum, { broken }) => sum + broken, 0), unlocked: true };
}

export async function lockOf({ store }: Pick<Services, 'store'>): Promise<Lock | null> {
  return ((await store.settings.findOne({ _id: SENDING_LOCK }))?.value as Lock | null | undefined) ?? null;
}

/** Without a journal: somebody answers for it, by name and with the reason. */
export async function unlock({ store, clock }: Services, by: string, why: string): Promise<void> {
  await store.settings.updateOne({ _id: SENDING_LOCK }, { $set: { value: null } }, { upsert: true, ...DURABLE });
  await logAct(store, 'backups', ['unlocked', by, why], new Date(clock.now()));
}
