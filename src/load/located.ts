/** `vigente load located`: what a health service found out about people who were not located, read from its own file. */
import { taskDueAt } from '../desk/due.js';
import { readPhones } from '../domain/phone.js';
import { readDate } from '../intake/dates.js';
import { sealJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { DeskTaskDoc, PersonDoc } from '../store/documents.js';
import { openPerson } from '../store/loadConversations.js';
import { onlyDuplicates } from '../store/duplicates.js';
import type { Services } from '../turn/services.js';
import { ROW_COLUMNS } from '../campaigns/not-located.js';
import type { Refusal } from './batches.js';
import { recordsOf } from './records.js';

export interface LocatedLoad {
  readonly rows: number;
  /** The service has not answered yet. */
  readonly open: number;
  readonly located: number;
  readonly newNumbers: number;
  readonly notLocated: number;
  /** Reported dead: a task asks the registry; nothing is discharged by it. */
  readonly deceased: number;
  readonly refused: readonly Refusal[];
}

const RESULTS = { UBICADO: 'located', NO_UBICADO: 'notLocated', FALLECIDO: 'deceased' } as const;
type Found = (typeof RESULTS)[keyof typeof RESULTS];

/**
 * Whoever was found is on the list again, with the new number if there is one: the next campaign asks them. Not found stays not located, with
 * the day. Read twice it changes nothing more. `today` — yyyy-mm-dd. Throws `UserError` when the file or a column is missing.
 */
export async function loadLocated(
  services: Services,
  programme: Programme,
  file: string,
  today: string,
): Promise<LocatedLoad> {
  const sums = { rows: 0, open: 0, located: 0, newNumbers: 0, notLocated: 0, deceased: 0 };
  const refused: Refusal[] = [];
  for await (const { record, line } of recordsOf(file, ROW_COLUMNS, ['SIGTE_ID', 'RESULTADO', 'F_RESULTADO'])) {
    sums.rows += 1;
    const said = (record.RESULTADO ?? '').toUpperCase().replace(/[ -]+/g, '_');
    if (said === '') {
      sums.open += 1;
      continue;
    }
    const found = RESULTS[said as keyof typeof RESULTS] as Found | undefined;
    const read = readDate(record.F_RESULTADO ?? '', 'event', Number(today.slice(0, 4)));
    const person = await personOf(services, programme, record.SIGTE_ID ?? '');
    const phone = phoneOf(programme, record.FONO_NUEVO ?? '');
    if (found === undefined) refused.push({ line, why: `RESULTADO: none of ${Object.keys(RESULTS).join(', ')}` });
    else if (read.kind !== 'date' || read.iso > today)
      refused.push({ line, why: 'F_RESULTADO: no date, or one to come' });
    else if (person === null) refused.push({ line, why: 'SIGTE_ID: no such entry on the list' });
    else if (phone === undefined) refused.push({ line, why: 'FONO_NUEVO: no mobile number' });
    else {
      sums[found] += 1;
      if (await write(services, programme, person, found, new Date(`${read.iso}T12:00:00Z`), phone))
        sums.newNumbers += 1;
    }
  }
  return { ...sums, refused };
}

async function personOf({ store }: Services, programme: Programme, sigteId: string): Promise<PersonDoc | null> {
  if (sigteId === '') return null;
  const entry = await store.entries.findOne({ _id: `${programme.id}:sigte:${sigteId}` }, { projection: { person: 1 } });
  return entry ? store.persons.findOne({ _id: entry.person }) : null;
}

/** E.164; null = none is given; undefined = what is given is none. */
function phoneOf({ country }: Programme, cell: string): string | null | undefined {
  if (cell === '') return null;
  return readPhones(cell, { country, field: 'mobile' }).numbers.find(({ kind }) => kind === 'mobile')?.e164;
}

/** Returns whether a number was new. */
async function write(
  services: Services,
  programme: Programme,
  doc: PersonDoc,
  is: Found,
  at: Date,
  phone: string | null,
): Promise<boolean> {
  const { store, clock } = services;
  if (doc.searched?.some((each) => each.is === is && each.at.getTime() === at.getTime())) return false;
  const searched = { $push: { searched: { at, is } } };
  if (is === 'deceased') {
    const now = clock.now();
    const task: DeskTaskDoc = {
      _id: `${doc._id}:searched:${at.toISOString()}`, programme: programme.id, queue: 'registry', reason: 'deathReported', person: doc._id, entry: null,
      conversation: '', state: 'open', at: new Date(now), dueAt: new Date(taskDueAt('registry', now, programme)),
    }; // prettier-ignore
    await store.deskTasks.insertOne(task).catch((error: unknown) => {
      if (!onlyDuplicates(error)) throw error;
    });
    await store.persons.updateOne({ _id: doc._id }, searched);
    return false;
  }
  if (is === 'notLocated') {
    await store.persons.updateOne({ _id: doc._id }, searched);
    return false;
  }
  const listed = { 'asking.state': 'listed' as const, 'asking.dueAt': null };
  const address = phone === null ? null : store.vault.blindIndex('address', phone);
  const isNew = phone !== null && !doc.contacts.some((contact) => contact.address === address);
  if (!isNew) {
    await store.persons.updateOne({ _id: doc._id }, { $set: listed, ...searched });
    return false;
  }
  const { secret, key } = openPerson(store, doc);
  const contact = {
    address,
    kind: 'mobile' as const,
    rule: 'plain',
    shared: false,
    status: 'unverified' as const,
    from: 'service' as const,
  };
  // Guarded by what was read: the sealed values and the contact points are two halves of one list.
  const { modifiedCount } = await store.persons.updateOne({ _id: doc._id, contacts: { $size: doc.contacts.length } }, {
    $set: {
      ...listed,
      secret: sealJson(key.bytes, { ...secret, contacts: [...secret.contacts, { value: phone, raw: phone }] }),
    },
    $push: { contacts: contact, searched: { at, is } },
  } as object);
  if (modifiedCount === 1) return true;
  const again = await store.persons.findOne({ _id: doc._id });
  return again ? write(services, programme, again, is, at, phone) : false;
}
