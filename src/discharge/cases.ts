/** From what is stored to the cases that the policy decides about: a few reads for any number of proposals. */
import { DateTime } from 'luxon';
import type { Programme } from '../programmes/programme.js';
import { openJson } from '../privacy/vault.js';
import type { EntryDoc, EvidenceDoc, ImportDoc, OutcomeDoc, ProposalDoc } from '../store/documents.js';
import { bytesOf, loadPersons, type KnownPerson } from '../store/loadConversations.js';
import type { Store } from '../store/store.js';
import type { TurnRecord } from '../turn/conversation.js';
import { suspectsCancer } from './oncology.js';
import type { CaseEvidence, CaseOutcome, CasePerson, DischargeCase } from './policy/case.js';

/** Proposals read at once; SecantusDB in Python takes the square of an `$in`. */
export const CASES_AT_ONCE = 250;

export interface BuiltCase {
  readonly proposal: ProposalDoc;
  readonly entry: EntryDoc;
  readonly person: KnownPerson;
  readonly known: DischargeCase;
}

/** What is sealed of an entry. */
export interface EntrySecret {
  readonly careLabel: string;
  readonly suspicion: string;
  readonly diagnosis: string;
  readonly result: string;
  readonly requestedBy: string;
}

/** Cases of these proposals; one whose person was erased, or whose entry is gone, is not among them. `now` — epoch ms. */
export async function casesOf(
  store: Store,
  programme: Programme,
  proposals: readonly ProposalDoc[],
  now: number,
): Promise<BuiltCase[]> {
  const built: BuiltCase[] = [];
  for (let at = 0; at < proposals.length; at += CASES_AT_ONCE)
    built.push(...(await someCases(store, programme, proposals.slice(at, at + CASES_AT_ONCE), now)));
  return built;
}

async function someCases(
  store: Store,
  programme: Programme,
  proposals: readonly ProposalDoc[],
  now: number,
): Promise<BuiltCase[]> {
  const ids = <K extends 'entry' | 'person' | 'conversation'>(field: K) => [
    ...new Set(proposals.map((each) => each[field])),
  ];
  const talks = ids('conversation').filter((id) => id !== '');
  const [entries, persons, outcomes, evidence, holds, turns, conversations] = await Promise.all([
    store.entries.find({ _id: { $in: ids('entry') } }).toArray(),
    loadPersons(store, ids('person')),
    store.outcomes.find({ _id: { $in: proposals.map(({ _id }) => _id) } }).toArray(),
    store.evidence.find({ person: { $in: ids('person') } }).toArray(),
    store.holds.find({ _id: { $in: ids('entry') } }).toArray(),
    store.turns.find({ conversation: { $in: talks } }).toArray(),
    store.conversations
      .find({ _id: { $in: talks } })
      .project<{ _id: string; address: string }>({ address: 1 })
      .toArray(),
  ]);
  const imports = await store.imports
    .find({ _id: { $in: [...new Set(entries.map(({ importId }) => importId))] } })
    .project<Pick<ImportDoc, '_id' | 'today'>>({ today: 1 })
    .toArray();
  const spoke = await spokeWhen(
    store,
    proposals.filter(({ is }) => is === 'deceasedReported'),
  );
  const today = DateTime.fromMillis(now, { zone: programme.zone }).toISODate() ?? '';
  const known = {
    entries: new Map(entries.map((each) => [each._id, each])),
    outcomes: new Map(outcomes.map((each) => [each._id, each])),
    lists: new Map(imports.map(({ _id, today: on }) => [_id, on])),
    addresses: new Map(conversations.map(({ _id, address }) => [_id, address])),
    held: new Set(holds.filter(({ lifted }) => !lifted).map(({ _id }) => _id)),
    evidence: groupBy(evidence, ({ person }) => person),
    turns: groupBy(turns, ({ conversation }) => conversation),
  };
  return proposals.flatMap((proposal): BuiltCase[] => {
    const entry = known.entries.get(proposal.entry);
    const person = persons.get(proposal.person);
    if (!entry || !person) return [];
    const records = (known.turns.get(proposal.conversation) ?? [])
      .map(({ secret }) => openJson<TurnRecord>(person.key.bytes, bytesOf(secret)))
      .filter(({ turn }) => turn <= proposal.turn)
      .sort((a, b) => a.turn - b.turn);
    const address = known.addresses.get(proposal.conversation) ?? '';
    const secret = openJson<EntrySecret>(person.key.bytes, bytesOf(entry.secret));
    const seen = [known.lists.get(entry.importId), proposal.seenOpenOn].filter((on) => on !== undefined).sort();
    return [
      {
        proposal,
        entry,
        person,
        known: {
          today,
          now,
          zone: programme.zone,
          entry: {
            state: entry.state, type: entry.type, careCode: entry.careCode, enteredOn: entry.enteredOn,
            oncology: suspectsCancer(secret.suspicion, secret.diagnosis, secret.careLabel), seenOpenOn: seen.at(-1) ?? null,
          }, // prettier-ignore
          person: personOf(person, today, spoke.get(proposal.person) ?? 0),
          outcome: outcomeOf(proposal, known.outcomes.get(proposal._id), records, person, address),
          evidence: evidenceOf(known.evidence.get(proposal.person) ?? [], proposal, person),
          held: known.held.has(proposal.entry),
        },
      },
    ];
  });
}

/** When each of these persons last proved who they are, and said something else than a death: epoch ms. */
async function spokeWhen(store: Store, proposals: readonly ProposalDoc[]): Promise<Map<string, number>> {
  const last = new Map<string, number>();
  if (proposals.length === 0) return last;
  const entries = proposals.map(({ entry }) => entry);
  for (const { person, at } of await store.outcomes
    .find({ entry: { $in: entries }, assurance: { $gte: 2 }, is: { $ne: 'deceasedReported' } })
    .toArray())
    if (person) last.set(person, Math.max(last.get(person) ?? 0, at.getTime()));
  return last;
}

const DAY = 86_400_000;

function personOf({ doc, secret }: KnownPerson, today: string, spokeAt: number): CasePerson {
  const { checked } = doc;
  const diedOn = checked?.diedOn ?? null;
  return {
    age: /^\d{4}-\d\d-\d\d$/.test(secret.birthDate) ? yearsBetween(secret.birthDate, today) : null,
    prais: doc.prais,
    registry: checked
      ? {
          is: checked.unknown ? 'unknown' : checked.dead ? 'dead' : 'alive',
          at: checked.at.getTime(),
          diedOn,
          reference: `${checked.source} ${checked.at.toISOString().slice(0, 10)}`,
        }
      : null,
    deathReported: doc.death !== undefined && !doc.death.denied,
    wroteAfterDeath: diedOn !== null && spokeAt > Date.parse(diedOn) + 2 * DAY,
  };
}

export function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

function outcomeOf(
  proposal: ProposalDoc,
  outcome: OutcomeDoc | undefined,
  records: readonly TurnRecord[],
  person: KnownPerson,
  address: string,
): CaseOutcome {
  const contact = person.doc.contacts.find((each) => each.address === address);
  const said = outcome?.secret
    ? openJson<{ place?: string; date?: string }>(person.key.bytes, bytesOf(outcome.secret))
    : {};
  const corrected = proposal.corrected
    ? openJson<{ place?: string; date?: string }>(person.key.bytes, bytesOf(proposal.corrected))
    : {};
  const { status } = contact ?? {};
  return {
    is: proposal.is,
    at: proposal.at.getTime(),
    assurance: proposal.assurance,
    by: proposal.conversation === '' ? 'registry' : whoSpoke(records, contact?.responsible !== undefined),
    number: status === 'validated' || status === 'reachable' ? status : 'unverified',
    contacted: records.some(({ heard }) => heard !== null),
    confirmations: outcome?.confirmations ?? 0,
    toldLoss: records.some(({ sent }) =>
      sent.some(({ keys }) => keys.some((key) => key.startsWith('removal.readBack'))),
    ),
    barrier: outcome?.barrier ?? null,
    place: corrected.place ?? said.place ?? null,
    date: corrected.date ?? said.date ?? null,
  };
}

/** Whoever answered last before it was recorded: a relative, until the person themselves proved who they are. */
function whoSpoke(records: readonly TurnRecord[], responsible: boolean): CaseOutcome['by'] {
  let by: CaseOutcome['by'] = responsible ? 'responsible' : 'self';
  for (const { facts } of records)
    for (const { fact } of facts) {
      if (fact === 'relativeAnswered') by = 'relative';
      if (fact === 'responsibleAnswered') by = 'responsible';
      if (fact === 'identified') by = responsible ? 'responsible' : 'self';
    }
  return by;
}

/** The newest of each kind that is about this entry, or about its person. */
function evidenceOf(docs: readonly EvidenceDoc[], proposal: ProposalDoc, person: KnownPerson): CaseEvidence {
  const mine = docs
    .filter(({ entry }) => entry === null || entry === proposal.entry)
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.loadedAt.getTime() - b.loadedAt.getTime());
  const found: Record<string, unknown> = {};
  for (const { kind, secret } of mine) found[kind] = openJson(person.key.bytes, bytesOf(secret));
  return found as CaseEvidence;
}

function groupBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}
