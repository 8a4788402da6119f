import { Option, type Command } from 'commander';
import { UserError } from '../domain/failure.js';
import { simulate } from '../simulate/simulate.js';
import { dateOption, wholeNumber } from './options.js';
import { progressBar, type Progress } from './progress.js';
import type { CommandContext } from './context.js';

interface Options {
  readonly programme?: string;
  readonly list?: string;
  readonly people?: number;
  readonly days: number;
  readonly seed: number;
  readonly from: string;
  readonly db: 'none' | 'embedded';
  readonly keep?: boolean;
  readonly plan?: string;
  readonly scenario?: string;
  readonly perHour?: number;
  readonly wording?: readonly string[];
}

export function addSimulate(program: Command, context: () => CommandContext): void {
  program
    .command('simulate')
    .description(
      'virtual patients through the real code on a virtual clock; what was recorded is compared with the truth',
    )
    .option('--programme <id>', 'the programme')
    .option('--list <file>', 'the list they are on (default: the programme’s sample list)')
    .option('--people <n>', 'or so many invented people', wholeNumber)
    .option('--scenario <name>', 'what they are like: a file of the programme’s scenarios, or my.json', 'standard')
    .option('--days <n>', 'how many days', wholeNumber, 21)
    .option('--seed <n>', 'the same seed gives the same run', wholeNumber, 1)
    .option('--from <date>', 'the first day, yyyy-mm-dd', dateOption, '2026-11-23')
    .addOption(
      new Option('--db <kind>', 'none: the turns alone, without a database')
        .choices(['none', 'embedded'])
        .default('embedded'),
    )
    .option('--keep', 'keep the outcome as the data folder’s demonstration; it must be empty')
    .option('--plan <file>', 'where the campaign’s plan goes, a JSON line a person')
    .option('--per-hour <n>', 'begin with at most so many people an hour', wholeNumber)
    .option('--wording <name...>', 'texts to compare with the ordinary ones')
    .action(async ({ wording, ...options }: Options) => {
      const { config, output } = context();
      let bar: Progress | null = null;
      const onProgress = (done: number, all: number) =>
        (bar ??= progressBar(options.db === 'none' ? 'people' : 'day', all, output)).at(done);
      const result = await simulate(config, { ...options, wordings: wording, say: output.say, onProgress }).finally(
        () => bar?.end(),
      );
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
  const { places, truth, messages, invariants, shares } = result;
  return [
    `${result.people} people, ${result.entries} open entries; ${result.contacted} contacted, ${result.answered} answered`,
    `shares: ${percent(shares.response)} answered, ${percent(shares.asksToLeave)} give a place up, ${percent(shares.wrongOrStale)} have no number of theirs`,
    `places: needs care ${places.needsCare}, can be discharged ${places.canBeDischarged}, not located ${places.notLocated}, open ${places.open}`,
    `truth: ${truth.removable} entries could leave, ${truth.proposed} proposed, ${truth.falseRemovals} false, ${truth.missedRemovals} missed, ${truth.ownChoice} by their own slip, ${truth.cameBack} came back`,
    `messages: ${messages.sms} SMS in ${messages.smsSegments} segments, ${messages.whatsapp} WhatsApp; ${result.desk.tasks} tasks for people`,
    `invariants: ${invariants.checked} checked, ${invariants.violations} violated`,
    `${result.turns} turns in ${result.seconds} s, ${result.turnsPerSecond} a second`,
  ].join('\n');
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
