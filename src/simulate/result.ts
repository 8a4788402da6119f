/** What came out, held against what was true. */
import type { Ended } from '../domain/ended.js';
import { placeOf, type OutcomeKind, type Place, PLACES } from '../domain/outcome.js';
import type { Services } from '../turn/services.js';
import type { InvariantReport } from './findings.js';
import type { Population } from './people.js';
import type { Ran } from './run.js';
import { TruthTable, type Truths } from './truth-table.js';
import type { World } from './world.js';

export interface SimulationResult {
  readonly people: number;
  readonly entries: number;
  readonly contacted: number;
  readonly identified: number;
  readonly answered: number;
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  readonly places: Readonly<Record<Place, number>>;
  /** Shares of the people contacted: somebody answered; a place is given up; no number was theirs. */
  readonly shares: { readonly response: number; readonly asksToLeave: number; readonly wrongOrStale: number };
  /** Entries. */
  readonly truth: Truths;
  readonly desk: { readonly tasks: number };
  readonly messages: { readonly sms: number; readonly smsSegments: number; readonly whatsapp: number };
  readonly invariants: InvariantReport;
  readonly turns: number;
  readonly seconds: number;
  readonly turnsPerSecond: number;
}

export async function resultOf(
  services: Services,
  population: Population,
  world: World,
  invariants: InvariantReport,
  ran: Ran,
): Promise<SimulationResult> {
  const { store } = services;
  const persons = await store.persons.find({}).toArray();
  const entries = await store.entries.find({ state: 'open' }).toArray();
  const conversations = await store.conversations
    .find({})
    .project<{ person: string | null; answered: boolean; assurance: number; turn: number; ended: Ended | null }>({
      person: 1,
      answered: 1,
      assurance: 1,
      turn: 1,
      ended: 1,
    })
    .toArray();
  const proposals = await store.proposals.find({ state: 'proposed' }).toArray();
  const proposedEntries = new Map(proposals.map((proposal) => [proposal.entry, proposal]));
  const byPerson = new Map<string, typeof entries>();
  for (const entry of entries) byPerson.set(entry.person, [...(byPerson.get(entry.person) ?? []), entry]);

  const places = Object.fromEntries(PLACES.map((place) => [place, 0])) as Record<Place, number>;
  for (const person of persons) {
    const mine = byPerson.get(person._id) ?? [];
    places[placeOf({
      outcomes: mine.map(({ outcome }) => outcome?.is ?? null),
      proposed: mine.filter(({ _id }) => proposedEntries.has(_id)).length,
      frozen: person.death !== undefined || person.asking.why === 'optedOut',
      attemptsExhausted: person.asking.state === 'exhausted',
    })] += 1; // prettier-ignore
  }
  const outcomes: Partial<Record<OutcomeKind, number>> = {};
  for (const { outcome } of entries) if (outcome) outcomes[outcome.is] = (outcomes[outcome.is] ?? 0) + 1;

  const truths = new TruthTable();
  for (const entry of entries)
    truths.add({
      id: entry._id,
      proposed: proposedEntries.has(entry._id),
      person: population.persons.get(entry.person) ?? null,
      ownHand: world.leftByOwnHand.has(entry._id),
      changedMind: world.changedMind.has(entry.person),
    });
  const messages = await store.messages
    .find({ direction: 'out', state: { $in: ['sent', 'delivered', 'read'] } })
    .project<{ channel: string; segments: number }>({ channel: 1, segments: 1 })
    .toArray();
  const sms = messages.filter(({ channel }) => channel === 'sms');
  const turns = conversations.reduce((sum, { turn }) => sum + turn, 0);
  const count = (test: (each: (typeof conversations)[number]) => boolean) =>
    new Set(conversations.filter(test).map(({ person }) => person)).size;
  const contacted = count(() => true);
  const answered = count((each) => each.answered);
  const reached = new Set(
    conversations.flatMap(({ person, ended }) => (ended === 'unreachable' || ended === 'wrongPerson' ? [] : [person])),
  );
  const stale = count(({ person }) => !reached.has(person));
  const leaving = new Set(proposals.map(({ person }) => person)).size;
  return {
    people: persons.length,
    entries: entries.length,
    contacted,
    identified: count(({ assurance }) => assurance >= 1),
    answered,
    outcomes: Object.fromEntries(Object.entries(outcomes).sort()),
    places,
    shares: {
      response: shareOf(answered, contacted),
      asksToLeave: shareOf(leaving, contacted),
      wrongOrStale: shareOf(stale, contacted),
    },
    truth: truths.sums,
    desk: { tasks: await store.deskTasks.countDocuments({}) },
    messages: {
      sms: sms.length,
      smsSegments: sms.reduce((sum, { segments }) => sum + segments, 0),
      whatsapp: messages.length - sms.length,
    },
    invariants,
    turns,
    seconds: Number(ran.seconds.toFixed(2)),
    turnsPerSecond: Math.round(turns / ran.seconds),
  };
}

/** Of one, to four digits. */
export const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : Number((part / whole).toFixed(4)));
