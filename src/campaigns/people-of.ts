/** Everybody in a campaign with what is known of their open entries, in batches: bounded reads whatever the list's size. */
import type { Channel } from '../domain/channel.js';
import type { OutcomeKind } from '../domain/outcome.js';
import type { PersonDoc } from '../store/documents.js';
import { STANDING } from '../store/discharge-documents.js';
import type { Store } from '../store/store.js';

export type CampaignPerson = Pick<
  PersonDoc,
  '_id' | 'asking' | 'death' | 'sex' | 'birthYear' | 'insurer' | 'commune' | 'region'
>;

export interface CountedEntry {
  readonly outcome: OutcomeKind | null;
  /** Where the outcome was said; null = nowhere: none yet, or silence. */
  readonly channel: Channel | null;
  /** Its removal is proposed, and not withdrawn. */
  readonly proposed: boolean;
}

export interface Counted {
  readonly person: CampaignPerson;
  readonly entries: readonly CountedEntry[];
}

/** People of one batch: one `$in` each over entries, outcomes and proposals. SecantusDB in Python takes the square of an `$in`. */
const BATCH = 250;
const PAGE = 2000;

const PERSON = {
  'asking.state': 1, 'asking.why': 1, death: 1, sex: 1, birthYear: 1, insurer: 1, commune: 1, region: 1,
} as const; // prettier-ignore

/**
 * Each person once: the cursor follows an index on the state of being asked, in which a person moves while we read, so it may come by
 * twice. One that moves past the cursor the other way is missed until the next count; a campaign at rest is counted exactly.
 */
export async function* peopleOf(store: Store, campaign: string): AsyncGenerator<readonly Counted[]> {
  const seen = new Set<string>();
  let batch: CampaignPerson[] = [];
  const cursor = store.persons.find({ 'asking.campaign': campaign }, { batchSize: PAGE });
  for await (const person of cursor.project<CampaignPerson>(PERSON)) {
    if (seen.has(person._id)) continue;
    seen.add(person._id);
    batch.push(person);
    if (batch.length < BATCH) continue;
    yield await withEntries(store, batch);
    batch = [];
  }
  if (batch.length > 0) yield await withEntries(store, batch);
}

interface Found {
  readonly _id: string;
  readonly person: string;
  readonly outcome?: { readonly is: OutcomeKind; readonly conversation: string; readonly turn: number } | null;
}

async function withEntries(store: Store, persons: readonly CampaignPerson[]): Promise<Counted[]> {
  const ids = persons.map(({ _id }) => _id);
  const [entries, proposed] = await Promise.all([
    store.entries
      .find({ person: { $in: ids }, state: 'open' }, { batchSize: PAGE })
      .project<Found>({ person: 1, 'outcome.is': 1, 'outcome.conversation': 1, 'outcome.turn': 1 })
      .toArray(),
    store.proposals
      .find({ person: { $in: ids }, state: { $in: [...STANDING] } }, { batchSize: PAGE })
      .project<{ entry: string }>({ _id: 0, entry: 1 })
      .toArray(),
  ]);
  const waiting = new Set(proposed.map(({ entry }) => entry));
  const channels = await channelsOf(store, entries);
  const byPerson = new Map<string, CountedEntry[]>();
  for (const { _id, person, outcome } of entries) {
    const entry = { outcome: outcome?.is ?? null, channel: channels.get(_id) ?? null, proposed: waiting.has(_id) };
    const list = byPerson.get(person);
    if (list) list.push(entry);
    else byPerson.set(person, [entry]);
  }
  return persons.map((person) => ({ person, entries: byPerson.get(person._id) ?? [] }));
}

/** Entry → the channel on which its outcome was said. A conversation may have changed its channel since: the outcome's own row knows. */
async function channelsOf(store: Store, entries: readonly Found[]): Promise<ReadonlyMap<string, Channel>> {
  const said = new Map<string, { readonly conversation: string; readonly turn: number }>();
  for (const { _id, outcome } of entries) if (outcome && outcome.is !== 'notLocated') said.set(_id, outcome);
  const channels = new Map<string, Channel>();
  if (said.size === 0) return channels;
  const rows = store.outcomes
    .find({ entry: { $in: [...said.keys()] } }, { batchSize: PAGE })
    .project<{ entry: string; conversation: string; turn: number; channel: Channel }>({
      _id: 0, entry: 1, conversation: 1, turn: 1, channel: 1,
    }); // prettier-ignore
  for await (const { entry, conversation, turn, channel } of rows) {
    const last = said.get(entry);
    if (last?.conversation === conversation && last.turn === turn) channels.set(entry, channel);
  }
  return channels;
}
