/** `vigente load …`: data with its source and its day. */
import type { Command } from 'commander';
import { DateTime } from 'luxon';
import { loadLocated } from '../load/located.js';
import { loadRegistry, REGISTRY_COLUMNS } from '../load/registry.js';
import { withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

const SHOWN = 10;

export function addLoad(program: Command, context: () => CommandContext): void {
  const load = program.command('load').description('data with its source: registry, located');
  load
    .command('located')
    .argument('<file>', 'a not-located-….csv that a health service has filled in: RESULTADO, FONO_NUEVO, F_RESULTADO')
    .description('what a health service found out about people who were not located')
    .option('--programme <id>', 'the programme')
    .action((file: string, options: ProgrammeOption) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const today = DateTime.fromMillis(services.clock.now(), { zone: programme.zone }).toISODate() as string;
          const loaded = await loadLocated(services, programme, file, today);
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.located} located (${loaded.newNumbers} new numbers), ${loaded.notLocated} not, ${loaded.deceased} reported dead, ${loaded.open} open.`,
              ...loaded.refused.slice(0, SHOWN).map(({ line, why }) => `line ${line} refused: ${why}`),
            ].join('\n'),
          );
        },
        { providers: false },
      ),
    );
  load
    .command('registry')
    .argument('<file>', `CSV with the columns ${REGISTRY_COLUMNS.join(';')}`)
    .description(
      'the answer of the civil registry about the people on the list; needed before real people may be asked',
    )
    .requiredOption('--source <name>', 'who was asked, e.g. "Registro Civil"')
    .option('--programme <id>', 'the programme')
    .action((file: string, options: ProgrammeOption & { readonly source: string }) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const today = DateTime.fromMillis(services.clock.now(), { zone: programme.zone }).toISODate() as string;
          const loaded = await loadRegistry(services, programme, file, { source: options.source, today });
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.checked} people checked, ${loaded.dead} of them dead; ${loaded.unknown} not on the list, ${loaded.older} older than what is known.`,
              ...loaded.refused.slice(0, SHOWN).map(({ line, why }) => `line ${line} refused: ${why}`),
              ...(loaded.refused.length > SHOWN
                ? [`… and ${loaded.refused.length - SHOWN} more (all with --json)`]
                : []),
            ].join('\n'),
          );
        },
        { providers: false },
      ),
    );
}
