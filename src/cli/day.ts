/** `vigente day`: a day of a service to which people write first. */
import type { Command } from 'commander';
import { PATHS } from '../paths.js';
import { chooseProgramme, loadProgrammes } from '../programmes/programme.js';
import { loadDay, simulateDay, type DayResult } from '../simulate/day.js';
import { loadWords } from '../words/words.js';
import type { CommandContext } from './context.js';
import { wholeNumber } from './options.js';

interface Options {
  readonly programme?: string;
  readonly contacts?: number;
  readonly seed: number;
}

/** A Tuesday morning. */
const FROM = Date.parse('2026-12-01T08:00:00Z');

export function addDay(program: Command, context: () => CommandContext): void {
  program
    .command('day')
    .description(
      'a day of a service to which people write: what share is solved without a person, and why the rest is not',
    )
    .option('--programme <id>', 'the programme')
    .option('--contacts <n>', 'how many write (default: as many as scenarios/day.json says)', wholeNumber)
    .option('--seed <n>', 'the same seed, the same day', wholeNumber, 1)
    .action(async (options: Options) => {
      const { config, output } = context();
      const programme = chooseProgramme(await loadProgrammes(PATHS.programmes, config.PROGRAMME), options.programme);
      const scenario = await loadDay(programme);
      const result = simulateDay(programme, await loadWords(PATHS.templates), scenario, {
        ...(options.contacts === undefined ? {} : { contacts: options.contacts }),
        seed: options.seed,
        from: FROM,
      });
      output.result(result, () => describe(result, scenario.about));
    });
}

const percent = (part: number, of: number): string => `${((100 * part) / Math.max(1, of)).toFixed(1)} %`;

const describe = (
  { programme, contacts, solved, byIntent, notSolved, turns, seconds }: DayResult,
  about: string,
): string =>
  [
    `${programme}: ${contacts} people write (${about})`,
    `${solved} solved without a person (${percent(solved, contacts)}), ${turns} turns in ${seconds.toFixed(1)} s`,
    ...Object.entries(byIntent).map(
      ([intent, sums]) =>
        `  ${intent.padEnd(18)} ${String(sums.contacts).padStart(6)}   solved ${percent(sums.solved, sums.contacts)}`,
    ),
    'Not solved, and why:',
    ...Object.entries(notSolved).map(
      ([why, number]) => `  ${why.padEnd(28)} ${String(number).padStart(6)}   ${percent(number, contacts)}`,
    ),
  ].join('\n');
