/** `vigente load …`: data with its source and its day. */
import type { Command } from 'commander';
import { DateTime } from 'luxon';
import { addEvidenceLoads } from './load-evidence.js';
import { addTold, named } from './load-told.js';
import { loadLocated } from '../load/located.js';
import { loadPeople, PEOPLE_COLUMNS } from '../load/people.js';
import { isAddress, withAsked } from '../load/ask-http.js';
import { loadRegistry, REGISTRY_COLUMNS } from '../load/registry.js';
import { untold } from '../booking/tell.js';
import { describeSources, sourcesOf } from '../load/sources.js';
import { describeUntold } from './bookings.js';
import { withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

export function addLoad(program: Command, context: () => CommandContext): void {
  program
    .command('sources')
    .description('what is answered from: every source, its owner and age, and what is blocked without it')
    .option('--programme <id>', 'the programme')
    .action((options: ProgrammeOption) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const sources = await sourcesOf(services, programme);
          const left = await untold(services.store, programme.id);
          context().output.result({ sources, untold: left }, () =>
            [describeSources(sources), ...(left.count > 0 ? [describeUntold(programme.id, left)] : [])].join('\n'),
          );
        },
        { providers: false, ability: 'any' },
      ),
    );
  const load = program
    .command('load')
    .description(
      'data with its source: registry, insurer, network, writings, calls, located, people, appointments, slots, payments, centres, professionals, check-ins, waiting, waits',
    );
  addPeople(load, context);
  addTold(load, context);
  addEvidenceLoads(load, context);
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
              ...named(loaded.refused),
            ].join('\n'),
          );
        },
        { providers: false },
      ),
    );
  load
    .command('registry')
    .argument(
      '<file>',
      `CSV with the columns ${REGISTRY_COLUMNS.join(';')}, or the address of a registry that answers (docs/discharge.md)`,
    )
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
          const read = (path: string) => loadRegistry(services, programme, path, { source: options.source, today });
          const token = context().config.REGISTRY_TOKEN ?? '';
          const loaded = isAddress(file)
            ? await withAsked(services, programme, 'registry', { address: file, token }, read)
            : await read(file);
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.checked} people checked, ${loaded.dead} of them dead; ${loaded.unknown} not on the list, ${loaded.older} older than what is known.`,
              ...named(loaded.refused),
            ].join('\n'),
          );
        },
        { providers: false },
      ),
    );
}

function addPeople(load: Command, context: () => CommandContext): void {
  load
    .command('people')
    .argument(
      '<file>',
      `CSV with the columns ${PEOPLE_COLUMNS.join(';')} (DOCUMENTO, NOMBRES, NACIMIENTO, TELEFONO are needed)`,
    )
    .description(
      "a service's own people, where there is no waiting list: whoever writes from one of their numbers is found",
    )
    .option('--synthetic', 'they are all invented: the demonstration may play them')
    .option('--programme <id>', 'the programme')
    .action((file: string, options: ProgrammeOption & { readonly synthetic?: boolean }) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const loaded = await loadPeople(services, programme, file, options);
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.added} people added, ${loaded.known} known before.`,
              ...named(loaded.refused),
            ].join('\n'),
          );
        },
        { providers: false, ability: 'any' },
      ),
    );
}
