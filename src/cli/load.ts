/** `vigente load …`: data with its source and its day. */
import type { Command } from 'commander';
import { DateTime } from 'luxon';
import { APPOINTMENT_COLUMNS, loadAppointments } from '../load/appointments.js';
import type { Refusal } from '../load/batches.js';
import { CHECK_IN_COLUMNS, loadCheckIns } from '../load/check-ins.js';
import { isFhir, withPulled, type Pulled } from '../fhir/pull.js';
import type { Programme } from '../programmes/programme.js';
import { loadLocated } from '../load/located.js';
import { loadPayments, PAYMENT_COLUMNS } from '../load/payments.js';
import { loadPeople, PEOPLE_COLUMNS } from '../load/people.js';
import { loadRegistry, REGISTRY_COLUMNS } from '../load/registry.js';
import { loadProfessionals, PROFESSIONAL_COLUMNS } from '../load/professionals.js';
import { loadSlots, SLOT_COLUMNS } from '../load/slots.js';
import { loadWaits, WAIT_COLUMNS } from '../load/waits.js';
import { moment } from './options.js';
import { describeSources, sourcesOf } from '../load/sources.js';
import { withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

const SHOWN = 10;

/** The first refused lines, for people. */
const named = (refused: readonly Refusal[]): string[] => [
  ...refused.slice(0, SHOWN).map(({ line, why }) => `line ${line} refused: ${why}`),
  ...(refused.length > SHOWN ? [`… and ${refused.length - SHOWN} more (all with --json)`] : []),
];

/** A path is read as it is; an address is a FHIR server that is asked for the same rows. */
function fromFileOrServer<T>(
  { config }: CommandContext,
  { zone }: Programme,
  what: Pulled,
  file: string,
  read: (path: string) => Promise<T>,
): Promise<T> {
  if (!isFhir(file)) return read(file);
  const from = DateTime.now().setZone(zone).toISODate() ?? '';
  return withPulled(what, { base: file, token: config.FHIR_TOKEN ?? '', zone, from }, read);
}

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
          context().output.result({ sources }, () => describeSources(sources));
        },
        { providers: false, ability: 'any' },
      ),
    );
  const load = program
    .command('load')
    .description(
      'data with its source: registry, located, people, appointments, slots, payments, professionals, check-ins, waits',
    );
  addPeople(load, context);
  addPayments(load, context);
  addSlots(load, context);
  addProfessionals(load, context);
  addCheckIns(load, context);
  addWaits(load, context);
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
    .command('appointments')
    .argument(
      '<file>',
      `CSV with the columns ${APPOINTMENT_COLUMNS.join(';')} (the first two are needed), or the address of a FHIR R4 server`,
    )
    .description(
      'the appointments that a service knows; people who prove who they are are told them, with source and day',
    )
    .requiredOption('--source <name>', 'whose data they are, e.g. "Agenda Hospital Base Osorno"')
    .requiredOption('--as-of <moment>', 'when the data were true, e.g. 2026-11-27T08:00:00-03:00', moment)
    .option('--complete', 'the file has every appointment ahead of this source: what is missing is not booked any more')
    .option('--programme <id>', 'the programme')
    .action(
      (
        file: string,
        options: ProgrammeOption & { readonly source: string; readonly asOf: Date; readonly complete?: boolean },
      ) =>
        withProgramme(
          context(),
          options,
          async ({ services }, programme) => {
            const { source, complete } = options;
            const asOf = options.asOf.getTime();
            const loaded = await fromFileOrServer(context(), programme, 'appointments', file, (path) =>
              loadAppointments(services, programme, path, { source, asOf, complete }),
            );
            context().output.result(loaded, () =>
              [
                `${loaded.rows} rows: ${loaded.taken} appointments taken, ${loaded.unknown} of people not on the list, ${loaded.older} older than what is known, ${loaded.gone} not booked any more.`,
                ...(programme.sources.appointments
                  ? []
                  : [
                      `${programme.id} names no source of appointments (sources in programme.json): nobody is told them.`,
                    ]),
                ...named(loaded.refused),
                ...(options.complete && loaded.refused.length > 0
                  ? ['As lines were refused, nothing was taken for gone. Mend them and load the file again.']
                  : []),
              ].join('\n'),
            );
          },
          { providers: false, ability: 'any' },
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

function addPayments(load: Command, context: () => CommandContext): void {
  load
    .command('payments')
    .argument('<file>', `CSV with the columns ${PAYMENT_COLUMNS.join(';')} (DOCUMENTO, ESTADO, REFERENCIA are needed)`)
    .description(
      'the benefit payments that a service knows; people who prove who they are are told them, with source and day',
    )
    .requiredOption('--source <name>', 'whose data they are, e.g. "Prestaciones económicas"')
    .requiredOption('--as-of <moment>', 'when the data were true, e.g. 2026-11-27T08:00:00+01:00', moment)
    .option('--programme <id>', 'the programme')
    .action((file: string, options: ProgrammeOption & { readonly source: string; readonly asOf: Date }) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const from = { source: options.source, asOf: options.asOf.getTime() };
          const loaded = await loadPayments(services, programme, file, from);
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.taken} payments taken, ${loaded.unknown} of people we do not know, ${loaded.older} older than what is known.`,
              ...(programme.sources.payments
                ? []
                : [`${programme.id} names no source of payments (sources in programme.json): nobody is told them.`]),
              ...named(loaded.refused),
            ].join('\n'),
          );
        },
        { providers: false, ability: 'any' },
      ),
    );
}

function addSlots(load: Command, context: () => CommandContext): void {
  load
    .command('slots')
    .argument(
      '<file>',
      `CSV with the columns ${SLOT_COLUMNS.join(';')} (the first four are needed), or the address of a FHIR R4 server`,
    )
    .description('the free places of the agendas that are given here; what the file does not name is free no more')
    .requiredOption('--source <name>', 'whose data they are, e.g. "Agenda Hospital San Roque"')
    .requiredOption('--as-of <moment>', 'when the data were true, e.g. 2026-11-27T08:00:00-03:00', moment)
    .option('--programme <id>', 'the programme')
    .action((file: string, options: ProgrammeOption & { readonly source: string; readonly asOf: Date }) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const from = { source: options.source, asOf: options.asOf.getTime() };
          const loaded = await fromFileOrServer(context(), programme, 'slots', file, (path) =>
            loadSlots(services, programme, path, from),
          );
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.taken} places taken, ${loaded.given} given here or known newer, ${loaded.gone} free no more.`,
              ...(programme.sources.slots
                ? []
                : [`${programme.id} names no source of places (sources in programme.json): nobody is offered them.`]),
              ...named(loaded.refused),
            ].join('\n'),
          );
        },
        { providers: false, ability: 'any' },
      ),
    );
}

function addProfessionals(load: Command, context: () => CommandContext): void {
  load
    .command('professionals')
    .argument('<file>', `CSV with the columns ${PROFESSIONAL_COLUMNS.join(';')} (SERVICIO and LUGAR are needed)`)
    .description('who sees patients and where; a row without a name is the service itself')
    .requiredOption('--source <name>', 'whose data they are, e.g. "Guia de professionals"')
    .requiredOption('--as-of <moment>', 'when the data were true, e.g. 2026-11-27T08:00:00+01:00', moment)
    .option('--programme <id>', 'the programme')
    .action((file: string, options: ProgrammeOption & { readonly source: string; readonly asOf: Date }) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const from = { source: options.source, asOf: options.asOf.getTime() };
          const loaded = await loadProfessionals(services, programme, file, from);
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.taken} taken, ${loaded.older} older than what is known, ${loaded.gone} told no more.`,
              ...(programme.sources.professionals
                ? []
                : [
                    `${programme.id} names no source of professionals (sources in programme.json): nobody is told them.`,
                  ]),
              ...named(loaded.refused),
            ].join('\n'),
          );
        },
        { providers: false, ability: 'any' },
      ),
    );
}

function addCheckIns(load: Command, context: () => CommandContext): void {
  type Options = ProgrammeOption & { readonly form: string; readonly source: string; readonly asOf: Date };
  load
    .command('check-ins')
    .argument('<file>', `CSV with the columns ${CHECK_IN_COLUMNS.join(';')}`)
    .description('who is asked every day how they are, from when and for how many days')
    .requiredOption('--form <id>', 'the follow-up: a form of requests.json with "checkIn"')
    .requiredOption('--source <name>', 'whose data they are, e.g. "Epidemiología"')
    .requiredOption('--as-of <moment>', 'when the data were true, e.g. 2026-11-27T08:00:00-03:00', moment)
    .option('--programme <id>', 'the programme')
    .action((file: string, options: Options) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const from = { form: options.form, source: options.source, asOf: options.asOf.getTime() };
          const loaded = await loadCheckIns(services, programme, file, from);
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.added} people to follow, ${loaded.known} followed already, ${loaded.unknown} whom we do not know.`,
              ...named(loaded.refused),
            ].join('\n'),
          );
        },
        { providers: false, ability: 'any' },
      ),
    );
}

function addWaits(load: Command, context: () => CommandContext): void {
  load
    .command('waits')
    .argument(
      '<file>',
      `CSV with the columns ${WAIT_COLUMNS.join(';')} (FRANJA like 09:00-09:30, the others in minutes)`,
    )
    .description('how long callers wait by time of day, so that people are told when it is best to call')
    .requiredOption('--source <name>', 'whose data they are, e.g. "Centralino 055 545454"')
    .requiredOption('--as-of <moment>', 'when the data were true, e.g. 2026-11-27T08:00:00+01:00', moment)
    .option('--programme <id>', 'the programme')
    .action((file: string, options: ProgrammeOption & { readonly source: string; readonly asOf: Date }) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const loaded = await loadWaits(services, programme, file, {
            source: options.source,
            asOf: options.asOf.getTime(),
          });
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.taken} taken, ${loaded.older} older than what is known.`,
              ...(programme.sources.waits
                ? []
                : [`${programme.id} names no source of waits (sources in programme.json): nobody is told them.`]),
              ...named(loaded.refused),
            ].join('\n'),
          );
        },
        { providers: false, ability: 'any' },
      ),
    );
}
