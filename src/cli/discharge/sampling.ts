/** Call-backs on removals. */
import { InvalidArgumentError, type Command } from 'commander';
import { readSample, writeSample } from '../../discharge/sample-file.js';
import { UserError } from '../../domain/failure.js';
import { named } from '../load-told.js';
import { calledBack, drawSample, sampleOf } from '../../discharge/sampling.js';
import { withoutProviders as withProgramme, type ProgrammeOption } from '../campaign/with-app.js';
import type { CommandContext } from '../context.js';
import { wholeNumber } from '../options.js';

type Result = 'right' | 'wrong' | 'notReached';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export function addSampling(discharge: Command, context: () => CommandContext): void {
  discharge
    .command('sample')
    .option('--draw <n>', 'draws so many removals at random and makes call tasks of them', wholeNumber)
    .option('--seed <n>', 'the same seed draws the same', wholeNumber)
    .option('--out <file>', 'those to be called, with their numbers')
    .option('--programme <id>', 'the programme')
    .description('call-backs on removals: were they right? the false-removal rate, in all and by group')
    .action((options: ProgrammeOption & { readonly draw?: number; readonly seed?: number; readonly out?: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const seed = options.seed ?? services.clock.now() % 1_000_000;
        const drawn = options.draw === undefined ? 0 : await drawSample(services, programme, options.draw, seed);
        const written = options.out === undefined ? 0 : await writeSample(services, programme, options.out);
        const report = await sampleOf(services.store, programme);
        const { answered, wrong, low, high } = report.total;
        context().output.result({ drawn, written, ...report }, () =>
          [
            ...(options.out
              ? [`${written} to be called in ${options.out}; then: vigente discharge called --file FILE --by NAME`]
              : []),
            ...(drawn > 0 ? [`${drawn} drawn; their calls are in the desk's queue.`] : []),
            `${answered} answered, ${wrong} did need it: between ${percent(low)} and ${percent(high)} of removals.`,
          ].join('\n'),
        );
      }),
    );
  discharge
    .command('called')
    .argument('[proposal]', 'that was drawn')
    .argument('[result]', 'right, wrong (they do need it) or notReached', (value): Result => {
      if (value !== 'right' && value !== 'wrong' && value !== 'notReached')
        throw new InvalidArgumentError('right, wrong or notReached');
      return value;
    })
    .requiredOption('--by <user>', 'who called')
    .option('--file <file>', 'many at once: the file of `discharge sample --out`, filled in')
    .option('--programme <id>', 'the programme')
    .description('what a call-back heard; "wrong" holds the place at once')
    .action((proposal: string | undefined, result: Result | undefined, options: CalledOptions) =>
      withProgramme(context(), options, async ({ services }) => {
        if (options.file !== undefined) {
          const read = await readSample(services, options.file, options.by);
          const { right, wrong, notReached, open, refused } = read;
          context().output.result(read, () =>
            [
              `${right} right, ${wrong} do need it (held), ${notReached} not reached, ${open} not called yet.`,
              ...named(refused),
            ].join('\n'),
          );
          return;
        }
        if (!proposal || !result)
          throw new UserError(
            'called-what',
            'Which one, and what was heard?',
            'vigente discharge called PROPOSAL right|wrong|notReached --by NAME, or --file FILE',
          );
        await calledBack(services, options.by, proposal, result);
        context().output.result({ proposal, result }, () => 'Noted.');
      }),
    );
}

interface CalledOptions extends ProgrammeOption {
  readonly by: string;
  readonly file?: string;
}
