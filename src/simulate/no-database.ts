/** `simulate --db none`: every course through the pure turns alone. As fast as one core is, and the same judge at the end. */
import type { DialogEntry } from '../../dialogs/context.js';
import { cadenceOf } from '../programmes/cadence.js';
import type { Programme } from '../programmes/programme.js';
import { hoursFor, whereaboutsOf } from '../programmes/zones.js';
import { nextAllowed } from '../timers/hours.js';
import { ZoneClock } from '../timers/offset.js';
import { askedTopicOf } from '../turn/topic.js';
import { armOf, dayNumber, inOrder, Slots } from '../campaigns/order.js';
import { firstTexts } from '../campaigns/first-text.js';
import { listName, PlanFile } from '../campaigns/plan-file.js';
import { lotOf } from '../campaigns/select.js';
import type { Words } from '../words/words.js';
import { withWording } from '../words/wording.js';
import { courseOf, type Course } from './course.js';
import { contactOf, numbersOf, type Invented } from './people.js';
import type { Scenario } from './scenario.js';
import type { SimulationResult } from './result.js';
import { Tally } from './tally.js';

export interface PlainOptions {
  readonly programme: Programme;
  readonly words: Words;
  readonly people: readonly Invented[];
  readonly scenario: Scenario;
  readonly seed: number;
  readonly perHour: number;
  /** Wordings besides the ordinary one. */
  readonly wordings: readonly string[];
  /** Epoch ms. */
  readonly from: number;
  readonly days: number;
  /** Where the plan goes. */
  readonly plan?: string;
  onPerson?(done: number, all: number): void;
  /** What became of each, for whoever wants more than the sums. */
  onCourse?(course: Course, from: number): void;
}

const DAY = 86_400_000;

const isAsked = ({ mobiles, entries }: Invented): boolean => mobiles.length > 0 && entries.length > 0;

/** The one that waits longest: it decides their turn. */
const oldestOf = ({ entries }: Invented): DialogEntry =>
  entries.reduce((first, each) => (`${each.askedOn} ${each.id}` < `${first.askedOn} ${first.id}` ? each : first));

export async function simulateWithout(options: PlainOptions): Promise<SimulationResult> {
  const started = process.hrtime.bigint();
  const { programme, words, people, scenario, seed, from, wordings } = options;
  const to = from + options.days * DAY;
  const stateOf = numbersOf(seed, scenario);
  const cadence = cadenceOf(programme, null);
  const arms = [null, ...wordings];
  const rules = arms.map((wording) => ({ programme, cadence, anyHour: false, words: withWording(words, wording) }));
  const asked = people.filter(isAsked);
  const oldest = Int32Array.from(asked.map((invented) => dayNumber(`${oldestOf(invented).askedOn}-01`)));
  const order = inOrder(
    oldest,
    Uint32Array.from(asked.map((invented) => lotOf(seed, listName(oldestOf(invented).id)))),
  );
  const slots = new Slots(from, options.perHour, programme);
  const tally = new Tally(programme, cadence);
  for (const invented of people) if (!isAsked(invented)) tally.leave(invented);
  const file = options.plan === undefined ? null : PlanFile.open(options.plan);
  const first = arms.map((wording) => firstTexts({ words }, programme, cadence, wording));
  const clock = ZoneClock.of(programme.zone);
  for (let n = 0; n < order.length; n += 1) {
    const invented = asked[order[n] as number] as Invented;
    const own = hoursFor(programme, whereaboutsOf(programme, invented.home));
    const at = nextAllowed(slots.take(programme, null), own);
    const arm = armOf(n, arms.length, seed);
    const text = (first[arm] as (typeof first)[number])[askedTopicOf(invented, clock.day(at))];
    await file?.add({
      at: new Date(at).toISOString(),
      entries: invented.entries.map(({ id }) => listName(id)),
      arm: arms[arm] ?? 'ordinary',
      ...text,
    });
    const contact = contactOf(seed, scenario, programme, invented);
    const course = courseOf({
      contact, invented, stateOf, rules: rules[arm] as (typeof rules)[number], arm: arms[arm] ?? null, from: at, to,
    }); // prettier-ignore
    tally.add(invented, contact, course);
    options.onCourse?.(course, at);
    options.onPerson?.(n + 1, order.length);
  }
  await file?.close();
  return tally.result(Number(process.hrtime.bigint() - started) / 1e9);
}
