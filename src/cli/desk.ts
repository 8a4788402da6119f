/** `vigente desk …`: lists for a company that calls for us, and what became of the calls. */
import type { Command } from 'commander';
import { readCalls, writeCalls } from '../desk/call-lists.js';
import { withProgramme } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

interface Options {
  readonly programme?: string;
  readonly by: string;
}

export function addDesk(program: Command, context: () => CommandContext): void {
  const desk = program.command('desk').description('calls by a company: the list out, the results in');
  desk
    .command('calls')
    .requiredOption('--out <file>', 'where the list goes; readable by its owner alone')
    .option('--programme <id>', 'whose people')
    .option('--by <name>', 'who hands it out, for the audit', 'desk')
    .description('writes who is to be called; until the results are read, or three days are over, no operator gets them')
    .action((options: Options & { readonly out: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const { out, by } = options;
        const done = await writeCalls(services, programme, out, by);
        context().output.result({ file: out, ...done }, () => `${done.rows} calls in ${out}. Read them back with: vigente desk results ${out}`);
      }, { providers: false }),
    ); // prettier-ignore
  desk
    .command('results')
    .argument('<file>', 'the list, with RESULTADO and F_RESULTADO filled in')
    .option('--programme <id>', 'whose people')
    .option('--by <name>', 'who called, for the audit', 'ENTEL')
    .description('reads what became of each call; read twice it changes nothing more')
    .action((file: string, options: Options) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const done = await readCalls(services, programme, file, options.by);
        context().output.result({ file, ...done }, () =>
          [
            `${done.rows} rows: ${Object.entries(done.results).map(([is, n]) => `${is} ${n}`).join(', ') || 'nothing new'}; ${done.open} not called, ${done.settled} settled before.`,
            ...done.refused.map(({ line, why }) => `line ${line}: ${why}`),
          ].join('\n'),
        );
      }, { providers: false }),
    ); // prettier-ignore
}
