/** A simulation of call centres, for people. */
import type { RoutingResult } from '../routing/simulate.js';
import type { ReviewLine, Sums } from '../routing/tally.js';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const BAR = 40;
/** Lines of the review that are shown; all of them with --json. */
const SHOWN = 12;

export function describeRouting(result: RoutingResult, about: string, seconds: number): string {
  const { before, after, only, fall, byCause, halfHours, review } = result;
  const most = Math.max(...halfHours.map(({ offered }) => offered));
  const column = (calls: number) => Math.round((calls / most) * BAR);
  return [
    `${result.scenario}, seed ${result.seed}: ${before.offered} calls in ${result.days} days, ${seconds.toFixed(1)} s`,
    about,
    '',
    '                  unanswered   not at own centre   moved    bot   in writing   wait',
    line('each centre alone', before),
    line('routing only', only.routing),
    line('bot only', only.automation),
    line('routing and bot', after),
    '',
    `Unanswered fell by ${points(fall.all)}: ${points(fall.routing)} by routing, ${points(fall.automation)} by automation.`,
    ...(after.written.done > 0
      ? [`What was written down was done after ${after.written.meanDays.toFixed(1)} working days on average, ${after.written.mostDays} at most; ${after.written.late} too late, ${after.written.undone} not yet.`]
      : []),
    '',
    'An average day, by half hour (█ unanswered after, ▓ before alone, ░ answered):',
    ...halfHours.map(({ from, offered, unansweredBefore, unansweredAfter }) => {
      const [all, lost, still] = [column(offered), column(unansweredBefore), column(unansweredAfter)];
      const bar = '█'.repeat(still) + '▓'.repeat(Math.max(0, lost - still)) + '░'.repeat(Math.max(0, all - Math.max(lost, still)));
      return `${from} ${bar.padEnd(BAR)} ${offered.toFixed(1)} calls, unanswered ${unansweredBefore.toFixed(1)} → ${unansweredAfter.toFixed(1)}`;
    }),
    '',
    'Not answered at the own centre with routing and bot, by why:',
    ...Object.entries(byCause).map(([cause, count]) => `  ${cause.padEnd(9)} ${count}`),
    'Most of it (centre, half hour, why, moved, unanswered):',
    ...[...review.after].sort(byWeight).slice(0, SHOWN).map(({ centre, from, cause, moved, unanswered }) =>
      `  ${centre.padEnd(14)} ${from}  ${cause.padEnd(9)} ${String(moved).padStart(7)} ${String(unanswered).padStart(7)}`),
  ].join('\n'); // prettier-ignore
}

const points = (share: number): string => `${(100 * share).toFixed(1)} points`;

const line = (name: string, { overflow, leftOwnCentre, moved, automated, written, offered, wait }: Sums): string =>
  `${name.padEnd(18)}${percent(overflow).padStart(10)}${percent(leftOwnCentre).padStart(20)}${percent(moved / offered).padStart(8)}${percent(automated / offered).padStart(8)}${percent(written.done / offered).padStart(11)}${`${wait.toFixed(0)} s`.padStart(8)}`;

const byWeight = (a: ReviewLine, b: ReviewLine): number => b.moved + b.unanswered - a.moved - a.unanswered;
