/** Where a campaign's people are, and what it has done: the figures of `campaign status` and of the console, all from the database. */
import { placeOf, type OutcomeKind, type Place, PLACES } from '../domain/outcome.js';
import type { Asking } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { interval } from './interval.js';
import type { CampaignDoc } from './campaign.js';
import { campaignById } from './commands.js';
import { sharesOf, type Shares } from './shares.js';

export interface ArmFigures {
  readonly arm: string;
  readonly people: number;
  readonly answered: number;
  /** Answered of those begun with, with its 95 % interval. */
  readonly response: { readonly share: number; readonly low: number; readonly high: number };
}

export interface CampaignStatus {
  readonly id: string;
  readonly state: CampaignDoc['state'];
  readonly enrolled: number;
  readonly excluded: Readonly<Record<string, number>>;
  /** People by where they stand in being asked. */
  readonly asking: Readonly<Partial<Record<Asking['state'], number>>>;
  /** Every person of the campaign, in one of the four places. */
  readonly places: Readonly<Record<Place, number>>;
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  readonly messages: Readonly<Record<string, number>>;
  readonly spent: number;
  readonly budget: number | null;
  readonly currency: string;
  readonly arms: readonly ArmFigures[];
  readonly shares: Shares;
  readonly log: CampaignDoc['log'];
}

/** Throws `UserError` when there is no such campaign. */
export async function statusOf(services: Services, id: string): Promise<CampaignStatus> {
  const campaign = await campaignById(services, id);
  const { store } = services;
  const asking: Partial<Record<Asking['state'], number>> = {};
  const places = Object.fromEntries(PLACES.map((place) => [place, 0])) as Record<Place, number>;
  const outcomes: Partial<Record<OutcomeKind, number>> = {};
  const byArm = new Map<string, { people: number; begun: Set<string> }>();
  const proposed = new Set<string>();
  for await (const { entry } of store.proposals
    .find({ programme: campaign.programme, state: 'proposed' })
    .project<{ entry: string }>({ entry: 1 }))
    proposed.add(entry);
  const conversations = await conversationsOf(services, id);
  const answered = new Map<string, Set<string>>();
  for (const each of conversations) {
    if (each.person === null) continue;
    const arm = each.arm ?? '';
    const begun = byArm.get(arm) ?? { people: 0, begun: new Set<string>() };
    begun.begun.add(each.person);
    byArm.set(arm, begun);
    if (each.answered) answered.set(arm, (answered.get(arm) ?? new Set<string>()).add(each.person));
  }
  let batch: Person[] = [];
  const count = async () => {
    const entries = await entriesOf(services, batch);
    for (const person of batch) {
      asking[person.asking.state] = (asking[person.asking.state] ?? 0) + 1;
      const mine = entries.get(person._id) ?? [];
      for (const { outcome } of mine) if (outcome) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      places[placeOf({
        outcomes: mine.map(({ outcome }) => outcome),
        proposed: mine.filter(({ entry }) => proposed.has(entry)).length,
        frozen: person.death !== undefined || person.asking.why === 'optedOut',
        attemptsExhausted: person.asking.state === 'exhausted',
      })] += 1; // prettier-ignore
    }
    batch = [];
  };
  for await (const person of store.persons.find({ 'asking.campaign': id }).project<Person>({ asking: 1, death: 1 })) {
    batch.push(person);
    if (batch.length === 2000) await count();
  }
  await count();
  const arms = [...byArm].map(([arm, { begun }]): ArmFigures => {
    const there = answered.get(arm)?.size ?? 0;
    return { arm, people: begun.size, answered: there, response: interval(there, begun.size) };
  });
  return {
    id,
    state: campaign.state,
    enrolled: campaign.enrolled,
    excluded: campaign.excluded,
    asking,
    places,
    outcomes: Object.fromEntries(Object.entries(outcomes).sort()),
    messages: await messagesOf(services, new Set(conversations.map(({ _id }) => _id))),
    spent: campaign.spent,
    budget: campaign.budget,
    currency: services.programmes.get(campaign.programme)?.prices.currency ?? '',
    arms: arms.sort((a, b) => (a.arm < b.arm ? -1 : 1)),
    shares: await sharesOf(services, id),
    log: campaign.log,
  };
}

interface Person {
  readonly _id: string;
  readonly asking: Asking;
  readonly death?: object;
}

async function conversationsOf({ store }: Services, campaign: string) {
  return store.conversations
    .find({ campaign })
    .project<{ _id: string; person: string | null; answered: boolean; arm?: string | null }>({
      person: 1,
      answered: 1,
      arm: 1,
    })
    .toArray();
}

async function entriesOf({ store }: Services, persons: readonly Person[]) {
  const byPerson = new Map<string, { entry: string; outcome: OutcomeKind | null }[]>();
  const found = store.entries
    .find({ person: { $in: persons.map(({ _id }) => _id) }, state: 'open' })
    .project<{ _id: string; person: string; outcome?: { is: OutcomeKind } | null }>({ person: 1, outcome: 1 });
  for await (const { _id, person, outcome } of found)
    byPerson.set(person, [...(byPerson.get(person) ?? []), { entry: _id, outcome: outcome?.is ?? null }]);
  return byPerson;
}

/** Messages of the campaign's conversations, by channel and state: "sms sent". */
async function messagesOf({ store }: Services, conversations: ReadonlySet<string>): Promise<Record<string, number>> {
  const counts = new Map<string, number>();
  for await (const { conversation, channel, state, direction } of store.messages
    .find({})
    .project<{ conversation: string; channel: string; state: string; direction: string }>({
      conversation: 1,
      channel: 1,
      state: 1,
      direction: 1,
    })) {
    if (!conversations.has(conversation)) continue;
    const name = direction === 'in' ? `${channel} in` : `${channel} ${state}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort());
}
