/** What came out, held against what was true. */
import { isRemoving, placeOf, type OutcomeKind, type Place, PLACES } from '../domain/outcome.js';
import type { Services } from '../turn/services.js';
import type { InvariantReport } from './invariants.js';
import type { Population } from './people.js';
import type { Ran } from './run.js';
import type { World } from './world.js';

export interface SimulationResult {
  readonly people: number;
  readonly entries: number;
  readonly contacted: number;
  readonly identified: number;
  readonly answered: number;
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  readonly places: Readonly<Record<Place, number>>;
  /** Entries. `ownChoice`: still needed, but the person confirmed twice to leave: reported apart from false removals. */
  readonly truth: {
    readonly removable: number;
    readonly proposed: number;
    readonly falseRemovals: number;
    readonly missedRemovals: number;
    readonly ownChoice: number;
  };
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
    .project<{ person: string | null; answered: boolean; assurance: number; turn: number }>({
      person: 1,
      answered: 1,
      assurance: 1,
      turn: 1,
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

  let removable = 0;
  let missedRemovals = 0;
  let falseRemovals = 0;
  let ownChoice = 0;
  for (const entry of entries) {
    const person = population.persons.get(entry.person);
    const truth = person?.truths.get(entry._id);
    const leaves = truth !== undefined && isRemoving(truth) && person?.manner !== 'bereaved';
    if (leaves) removable += 1;
    const proposal = proposedEntries.get(entry._id);
    if (proposal && !leaves) {
      if (world.leftByOwnHand.has(entry._id)) ownChoice += 1;
      else falseRemovals += 1;
    }
    if (!proposal && leaves) missedRemovals += 1;
  }
  const messages = await store.messages
    .find({ direction: 'out', state: { $in: ['sent', 'delivered', 'read'] } })
    .project<{ channel: string; segments: number }>({ channel: 1, segments: 1 })
    .toArray();
  const sms = messages.filter(({ channel }) => channel === 'sms');
  const turns = conversations.reduce((sum, { turn }) => sum + turn, 0);
  const count = (test: (each: (typeof conversations)[number]) => boolean) =>
    new Set(conversations.filter(test).map(({ person }) => person)).size;
  return {
    people: persons.length,
    entries: entries.length,
    contacted: count(() => true),
    identified: count(({ assurance }) => assurance >= 1),
    answered: count(({ answered }) => answered),
    outcomes: Object.fromEntries(Object.entries(outcomes).sort()),
    places,
    truth: { removable, proposed: proposals.length, falseRemovals, missedRemovals, ownChoice },
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
