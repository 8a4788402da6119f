/** Call-backs on removals. */
import { InvalidArgumentError, type Command } from 'commander';
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
    .option('--programme <id>', 'the programme')
    .description('call-backs on removals: were they right? the false-removal rate, in all and by group')
    .action((options: ProgrammeOption & { readonly draw?: number; readonly seed?: number }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const seed = options.seed ?? services.clock.now() % 1_000_000;
        const drawn = options.draw === undefined ? 0 : await drawSample(services, programme, options.draw, seed);
        const report = await sampleOf(services.store, programme);
        const { answered, wrong, low, high } = report.total;
        context().output.result({ drawn, ...report }, () =>
          [
            ...(drawn > 0 ? [`${drawn} drawn; their calls are in the desk's queue.`] : []),
            `${answered} answered, ${wrong} did need it: between ${percent(low)} and ${percent(high)} of removals.`,
          ].join('\n'),
        );
      }),
    );
  discharge
    .command('called')
    .argument('<proposal>', 'that was drawn')
    .argument('<result>', 'right, wrong (they do need it) or notReached', (value): Result => {
      if (value !== 'right' && value !== 'wrong' && value !== 'notReached')
        throw new InvalidArgumentError('right, wrong or notReached');
      return value;
    })
    .requiredOption('--by <user>', 'who called')
    .option('--programme <id>', 'the programme')
    .description('what a call-back heard; "wrong" holds the place at once')
    .action((proposal: string, result: Result, options: ProgrammeOption & { readonly by: string }) =>
      withProgramme(context(), options, async ({ services }) => {
        await calledBack(services, options.by, proposal, result);
        context().output.result({ proposal, result }, () => 'Noted.');
      }),
    );
}
