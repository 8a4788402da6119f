/** `vigente bookings …`: what was booked, moved and given up here, told to the system that keeps the agenda. */
import type { Command } from 'commander';
import { writeToldFile, TOLD_COLUMNS } from '../booking/told-file.js';
import { untold, type Untold } from '../booking/tell.js';
import { pushBookings } from '../fhir/push.js';
import { withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';
import { moment } from './options.js';

interface Options extends ProgrammeOption {
  readonly by: string;
}
/** No channel is needed, and the programme may ask nobody. */
const OPENING = { providers: false, ability: 'any' } as const;

export function addBookings(program: Command, context: () => CommandContext): void {
  const bookings = program
    .command('bookings')
    .description('what was booked, moved and given up here, told to the system that keeps the agenda');
  bookings
    .command('show')
    .description('how many changes it has not heard of, and since when')
    .option('--programme <id>', 'the programme')
    .action((options: ProgrammeOption) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const left = await untold(services.store, programme.id);
          context().output.result({ programme: programme.id, ...left }, () => describeUntold(programme.id, left));
        },
        OPENING,
      ),
    );
  bookings
    .command('export')
    .description(`writes them to a file (${TOLD_COLUMNS.join(';')}); each once`)
    .requiredOption('--out <file>', 'where it goes; readable by its owner alone, never written over')
    .option('--programme <id>', 'the programme')
    .option('--by <name>', 'who hands it on, for the audit', 'bookings')
    .option('--again-since <moment>', 'also what was told since then: a file was lost', moment)
    .action((options: Options & { readonly out: string; readonly againSince?: Date }) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const { out, by, againSince = null } = options;
          const done = await writeToldFile(services, programme, { out, by, again: againSince });
          context().output.result(done, () =>
            done.file === null ? 'Nothing is to be told: no file.' : `${done.rows} changes in ${done.file}.`,
          );
        },
        OPENING,
      ),
    );
  bookings
    .command('send')
    .argument('<url>', 'the FHIR R4 server that keeps the agenda (its token: FHIR_TOKEN)')
    .description(
      'tells it by Appointment and Slot; what it has given to somebody else meanwhile is a call of the same day',
    )
    .option('--programme <id>', 'the programme')
    .option('--by <name>', 'for the audit', 'bookings')
    .action((url: string, options: Options) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const done = await pushBookings(
            services,
            programme,
            { base: url, token: context().config.FHIR_TOKEN ?? '' },
            options.by,
          );
          context().output.result(done, () =>
            [
              `${done.told} changes told.`,
              ...(done.refused > 0 ? [`${done.refused} refused: each is a call of today.`] : []),
              ...(done.withoutReference > 0
                ? [`${done.withoutReference} have no id of the agenda's own: vigente bookings export --out FILE`]
                : []),
            ].join('\n'),
          );
        },
        OPENING,
      ),
    );
}

export const describeUntold = (programme: string, { count, since }: Untold): string =>
  count === 0
    ? `${programme}: the agenda has heard of everything.`
    : `${programme}: ${count} changes that the agenda has not heard of, the oldest since ${since?.toISOString()}. vigente bookings export | send`;
