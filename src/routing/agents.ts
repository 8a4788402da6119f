/** How many people have to sit at the phones, half hour by half hour: Erlang A over a scenario's calls. */
import { agentsNeeded } from './erlang-a.js';
import { centresFrom } from './place.js';
import { agentsOf, halfHourOf, type RoutingScenario } from './scenario.js';

export interface AgentsLine {
  readonly from: string;
  /** Calls in this half hour of the day. */
  readonly calls: number;
  /** Agents who sit there as the scenario has it. */
  readonly present: number;
  /** Needed where each centre answers its own area alone, over all centres. */
  readonly alone: number;
  /** Needed where all centres answer all calls; an optimum that routing comes near to, as who waits is taken by whoever is free. */
  readonly together: number;
  /** The same, of the calls that the bot leaves to the line. */
  readonly withBot: number;
}

export interface AgentsResult {
  readonly scenario: string;
  readonly day: 'average' | 'busiest';
  readonly target: RoutingScenario['target'];
  readonly halfHours: readonly AgentsLine[];
  /** Agent-hours of a day; `written` — the work with what the bot writes down. */
  readonly hours: Readonly<Record<'present' | 'alone' | 'together' | 'withBot' | 'written', number>>;
}

/** `busiest` — on the weekday on which most call. */
export function agentsPerHalfHour(scenario: RoutingScenario, day: AgentsResult['day'] = 'average'): AgentsResult {
  const { kinds, areas, centres, weekdays, target, bot, patience } = scenario;
  const mean = weekdays.reduce((sum, each) => sum + each, 0) / weekdays.length;
  const calls = (scenario.offered / scenario.days) * (day === 'busiest' ? Math.max(...weekdays) / mean : 1);
  const whole = Object.values(scenario.halfHours).reduce((sum, each) => sum + each, 0);
  // Kind by kind: how many of them reach the line, and what they want of its people.
  const line = (part: (kind: RoutingScenario['kinds'][number]) => number) => {
    const reach = kinds.reduce((sum, kind) => sum + kind.share * part(kind), 0);
    const of = (value: (kind: RoutingScenario['kinds'][number]) => number) =>
      kinds.reduce((sum, kind) => sum + kind.share * part(kind) * value(kind), 0) / (reach || 1);
    return { reach, seconds: of(({ seconds }) => seconds), patience: of((kind) => kind.patience ?? patience) };
  };
  const all = line(() => 1);
  const left = line(({ automated, written }) => 1 - bot.takes * (automated + written));
  const needed = (perHour: number, { reach, seconds, patience: patient }: typeof all): number =>
    agentsNeeded({ callsPerHour: perHour * reach, seconds, patience: patient }, target);
  const shareOf = centres.map((_, centre) =>
    areas.reduce((sum, { at, share }) => sum + (centresFrom(at, centres)[0] === centre ? share : 0), 0),
  );
  const shifts = centres.map(agentsOf);
  const halfHours = Object.entries(scenario.halfHours)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, weight]) => {
      const here = (calls * weight) / whole;
      return {
        from,
        calls: here,
        present: shifts.reduce((sum, each) => sum + (each[halfHourOf(from)] ?? 0), 0),
        alone: shareOf.reduce((sum, share) => sum + needed(here * 2 * share, all), 0),
        together: needed(here * 2, all),
        withBot: needed(here * 2, left),
      };
    });
  const hours = (of: (each: AgentsLine) => number) => halfHours.reduce((sum, each) => sum + of(each), 0) / 2;
  const written = line((kind) => bot.takes * kind.written);
  return {
    scenario: scenario.name,
    day,
    target,
    halfHours,
    hours: {
      present: hours(({ present }) => present),
      alone: hours(({ alone }) => alone),
      together: hours(({ together }) => together),
      withBot: hours(({ withBot }) => withBot),
      written: (calls * written.reach * written.seconds * bot.writtenWork) / 3600,
    },
  };
}
