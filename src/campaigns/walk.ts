/** Everybody on a programme's list with their entries, in batches: two reads a batch, nothing sealed is fetched. */
import type { Programme } from '../programmes/programme.js';
import type { Store } from '../store/store.js';
import type { Ground, ListedEntry, ListedPerson } from './exclusions.js';
import type { Candidate } from './universe.js';

export interface Listed {
  readonly person: ListedPerson;
  /** Theirs, oldest first. */
  readonly entries: readonly ListedEntry[];
}

/** People of one batch: a page of the cursor and one `$in` over their entries. */
const BATCH = 2000;

const PERSON = {
  programme: 1, key: 1, contacts: 1, sex: 1, birthYear: 1, insurer: 1, prais: 1, region: 1, commune: 1, synthetic: 1, asking: 1, death: 1,
  never: 1, checked: 1, askedAt: 1, answeredAt: 1,
} as const; // prettier-ignore
const ENTRY = { secret: 0, hash: 0, importId: 0 } as const;

/** Batches of people in the order of the collection. */
export async function* everybody(store: Store, programme: string): AsyncGenerator<readonly Listed[]> {
  let batch: ListedPerson[] = [];
  const cursor = store.persons.find({ programme }, { batchSize: BATCH }).project<ListedPerson>(PERSON);
  for await (const person of cursor) {
    batch.push(person);
    if (batch.length < BATCH) continue;
    yield await withEntries(store, batch);
    batch = [];
  }
  if (batch.length > 0) yield await withEntries(store, batch);
}

async function withEntries(store: Store, persons: readonly ListedPerson[]): Promise<Listed[]> {
  const byPerson = new Map<string, ListedEntry[]>();
  const found = store.entries
    .find({ person: { $in: persons.map(({ _id }) => _id) } }, { batchSize: BATCH * 2 })
    .project<ListedEntry>(ENTRY);
  for await (const entry of found) {
    const list = byPerson.get(entry.person);
    if (list) list.push(entry);
    else byPerson.set(entry.person, [entry]);
  }
  return persons.map((person) => ({ person, entries: (byPerson.get(person._id) ?? []).sort(oldestFirst) }));
}

export function oldestFirst(
  a: Pick<ListedEntry, 'enteredOn' | '_id'>,
  b: Pick<ListedEntry, 'enteredOn' | '_id'>,
): number {
  return a.enteredOn < b.enteredOn ? -1 : a.enteredOn > b.enteredOn ? 1 : a._id < b._id ? -1 : 1;
}

/** What exclusions are judged on: who gets nothing more, and who is in conversation. Read once; both are a small part of a list. */
export async function groundOf(store: Store, programme: Programme, today: string): Promise<Ground> {
  const suppressed = new Set<string>();
  for await (const { _id } of store.suppressions.find({}).project<{ _id: string }>({ _id: 1 })) suppressed.add(_id);
  const inConversation = new Set<string>();
  for await (const { person } of store.conversations
    .find({ programme: programme.id, live: true })
    .project<{ person: string | null }>({ person: 1 }))
    if (person !== null) inConversation.add(person);
  return { today, rules: programme.asking, suppressed, inConversation };
}

/** What a universe's filter looks at. */
export const candidateOf = (person: ListedPerson, entry: ListedEntry): Candidate => ({
  type: entry.type,
  careCode: entry.careCode,
  healthService: entry.healthService,
  origin: entry.origin,
  destination: entry.destination,
  enteredOn: entry.enteredOn,
  outcome: entry.outcome?.is ?? null,
  region: person.region,
  commune: person.commune,
  sex: person.sex,
  birthYear: person.birthYear,
  insurer: person.insurer,
  prais: person.prais,
  askedOn: person.askedAt?.toISOString().slice(0, 10) ?? null,
});
