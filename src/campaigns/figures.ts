/** All figures of a campaign, counted in the database in two passes: its conversations with their messages, its people with their entries. */
import type { Channel } from '../domain/channel.js';
import { PLACES, type OutcomeKind, type Place } from '../domain/outcome.js';
import type { Asking } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import type { CampaignDoc } from './campaign.js';
import { campaignById } from './commands.js';
import { ageGroup, DIMENSIONS, GroupTable, type Dimension, type Group, type GroupCounts } from './groups.js';
import { interval } from './interval.js';
import { peopleOf, type CampaignPerson, type Counted } from './people-of.js';
import { standingOf, type CadencePlace, type OpenReason, type PersonStanding } from './standing.js';
import { talksOf, type Talk, type Talks } from './talks.js';
import { sharesOf, type Shares } from './shares.js';

export interface ArmFigures {
  readonly arm: string;
  readonly people: number;
  readonly answered: number;
  /** Answered of those begun with, with its 95 % interval. */
  readonly response: { readonly share: number; readonly low: number; readonly high: number };
}

/** Outcomes of one channel; null = those no channel brought: silence, and what is from before. */
export interface ChannelOutcomes {
  readonly channel: Channel | null;
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
}

export interface Figures {
  readonly campaign: CampaignDoc;
  /** When they were counted. */
  readonly at: Date;
  /** People in the campaign now. Fewer than were enrolled when another campaign has taken some of them over since. */
  readonly people: number;
  /** Of them, who was written to, and who wrote. */
  readonly begun: number;
  readonly answered: number;
  readonly asking: Readonly<Partial<Record<Asking['state'], number>>>;
  readonly cadence: Readonly<Partial<Record<CadencePlace, number>>>;
  readonly places: Readonly<Record<Place, number>>;
  readonly open: Readonly<Partial<Record<OpenReason, number>>>;
  /** Of the people's open entries. */
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  readonly byChannel: readonly ChannelOutcomes[];
  readonly messages: Readonly<Record<string, number>>;
  /** Messages of people by local hour: 24 counts. */
  readonly hours: readonly number[];
  readonly groups: Readonly<Record<Dimension, readonly Group[]>>;
  readonly arms: readonly ArmFigures[];
  readonly shares: Shares;
}

/** Throws `UserError` when there is no such campaign. */
export async function figuresOf(services: Services, id: string): Promise<Figures> {
  const campaign = await campaignById(services, id);
  const { store, clock, programmes } = services;
  const at = new Date(clock.now());
  const talks = await talksOf(store, id, programmes.get(campaign.programme)?.zone ?? 'UTC');
  const tally = new Tally(at.getUTCFullYear());
  for await (const batch of peopleOf(store, id))
    for (const counted of batch) {
      const talk = talks.byPerson.get(counted.person._id);
      tally.add(counted, talk, standingOf(counted, talk));
    }
  return {
    campaign,
    at,
    ...tally.figures(),
    messages: talks.messages,
    hours: talks.hours,
    arms: armsOf(talks),
    shares: await sharesOf(services, id),
  };
}

const valueOf: Readonly<Record<Dimension, (person: CampaignPerson, year: number) => string>> = {
  age: ({ birthYear }, year) => ageGroup(birthYear, year),
  sex: ({ sex }) => codeOf(sex),
  insurer: ({ insurer }) => codeOf(insurer),
  commune: ({ commune }) => commune || '',
};

/** SEXO has two codes for "unknown" (9, 99), PREVISION one (99); 0 is what a list did not say. */
const codeOf = (code: number): string => (!code || code === 9 || code === 99 ? '' : String(code));

class Tally {
  readonly #total: GroupCounts = { people: 0, begun: 0, answered: 0, needsCare: 0, canBeDischarged: 0 };
  readonly #asking = new Counter<Asking['state']>();
  readonly #cadence = new Counter<CadencePlace>();
  readonly #places = new Counter<Place>();
  readonly #open = new Counter<OpenReason>();
  readonly #outcomes = new Counter<OutcomeKind>();
  readonly #byChannel = new Map<Channel | null, Counter<OutcomeKind>>();
  readonly #groups = new Map(DIMENSIONS.map((dimension) => [dimension, new GroupTable()]));

  constructor(readonly year: number) {}

  add({ person, entries }: Counted, talk: Talk | undefined, standing: PersonStanding): void {
    this.#asking.add(person.asking.state);
    this.#cadence.add(standing.cadence);
    this.#places.add(standing.place);
    if (standing.why) this.#open.add(standing.why);
    for (const { outcome, channel } of entries) {
      if (outcome === null) continue;
      this.#outcomes.add(outcome);
      let there = this.#byChannel.get(channel);
      if (!there) this.#byChannel.set(channel, (there = new Counter()));
      there.add(outcome);
    }
    const answered = talk?.answered ?? false;
    const one: GroupCounts = {
      people: 1,
      begun: talk ? 1 : 0,
      answered: answered ? 1 : 0,
      needsCare: answered && standing.place === 'needsCare' ? 1 : 0,
      canBeDischarged: answered && standing.place === 'canBeDischarged' ? 1 : 0,
    };
    this.#total.people += one.people;
    this.#total.begun += one.begun;
    this.#total.answered += one.answered;
    for (const [dimension, table] of this.#groups) table.add(valueOf[dimension](person, this.year), one);
  }

  figures() {
    const { people, begun, answered } = this.#total;
    const places = Object.fromEntries(PLACES.map((place) => [place, this.#places.of(place)]));
    return {
      people,
      begun,
      answered,
      asking: this.#asking.all(),
      cadence: this.#cadence.all(),
      places: places as Record<Place, number>,
      open: this.#open.all(),
      outcomes: this.#outcomes.all(),
      byChannel: [...this.#byChannel].map(([channel, counter]) => ({ channel, outcomes: counter.all() })),
      groups: Object.fromEntries(
        [...this.#groups].map(([dimension, table]) => [dimension, table.groups(dimension)]),
      ) as unknown as Record<Dimension, readonly Group[]>,
    };
  }
}

class Counter<T extends string> {
  readonly #counts = new Map<T, number>();
  add(of: T): void {
    this.#counts.set(of, (this.#counts.get(of) ?? 0) + 1);
  }
  of(one: T): number {
    return this.#counts.get(one) ?? 0;
  }
  all(): Partial<Record<T, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))) as Partial<Record<T, number>>;
  }
}

/** By the wording drawn, over everybody begun with, those included whom another campaign asks by now: a comparison keeps its people. */
function armsOf({ byPerson }: Talks): readonly ArmFigures[] {
  const arms = new Map<string, { people: number; answered: number }>();
  for (const { arm, answered } of byPerson.values()) {
    let of = arms.get(arm);
    if (!of) arms.set(arm, (of = { people: 0, answered: 0 }));
    of.people += 1;
    if (answered) of.answered += 1;
  }
  return [...arms]
    .map(([arm, { people, answered }]) => ({ arm, people, answered, response: interval(answered, people) }))
    .sort((a, b) => (a.arm < b.arm ? -1 : 1));
}
