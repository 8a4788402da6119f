/** What virtual patients would do with a campaign: messages, answers and tasks by day after the first text. For a dry run; pure. */
import { createHash } from 'node:crypto';
import type { Channel } from '../domain/channel.js';
import type { Cadence } from '../programmes/cadence.js';
import { priceOf } from '../programmes/prices.js';
import type { Programme } from '../programmes/programme.js';
import { courseOf } from '../simulate/course.js';
import { contactOf, numbersOf, type Invented } from '../simulate/people.js';
import type { Scenario } from '../simulate/scenario.js';
import { standingOf } from '../simulate/standing.js';
import type { Words } from '../words/words.js';

const DAY = 86_400_000;
/** After so long nearly every course has ended. */
const LOOK = 40;

/** Means of one person. */
export interface Course {
  readonly patients: number;
  readonly answered: number;
  readonly leave: number;
  readonly notLocated: number;
  readonly tasks: number;
  /** By day after they were begun with. */
  readonly days: readonly DayOfCourse[];
}

export interface DayOfCourse {
  readonly tasks: number;
  readonly channels: Readonly<Partial<Record<Channel, Traffic>>>;
}

export interface Traffic {
  readonly messages: number;
  readonly segments: number;
  readonly cost: number;
}

/** A person of the list, as far as a plan looks at them: no name and no number is opened. */
export interface Drawn {
  readonly entries: Invented['entries'];
  readonly mobiles: number;
  readonly birthYear: number;
  readonly bornOn: string;
  readonly home: Invented['home'];
}

export interface ForecastOptions {
  readonly programme: Programme;
  readonly cadence: Cadence;
  readonly words: Words;
  readonly scenario: Scenario;
  readonly seed: number;
  /** Epoch ms at which each is begun with: a morning within the hours. */
  readonly from: number;
}

export function forecast(people: readonly Drawn[], options: ForecastOptions): Course {
  const { programme, cadence, words, scenario, seed, from } = options;
  const stateOf = numbersOf(seed, scenario);
  const rules = { programme, cadence, anyHour: false, words };
  const days = Array.from({ length: LOOK }, () => ({
    tasks: 0,
    channels: {} as Record<string, { messages: number; segments: number; cost: number }>,
  }));
  const dayAt = (at: number) => days[Math.min(LOOK - 1, Math.floor((at - from) / DAY))] as (typeof days)[number];
  const sums = { answered: 0, leave: 0, notLocated: 0, tasks: 0 };
  people.forEach((drawn, n) => {
    const invented = inventedOf(drawn, n);
    const contact = contactOf(seed, scenario, programme, invented);
    const course = courseOf({ contact, invented, stateOf, rules, arm: null, from, to: from + LOOK * DAY });
    const standing = standingOf(invented, course);
    if (course.conversations.some(({ answered }) => answered)) sums.answered += 1;
    if (standing.proposed.size > 0) sums.leave += 1;
    if (standing.place === 'notLocated') sums.notLocated += 1;
    sums.tasks += standing.tasks;
    for (const { at, handOffs } of course.records) dayAt(at).tasks += handOffs.length;
    for (const { at, out } of course.sent) {
      const traffic = (dayAt(at).channels[out.channel] ??= { messages: 0, segments: 0, cost: 0 });
      traffic.messages += 1;
      traffic.segments += out.segments;
      traffic.cost += priceOfOut(programme, out);
    }
  });
  const patients = people.length;
  const mean = (sum: number) => (patients === 0 ? 0 : sum / patients);
  return {
    patients,
    answered: mean(sums.answered),
    leave: mean(sums.leave),
    notLocated: mean(sums.notLocated),
    tasks: mean(sums.tasks),
    days: days.map(({ tasks, channels }) => ({
      tasks: mean(tasks),
      channels: Object.fromEntries(
        Object.entries(channels).map(([channel, { messages, segments, cost }]) => [
          channel,
          { messages: mean(messages), segments: mean(segments), cost: mean(cost) },
        ]),
      ),
    })),
  };
}

/** An answer on WhatsApp is within the window; by SMS every segment costs. */
function priceOfOut(
  { prices }: Programme,
  { channel, kind, segments }: { channel: Channel; kind: string; segments: number },
): number {
  if (channel === 'whatsapp' && kind !== 'first' && kind !== 'reminder') return prices.whatsapp.reply;
  return priceOf(prices, channel, segments);
}

function inventedOf({ entries, mobiles, birthYear, bornOn, home }: Drawn, n: number): Invented {
  const identity = entries[0]?.id ?? String(n);
  const lot = createHash('sha256').update(identity).digest();
  const mobile = (at: number) => `+569${String(lot.readUInt32BE(at * 4) % 100_000_000).padStart(8, '0')}`;
  return {
    id: identity, identity, document: String(10_000_000 + (lot.readUInt32BE(12) % 9_000_000)), birthYear, bornOn, firstName: 'Maximiliana',
    mobiles: Array.from({ length: Math.min(3, mobiles) }, (_, at) => mobile(at)), entries, home,
  }; // prettier-ignore
}
