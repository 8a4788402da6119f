/** A discharged place, given back. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { reinstate, type Reinstated } from '../../discharge/reinstate.js';
import { LETTER_COLUMNS } from '../../discharge/tell-discharged.js';
import { writePrivate } from '../../files/csv.js';
import { withoutProviders as withProgramme, type ProgrammeOption } from '../campaign/with-app.js';
import type { CommandContext } from '../context.js';

interface ReinstateOptions extends ProgrammeOption {
  readonly by: string;
  readonly reason: string;
  readonly out: string;
}

const TOLD: Readonly<Record<Reinstated['told'], string>> = {
  message: 'They are told on the channel they used.',
  letter: 'No channel reaches them: a letter.',
  nobody: 'Nobody is told: they are known to have died, or were erased.',
};

export function addReinstating(discharge: Command, context: () => CommandContext): void {
  discharge
    .command('reinstate')
    .argument('<entry>', 'its id ("minsal:sigte:43000001") or SIGTE_ID')
    .requiredOption('--by <user>', 'who decides: DARS, and after the day until which a word undoes it DIGERA')
    .requiredOption('--reason <text>', 'why, in your words; no name of a patient')
    .option('--out <folder>', 'where a letter goes, if no channel reaches them', '.')
    .option('--programme <id>', 'the programme')
    .description('gives a discharged place back, with the day it was entered, and tells the person')
    .action((entry: string, options: ReinstateOptions) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const { letter, ...done } = await reinstate(services, programme, options.by, entry, options.reason);
        const file = letter === null ? null : join(options.out, `letter-${done.entry.replace(/\W+/g, '-')}.csv`);
        if (file !== null && letter !== null) {
          await mkdir(options.out, { recursive: true });
          await writePrivate(file, LETTER_COLUMNS, [letter]);
        }
        context().output.result({ ...done, letter: file }, () =>
          [
            `${done.entry} is open again, with its place of ${done.enteredOn}.`,
            done.wasAccepted
              ? `SIGTE has closed it: ask for ${done.sigteId || done.entry} to be opened there, or the next list closes it again.`
              : 'The file with it has left: tell SIGTE not to close it.',
            TOLD[done.told],
            ...(file === null ? [] : [file]),
          ].join('\n'),
        );
      }),
    );
}
