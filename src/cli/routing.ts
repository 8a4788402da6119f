/** `vigente routing …`: what becomes of calls between centres, and how many people that takes. */
import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { reportRouting, type RoutingReport } from '../desk/routing-report.js';
import { PATHS } from '../paths.js';
import { loadRoutingScenario } from '../programmes/routing-scenario.js';
import { agentsPerHalfHour, type AgentsResult } from '../routing/agents.js';
import { routingChart } from '../routing/chart.js';
import { simulateRouting } from '../routing/simulate.js';
import { withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';
import { wholeNumber } from './options.js';
import { progressBar } from './progress.js';
import { describeRouting } from './routing-words.js';

const SCENARIO = 'a file of a programme’s scenarios by its name, or my.json';

interface SimulateOptions {
  readonly scenario: string;
  readonly seed: number;
  readonly days?: number;
  readonly chart?: string;
}

export function addRouting(program: Command, context: () => CommandContext): void {
  const routing = program.command('routing').description('calls between centres: what becomes of them, whom it takes');
  routing
    .command('simulate')
    .description('the same callers with each centre alone, with routing, with the bot, with both; why calls moved')
    .requiredOption('--scenario <name>', SCENARIO)
    .option('--seed <n>', 'the same seed, the same calls', wholeNumber, 1)
    .option('--days <n>', 'working days (default: the scenario’s), with as many calls a day', wholeNumber)
    .option('--chart <file.svg>', 'the average day as a picture')
    .action(async ({ scenario: id, seed, days: given, chart }: SimulateOptions) => {
      const { output } = context();
      const scenario = await loadRoutingScenario(PATHS.programmes, id);
      const days = given === undefined || given === 0 ? scenario.days : given;
      const bar = progressBar('days', days, output);
      const began = process.hrtime.bigint();
      const result = simulateRouting(scenario, seed, { days, dayDone: (day) => bar.at(day) });
      bar.end();
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      if (chart !== undefined) await writeFile(chart, routingChart(result));
      output.result({ ...result, seconds }, () => describeRouting(result, scenario.about, seconds));
    });
  routing
    .command('agents')
    .description('how many agents each half hour needs for the scenario’s target (Erlang A)')
    .requiredOption('--scenario <name>', SCENARIO)
    .option('--busiest', 'on the busiest weekday, not on the average day')
    .action(async ({ scenario, busiest }: { readonly scenario: string; readonly busiest?: boolean }) => {
      const loaded = await loadRoutingScenario(PATHS.programmes, scenario);
      const result = agentsPerHalfHour(loaded, busiest ? 'busiest' : 'average');
      context().output.result(result, () => describeAgents(result));
    });
  addReport(routing, context);
}

function addReport(routing: Command, context: () => CommandContext): void {
  routing
    .command('report')
    .description('what was passed on between the centres, by centre, half hour and reason')
    .option('--programme <id>', 'the programme')
    .option('--days <n>', 'of the last so many days', wholeNumber, 7)
    .option('--what <what>', 'call or task (default: both)', (value: string) => {
      if (value !== 'call' && value !== 'task') throw new InvalidArgumentError('call or task');
      return value;
    })
    .action(
      ({ days, what, ...options }: ProgrammeOption & { readonly days: number; readonly what?: 'call' | 'task' }) =>
        withProgramme(
          context(),
          options,
          async ({ services }, programme) => {
            const to = services.clock.now() + 1;
            const range = { from: to - days * 86_400_000, to, ...(what === undefined ? {} : { what }) };
            const report = await reportRouting(services, programme, range);
            context().output.result(report, () => describeReport(report));
          },
          { providers: false, ability: 'any' },
        ),
    );
}

const describeReport = ({ programme, centres, lines }: RoutingReport): string =>
  centres.length === 0
    ? `Nothing came to the centres of ${programme}, or it has none: vigente load centres FILE`
    : [
        'centre                  came   stayed   passed on   nobody   taken over',
        ...centres.map(
          ({ centre, came, stayed, passedOn, nobody, tookOver }) =>
            `${centre.padEnd(20)} ${String(came).padStart(7)} ${String(stayed).padStart(8)} ${String(passedOn).padStart(11)} ${String(nobody).padStart(8)} ${String(tookOver).padStart(12)}`,
        ),
        ...(lines.length > 0 ? ['', 'why it did not stay'] : []),
        ...lines.map(
          ({ centre, halfHour, why, passedOn, nobody }) =>
            `${centre.padEnd(20)} ${halfHour}  ${why.padEnd(9)} ${passedOn} passed on, ${nobody} taken by nobody`,
        ),
      ].join('\n');

const COLUMNS = ['present', 'alone', 'together', 'withBot'] as const;

const describeAgents = ({ scenario, day, target, halfHours, hours }: AgentsResult): string =>
  [
    `${scenario}, ${day} day: agents for ${(100 * target.answered).toFixed(0)} % of the callers within ${target.within} s`,
    `        calls  ${COLUMNS.map((name) => name.padStart(9)).join('')}`,
    ...halfHours.map(
      (each) =>
        `${each.from}  ${each.calls.toFixed(1).padStart(6)}  ${COLUMNS.map((name) => String(each[name]).padStart(9)).join('')}`,
    ),
    `hours           ${COLUMNS.map((name) => hours[name].toFixed(1).padStart(9)).join('')}`,
    'present: as the scenario has them · alone: each centre its own calls · together: all centres all calls · withBot: what the bot leaves',
    ...(hours.written > 0
      ? [`Besides, ${hours.written.toFixed(1)} hours a day of work with what the bot wrote down.`]
      : []),
  ].join('\n');
