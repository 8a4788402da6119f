/** What a campaign would do with the list as it is: who, when, over what, at what price. Nothing is written and nothing is sent. */
import { DateTime } from 'luxon';
import type { AskedTopic } from '../../dialogs/context.js';
import type { Channel } from '../domain/channel.js';
import type { Exclusion } from '../domain/exclusion.js';
import { cadenceOf } from '../programmes/cadence.js';
import { priceOf } from '../programmes/prices.js';
import type { Programme } from '../programmes/programme.js';
import { loadScenario } from '../simulate/scenario.js';
import { nextAllowed } from '../timers/hours.js';
import { ZoneClock } from '../timers/offset.js';
import type { Services } from '../turn/services.js';
import { peoplePerHour, type CampaignDoc } from './campaign.js';
import { deskLoad, type DeskLoad } from './desk-load.js';
import { hourOf, People } from './enrol.js';
import { firstTexts } from './first-text.js';
import { daysOf, type DayPlan } from './day-plan.js';
import { Draw } from './draw.js';
import { topicOfListed } from './entries.js';
import { forecast } from './forecast.js';
import { armOf, Slots } from './order.js';
import { listName, PlanFile } from './plan-file.js';
import { int8, PackedTexts } from './packed.js';
import { select } from './select.js';

export interface DryRun {
  readonly campaign: string;
  readonly today: string;
  readonly people: number;
  readonly entries: number;
  readonly inUniverse: { readonly people: number; readonly entries: number };
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>;
  readonly perHour: number;
  /** People, by what they are asked: see `Topic`. */
  readonly about: Readonly<Record<AskedTopic, number>>;
  readonly channel: Channel;
  /** Of the first texts. */
  readonly segments: number;
  /** First texts; all that virtual patients lead to; and the most, if nobody ever answers and all attempts are made. */
  readonly cost: {
    readonly currency: string;
    readonly first: number;
    readonly expected: number;
    readonly atMost: number;
    readonly asOf: string;
  };
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Shares of the people begun with; `tasks` is a number of tasks. */
  readonly forecast: {
    readonly patients: number;
    readonly answered: number;
    readonly leave: number;
    readonly notLocated: number;
    readonly tasks: number;
    /** Null = the campaign does not say how many people are at the desk. */
    readonly desk: DeskLoad | null;
  };
  readonly days: readonly DayPlan[];
  /** Some of them, by their entries. */
  readonly sample: readonly { readonly entries: readonly string[]; readonly at: string }[];
}

export interface DryRunOptions {
  /** Where the plan goes, a line a person. The same list and seed give the same bytes. */
  readonly plan?: string;
  /** What the virtual patients are like: a scenario of the programme. */
  readonly scenario?: string;
  onPeople?(looked: number): void;
}

const SAMPLE = 10;
const TOPICS: readonly AskedTopic[] = ['need', 'appointment', 'minor'];
/** Virtual patients for the forecast: shares are then good to about two points. */
const PATIENTS = 2000;

export async function dryRunCampaign(
  services: Services,
  programme: Programme,
  campaign: CampaignDoc,
  options: DryRunOptions = {},
): Promise<DryRun> {
  const now = services.clock.now();
  const today = DateTime.fromMillis(now, { zone: programme.zone }).toISODate() as string;
  const cadence = cadenceOf(programme, campaign.cadence);
  const people = new People(campaign.seed);
  const names = new PackedTexts();
  /** Indexes into `TOPICS`: a number a person. */
  const topics = int8();
  const about: Record<AskedTopic, number> = { need: 0, appointment: 0, minor: 0 };
  const drawn = new Draw(PATIENTS, programme, today);
  let entries = 0;
  const selected = await select(services.store, programme, {
    universe: campaign.universe,
    today,
    onPeople: options.onPeople,
    onChosen: (chosen) => {
      const { person, entries: asked } = chosen;
      people.add(listName(asked[0]?._id ?? person._id), asked, hourOf(person, programme));
      entries += asked.length;
      const topic = topicOfListed(person, asked, today);
      about[topic] += 1;
      topics.push(TOPICS.indexOf(topic));
      drawn.look(chosen);
      if (options.plan !== undefined) names.add(asked.map(({ _id }) => listName(_id)).join(' '));
    },
  });
  const texts = campaign.arms.map(({ wording }) => firstTexts(services, programme, cadence, wording));
  const slots = new Slots(now, peoplePerHour(campaign.pace), programme);
  const clock = ZoneClock.of(programme.zone);
  const order = people.order();
  const begun = new Map<string, number>();
  const sample: { entries: readonly string[]; at: string }[] = [];
  const file = options.plan === undefined ? null : PlanFile.open(options.plan);
  const sums = { segments: 0, cost: 0 };
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  for (let n = 0; n < order.length; n += 1) {
    const index = order[n] as number;
    const at = slots.take(programme, people.hour(index));
    firstAt ??= at;
    lastAt = at;
    const day = clock.day(at);
    begun.set(day, (begun.get(day) ?? 0) + 1);
    if (sample.length < SAMPLE) sample.push({ entries: [people.id(index)], at: new Date(at).toISOString() });
    const arm = armOf(n, campaign.arms.length, campaign.seed);
    const topic = TOPICS[topics.at(index)] as AskedTopic;
    const { channel, segments, cost } = (texts[arm] as (typeof texts)[number])[topic];
    sums.segments += segments;
    sums.cost += cost;
    await file?.add({
      at: new Date(at).toISOString(),
      entries: (options.plan === undefined ? '' : names.at(index)).split(' '),
      channel,
      arm: campaign.arms[arm]?.id ?? null,
      segments,
      cost,
    });
  }
  await file?.close();
  const course = forecast(drawn.people, {
    programme,
    cadence,
    words: services.words,
    scenario: await loadScenario(programme.folder, options.scenario),
    seed: campaign.seed,
    from: nextAllowed(now, programme),
  });
  const days = daysOf(begun, course);
  const { desk } = campaign.pace;
  return {
    campaign: campaign._id,
    today,
    people: selected.chosen,
    entries,
    inUniverse: selected.inUniverse,
    excluded: Object.fromEntries(Object.entries(selected.excluded).sort()),
    perHour: peoplePerHour(campaign.pace),
    about,
    channel: texts[0]?.need.channel ?? 'sms',
    segments: sums.segments,
    cost: {
      currency: programme.prices.currency,
      first: sums.cost,
      expected: Math.round(days.reduce((sum, { cost }) => sum + cost, 0)),
      atMost:
        selected.chosen *
        cadence.attempts.perPerson *
        dearest(
          programme,
          cadence.steps,
          texts.flatMap((byTopic) => Object.values(byTopic)),
        ),
      asOf: programme.prices.asOf,
    },
    firstAt: firstAt === null ? null : new Date(firstAt).toISOString(),
    lastAt: lastAt === null ? null : new Date(lastAt).toISOString(),
    forecast: {
      patients: course.patients,
      answered: rounded(course.answered),
      leave: rounded(course.leave),
      notLocated: rounded(course.notLocated),
      tasks: Math.round(course.tasks * selected.chosen),
      desk: desk && deskLoad(new Map(days.map(({ day, tasks }) => [day, tasks])), desk, programme),
    },
    days,
    sample,
  };
}

const rounded = (share: number): number => Number(share.toFixed(4));

/** What an attempt costs at most, on the dearest of the cadence's channels. */
function dearest(
  programme: Programme,
  steps: readonly { readonly channel: Channel }[],
  texts: readonly { readonly segments: number }[],
): number {
  const longest = Math.max(...texts.map(({ segments }) => segments));
  return Math.max(...steps.map(({ channel }) => priceOf(programme.prices, channel, longest)));
}
