/** Entries of a batch: new ones are inserted, changed ones updated; those that closed are told to their conversations. */
import { createHash } from 'node:crypto';
import { sealJson } from '../privacy/vault.js';
import type { EntryDoc } from '../store/documents.js';
import type { AcceptedRow } from './list.js';
import type { ImportRun, RowPerson, WrittenPeople } from './write-people.js';

export interface WrittenEntries {
  readonly inserted: number;
  readonly changed: number;
  /** Entries that left the list with this batch. */
  readonly closed: readonly { readonly person: string; readonly entry: string }[];
  /** Entries that an interrupted run of this import closed, perhaps without telling their conversations. */
  readonly closedBefore: readonly { readonly person: string; readonly entry: string }[];
  /** Entries that now name another person: left as they were, for review. */
  readonly conflicts: number;
}

export async function writeEntries(
  run: ImportRun,
  rows: readonly AcceptedRow[],
  people: Pick<WrittenPeople, 'byLine' | 'stored' | 'erased'>,
): Promise<WrittenEntries> {
  const { store } = run.services;
  const ids = rows.map(({ entry }) => entryId(run, entry.identity));
  const known = new Map<string, Pick<EntryDoc, '_id' | 'hash' | 'state' | 'person' | 'appointmentOn' | 'importId'>>();
  for (const doc of await store.entries
    .find({ _id: { $in: ids } })
    .project<EntryDoc>({ hash: 1, state: 1, person: 1, appointmentOn: 1, importId: 1 })
    .toArray())
    known.set(doc._id, doc);
  const fresh = new Map<string, EntryDoc>();
  const updates: { updateOne: { filter: { _id: string }; update: object } }[] = [];
  const closed: { person: string; entry: string }[] = [];
  const closedBefore: { person: string; entry: string }[] = [];
  const conflicts: { person: string; entry: string }[] = [];
  const askedAnew = new Set<string>();
  for (const row of rows) {
    const person = people.byLine.get(row.line);
    if (!person && people.erased.has(row.line)) continue;
    if (!person) throw new RangeError(`line ${row.line} has no person`);
    const doc = entryOf(run, row, person);
    const before = known.get(doc._id);
    if (!before) {
      fresh.set(doc._id, doc);
      if (person.known && doc.state === 'open') askedAnew.add(person.id);
      continue;
    }
    if (before.person !== doc.person) {
      conflicts.push({ person: before.person, entry: doc._id });
      continue;
    }
    const hasDate = doc.appointmentOn !== null && doc.appointmentOn >= run.today;
    if (before.hash === doc.hash) {
      if (run.resumed && before.importId === run.importId && (doc.state === 'closed' || hasDate))
        closedBefore.push({ person: doc.person, entry: doc._id });
      continue;
    }
    const { _id, outcome: _, ...rest } = doc;
    updates.push({ updateOne: { filter: { _id }, update: { $set: rest } } });
    const cited = hasDate && doc.appointmentOn !== before.appointmentOn;
    if (before.state === 'open' && (doc.state === 'closed' || cited))
      closed.push({ person: doc.person, entry: doc._id });
  }
  await people.stored;
  if (fresh.size > 0) await store.entries.insertMany([...fresh.values()], { ordered: false });
  if (updates.length > 0) await store.entries.bulkWrite(updates, { ordered: false });
  if (conflicts.length > 0) await review(run, conflicts);
  // Asked before, and now there is something new to ask. Who is being asked, opted out or is left alone stays so.
  if (askedAnew.size > 0) {
    const again = {
      _id: { $in: [...askedAnew] },
      'asking.state': { $in: ['answered', 'calling', 'exhausted'] as const },
    };
    // People are asked by a campaign: the one that asked them goes on, under its pace; without one they wait for the next.
    const atOnce = run.askAtOnce === true;
    await store.persons.updateMany(atOnce ? again : { ...again, 'asking.campaign': { $type: 'string' } }, {
      $set: { 'asking.state': 'queued', 'asking.dueAt': new Date(run.now) },
      // What is new takes a place like everybody else's.
      $unset: { 'asking.again': '' },
    });
    if (!atOnce)
      await store.persons.updateMany(
        { ...again, 'asking.campaign': null },
        { $set: { 'asking.state': 'listed', 'asking.dueAt': null } },
      );
  }
  return { inserted: fresh.size, changed: updates.length, closed, closedBefore, conflicts: conflicts.length };
}

export const entryId = (run: Pick<ImportRun, 'programme' | 'services'>, identity: string): string =>
  `${run.programme.id}:${storedIdentity(run, identity)}`;

/** An identity made of the document number is stored as a blind index: a bare hash of a RUN is found by trying them all. */
export const storedIdentity = ({ services }: Pick<ImportRun, 'services'>, identity: string): string =>
  identity.startsWith('hash:') ? `hash:${services.store.vault.blindIndex('entry', identity)}` : identity;

function entryOf(run: ImportRun, { entry }: AcceptedRow, { id, key }: RowPerson): EntryDoc {
  const hash = createHash('sha256').update(JSON.stringify(entry)).digest('base64url').slice(0, 16);
  return {
    _id: entryId(run, entry.identity),
    programme: run.programme.id,
    person: id,
    state: entry.exitedOn === null ? 'open' : 'closed',
    type: entry.type,
    careCode: entry.careCode,
    plane: entry.plane,
    limb: entry.limb,
    enteredOn: entry.enteredOn,
    healthService: entry.healthService,
    origin: entry.origin,
    destination: entry.destination,
    exitedOn: entry.exitedOn,
    exitCause: entry.exitCause,
    appointmentOn: entry.appointmentOn,
    sigteId: entry.sigteId,
    localId: entry.localId,
    secret: sealJson(key, {
      careLabel: entry.careLabel,
      suspicion: entry.suspicion,
      diagnosis: entry.diagnosis,
      result: entry.result,
      requestedBy: entry.requestedBy,
    }),
    hash,
    importId: run.importId,
    synthetic: run.synthetic,
    outcome: null,
  };
}

/** The same entry under another document number: nobody guesses which of the two people it is. */
async function review(run: ImportRun, conflicts: readonly { person: string; entry: string }[]): Promise<void> {
  const at = new Date(run.now);
  await run.services.store.deskTasks.bulkWrite(
    conflicts.map(({ person, entry }) => ({
      updateOne: {
        filter: { _id: `import:${run.importId}:${entry}` },
        update: {
          $setOnInsert: {
            programme: run.programme.id,
            queue: 'review',
            reason: 'differsFromFile',
            person,
            entry,
            conversation: `import:${run.importId}`,
            state: 'open',
            at,
            dueAt: new Date(run.now + 5 * 86_400_000),
          },
        },
        upsert: true,
      },
    })),
  );
}
