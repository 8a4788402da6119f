/** What a campaign would do with the list as it is: who, when, over what, at what price. Nothing is written and nothing is sent. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { DateTime } from 'luxon';
import type { Exclusion } from '../domain/exclusion.js';
import { cadenceOf } from '../programmes/cadence.js';
import { priceOf } from '../programmes/prices.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';
import { dialogs, isDialogId } from '../../dialogs/index.js';
import { open } from '../turn/step.js';
import { outgoing } from '../turn/outgoing.js';
import { peoplePerHour, type CampaignDoc } from './campaign.js';
import { People } from './enrol.js';
import { armOf, Slots } from './order.js';
import { select } from './select.js';

export interface DayPlan {
  /** yyyy-mm-dd where the programme is. */
  readonly day: string;
  readonly people: number;
  readonly messages: number;
  readonly segments: number;
  readonly cost: number;
}

export interface DryRun {
  readonly campaign: string;
  readonly today: string;
  readonly people: number;
  readonly entries: number;
  readonly inUniverse: { readonly people: number; readonly entries: number };
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
  readonly perHour: number;
  readonly channel: string;
  readonly segments: number;
  /** First messages only, and the most that the whole cadence can cost if nobody ever answers. */
  readonly cost: { readonly currency: string; readonly first: number; readonly atMost: number; readonly asOf: string };
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly days: readonly DayPlan[];
  /** Some of them, by their entries. */
  readonly sample: readonly { readonly entries: readonly string[]; readonly at: string }[];
}

export interface DryRunOptions {
  /** Where the plan goes, a line a person: {at, entries, channel, arm, segments, cost}. The same list and seed give the same bytes. */
  readonly plan?: string;
  onPeople?(looked: number): void;
}

const SAMPLE = 10;

export async function dryRunCampaign(
  services: Services,
  programme: Programme,
  campaign: CampaignDoc,
  options: DryRunOptions = {},
): Promise<DryRun> {
  const now = services.clock.now();
  const today = DateTime.fromMillis(now, { zone: programme.zone }).toISODate() as string;
  const cadence = cadenceOf(programme, campaign.cadence);
  const channel = cadence.steps[0]?.channel ?? 'sms';
  const people = new People();
  const names: string[] = [];
  let entries = 0;
  const selected = await select(services.store, programme, {
    universe: campaign.universe,
    today,
    onPeople: options.onPeople,
    onChosen: ({ person, entries: asked }) => {
      people.add(keyOf(asked[0]?._id ?? person._id), asked[0]?.enteredOn ?? today, null);
      entries += asked.length;
      if (options.plan !== undefined) names.push(asked.map(({ _id }) => keyOf(_id)).join(' '));
    },
  });
  const segments = segmentsOfFirst(services, programme, campaign);
  const price = priceOf(programme.prices, channel, segments);
  const slots = new Slots(now, peoplePerHour(campaign.pace), programme);
  const order = people.order(campaign.seed);
  const days = new Map<string, { people: number }>();
  const sample: { entries: readonly string[]; at: string }[] = [];
  const file = options.plan === undefined ? null : createWriteStream(options.plan);
  let lastAt: number | null = null;
  let firstAt: number | null = null;
  const dayOf = localDay(programme.zone);
  for (let n = 0; n < order.length; n += 1) {
    const index = order[n] as number;
    const at = slots.take(programme, null);
    firstAt ??= at;
    lastAt = at;
    const day = dayOf(at);
    const planned = days.get(day);
    if (planned) planned.people += 1;
    else days.set(day, { people: 1 });
    if (sample.length < SAMPLE) sample.push({ entries: [people.id(index)], at: new Date(at).toISOString() });
    if (!file) continue;
    const arm = campaign.arms[armOf(n, campaign.arms.length, campaign.seed)]?.id ?? null;
    const line = {
      at: new Date(at).toISOString(),
      entries: (names[index] ?? '').split(' '),
      channel,
      arm,
      segments,
      cost: price,
    };
    await write(file, `${JSON.stringify(line)}\n`);
  }
  if (file) {
    file.end();
    await once(file, 'finish');
  }
  return {
    campaign: campaign._id,
    today,
    people: selected.chosen,
    entries,
    inUniverse: selected.inUniverse,
    excluded: Object.fromEntries(Object.entries(selected.excluded).sort()),
    perHour: peoplePerHour(campaign.pace),
    channel,
    segments: segments * selected.chosen,
    cost: {
      currency: programme.prices.currency,
      first: price * selected.chosen,
      atMost: selected.chosen * mostPerPerson(programme, campaign, segments),
      asOf: programme.prices.asOf,
    },
    firstAt: firstAt === null ? null : new Date(firstAt).toISOString(),
    lastAt: lastAt === null ? null : new Date(lastAt).toISOString(),
    days: [...days].map(([day, { people: begun }]) => ({
      day,
      people: begun,
      messages: begun,
      segments: begun * segments,
      cost: begun * price,
    })),
    sample,
  };
}

/** Entries are named as the list names them, so that a plan can be compared between databases. */
const keyOf = (entry: string): string => entry.slice(entry.indexOf(':') + 1);

/** Segments of the first text with the longest name it can have: no first name is opened for a plan. */
function segmentsOfFirst(services: Services, programme: Programme, campaign: CampaignDoc): number {
  const cadence = cadenceOf(programme, campaign.cadence);
  const first = cadence.steps[0];
  if (!first || !isDialogId(first.dialog) || dialogs[first.dialog] === undefined) return 1;
  const stepped = open(first.dialog, {
    firstName: 'Maximilianna',
    entries: [],
    channel: first.channel,
    maxEntries: programme.maxEntries[first.channel],
    assurance: 0,
  });
  const event = { kind: 'campaignStopped' as const, eventId: '', at: 0 };
  const rules = { programme, cadence, words: services.words, anyHour: true };
  return outgoing(1, first.channel, stepped.effects, event, rules, {})[0]?.segments ?? 1;
}

/** What a person who never answers costs: every attempt that the rule allows, at the dearest of the cadence's channels. */
function mostPerPerson(programme: Programme, campaign: CampaignDoc, segments: number): number {
  const cadence = cadenceOf(programme, campaign.cadence);
  const dearest = Math.max(...cadence.steps.map(({ channel }) => priceOf(programme.prices, channel, segments)));
  return cadence.attempts.perPerson * dearest;
}

/** The local day of an instant; looked up anew only when the hour changes. */
function localDay(zone: string): (at: number) => string {
  let hour = -1;
  let day = '';
  return (at) => {
    const now = Math.floor(at / 3_600_000);
    if (now !== hour) {
      hour = now;
      day = DateTime.fromMillis(at, { zone }).toISODate() as string;
    }
    return day;
  };
}

async function write(file: WriteStream, line: string): Promise<void> {
  if (!file.write(line)) await once(file, 'drain');
}
