import { join } from 'node:path';
import type { Command } from 'commander';
import { PATHS } from '../paths.js';
import { UserError } from '../domain/failure.js';
import { simulate } from '../simulate/simulate.js';
import { dateOption, wholeNumber } from './options.js';
import { progressBar } from './progress.js';
import type { CommandContext } from './context.js';

interface Options {
  readonly programme?: string;
  readonly list?: string;
  readonly days: number;
  readonly seed: number;
  readonly from: string;
}

export function addSimulate(program: Command, context: () => CommandContext): void {
  program
    .command('simulate')
    .description(
      'virtual patients through the real code on a virtual clock; what was recorded is compared with the truth',
    )
    .option('--programme <id>', 'the programme')
    .option('--list <file>', 'the list they are on (default: the programme’s sample list)')
    .option('--days <n>', 'how many days', wholeNumber, 21)
    .option('--seed <n>', 'the same seed gives the same run', wholeNumber, 1)
    .option('--from <date>', 'the first day, yyyy-mm-dd', dateOption, '2026-11-23')
    .action(async (options: Options) => {
      const { config, output } = context();
      const bar = progressBar('day', options.days, output);
      const list = options.list ?? join(PATHS.programmes, options.programme ?? 'minsal', 'sample', 'list.csv');
      const result = await simulate(config, {
        ...options,
        list,
        say: output.say,
        onDay: (day) => bar.at(day + 1),
      }).finally(() => bar.end());
      output.result(result, () => describe(result));
      if (result.truth.falseRemovals > 0 || result.invariants.violations > 0) {
        throw new UserError(
          'simulation-failed',
          `${result.truth.falseRemovals} false removals, ${result.invariants.violations} violations.`,
          result.invariants.examples.join('; '),
          1,
        );
      }
    });
}

function describe(result: Awaited<ReturnType<typeof simulate>>): string {
  const { places, truth, messages, invariants } = result;
  return [
    `${result.people} people, ${result.entries} open entries; ${result.contacted} contacted, ${result.answered} answered`,
    `places: needs care ${places.needsCare}, can be discharged ${places.canBeDischarged}, not located ${places.notLocated}, open ${places.open}`,
    `truth: ${truth.removable} entries could leave, ${truth.proposed} proposed, ${truth.falseRemovals} false, ${truth.missedRemovals} missed`,
    `messages: ${messages.sms} SMS in ${messages.smsSegments} segments, ${messages.whatsapp} WhatsApp; ${result.desk.tasks} tasks for people`,
    `invariants: ${invariants.checked} checked, ${invariants.violations} violated`,
    `${result.turns} turns in ${result.seconds} s`,
  ].join('\n');
}
