/** `vigente load …` of what is told to people: each with its source and the moment it is as of, all read in one way. */
import type { Command } from 'commander';
import { DateTime } from 'luxon';
import { isFhir, withPulled, type Pulled } from '../fhir/pull.js';
import { CENTRE_COLUMNS, loadCentres } from '../load/centres.js';
import { APPOINTMENT_COLUMNS, loadAppointments } from '../load/appointments.js';
import type { Refusal } from '../load/batches.js';
import { CHECK_IN_COLUMNS, loadCheckIns } from '../load/check-ins.js';
import { loadPayments, PAYMENT_COLUMNS } from '../load/payments.js';
import { loadProfessionals, PROFESSIONAL_COLUMNS } from '../load/professionals.js';
import { loadSlots, SLOT_COLUMNS } from '../load/slots.js';
import { loadWaits, WAIT_COLUMNS } from '../load/waits.js';
import { loadWaiting, WAITING_COLUMNS } from '../load/waiting.js';
import type { Programme } from '../programmes/programme.js';
import type { SourceKind } from '../store/source-documents.js';
import type { Services } from '../turn/services.js';
import { withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';
import { moment } from './options.js';

const SHOWN = 10;

/** The first refused lines, for people. */
export const named = (refused: readonly Refusal[]): string[] => [
  ...refused.slice(0, SHOWN).map(({ line, why }) => `line ${line} refused: ${why}`),
  ...(refused.length > SHOWN ? [`… and ${refused.length - SHOWN} more (all with --json)`] : []),
];

interface Options extends ProgrammeOption {
  readonly source: string;
  readonly asOf: Date;
  readonly complete?: boolean;
  readonly form?: string;
}

interface Loaded {
  readonly rows: number;
  readonly refused: readonly Refusal[];
}

interface From {
  readonly source: string;
  /** Epoch ms. */
  readonly asOf: number;
  readonly complete: boolean;
  readonly form: string;
}

/** One kind of data: what its file holds, how it is read, and what became of it. */
interface Told<L extends Loaded> {
  readonly name: string;
  readonly columns: readonly string[];
  readonly needs?: string;
  readonly about: string;
  readonly example: string;
  /** The programme's rule of it (`sources`); without one nothing is told. */
  readonly kind?: SourceKind;
  /** What a FHIR server is asked for in its stead. */
  readonly fhir?: Pulled;
  /** Options of its own. */
  readonly also?: (command: Command) => Command;
  readonly read: (services: Services, programme: Programme, file: string, from: From) => Promise<L>;
  readonly sums: (loaded: L) => string;
  readonly warns?: (loaded: L, from: From, programme: Programme) => readonly string[];
}

/** Adds the commands. */
export function addTold(load: Command, context: () => CommandContext): void {
  add(load, context, {
    name: 'appointments', kind: 'appointments', fhir: 'appointments', columns: APPOINTMENT_COLUMNS, needs: 'the first two are needed',
    about: 'the appointments that a service knows; people who prove who they are are told them, with source and day', example: 'Agenda Hospital Base Osorno',
    also: (command) => command.option('--complete', 'the file has every appointment ahead of this source: what is missing is not booked any more'),
    read: loadAppointments,
    sums: ({ rows, taken, unknown, older, gone }) => `${rows} rows: ${taken} appointments taken, ${unknown} of people not on the list, ${older} older than what is known, ${gone} not booked any more.`,
    warns: ({ refused }, { complete }) => complete && refused.length > 0 ? ['As lines were refused, nothing was taken for gone. Mend them and load the file again.'] : [],
  }); // prettier-ignore
  add(load, context, {
    name: 'payments', kind: 'payments', columns: PAYMENT_COLUMNS, needs: 'DOCUMENTO, ESTADO, REFERENCIA are needed',
    about: 'the benefit payments that a service knows; people who prove who they are are told them, with source and day', example: 'Prestaciones económicas',
    read: loadPayments,
    sums: ({ rows, taken, unknown, older }) => `${rows} rows: ${taken} payments taken, ${unknown} of people we do not know, ${older} older than what is known.`,
  }); // prettier-ignore
  add(load, context, {
    name: 'slots', kind: 'slots', fhir: 'slots', columns: SLOT_COLUMNS, needs: 'the first four are needed',
    about: 'the free places of the agendas that are given here; what the file does not name is free no more', example: 'Agenda Hospital San Roque',
    read: loadSlots,
    sums: ({ rows, taken, given, gone }) => `${rows} rows: ${taken} places taken, ${given} given here or known newer, ${gone} free no more.`,
  }); // prettier-ignore
  add(load, context, {
    name: 'centres', kind: 'centres', columns: CENTRE_COLUMNS, needs: 'all but TELEFONO, TEMAS and LINEAS are needed',
    about: 'the centres that answer people: where they are, whose they are, who sits there when; a centre that the file does not name takes nothing more', example: 'Red de centros',
    read: loadCentres,
    sums: ({ rows, taken, older, gone }) => `${rows} rows: ${taken} centres taken, ${older} older than what is known, ${gone} gone.`,
  }); // prettier-ignore
  add(load, context, {
    name: 'professionals', kind: 'professionals', columns: PROFESSIONAL_COLUMNS, needs: 'SERVICIO and LUGAR are needed',
    about: 'who sees patients and where; a row without a name is the service itself', example: 'Guia de professionals',
    read: loadProfessionals,
    sums: ({ rows, taken, older, gone }) => `${rows} rows: ${taken} taken, ${older} older than what is known, ${gone} told no more.`,
  }); // prettier-ignore
  add(load, context, {
    name: 'waits', kind: 'waits', columns: WAIT_COLUMNS, needs: 'FRANJA like 09:00-09:30, the others in minutes',
    about: 'how long callers wait by time of day, so that people are told when it is best to call', example: 'Centralino 055 545454',
    read: loadWaits,
    sums: ({ rows, taken, older }) => `${rows} rows: ${taken} taken, ${older} older than what is known.`,
  }); // prettier-ignore
  add(load, context, {
    name: 'waiting', columns: WAITING_COLUMNS, needs: 'the first three are needed; PRIORIDAD 1 = first … 9',
    about: 'who waits for a place of an agenda: what becomes free is offered to them in their order; a file names everybody of its source', example: 'Lista de espera Hospital San Roque',
    read: loadWaiting,
    sums: ({ rows, taken, unknown, older, gone }) => `${rows} rows: ${taken} people wait, ${unknown} whom we do not know, ${older} older than what is known, ${gone} wait no more.`,
    warns: (_loaded, _from, programme) => programme.freedPlaces ? [] : [`${programme.id} has no freed-places.json: what becomes free is offered to nobody in particular.`],
  }); // prettier-ignore
  add(load, context, {
    name: 'check-ins', columns: CHECK_IN_COLUMNS,
    about: 'who is asked every day how they are, from when and for how many days', example: 'Epidemiología',
    also: (command) => command.requiredOption('--form <id>', 'the follow-up: a form of requests.json with "checkIn"'),
    read: loadCheckIns,
    sums: ({ rows, added, known, unknown }) => `${rows} rows: ${added} people to follow, ${known} followed already, ${unknown} whom we do not know.`,
  }); // prettier-ignore
}

function add<L extends Loaded>(load: Command, context: () => CommandContext, told: Told<L>): void {
  const { name, kind, fhir } = told;
  const needs = told.needs ? ` (${told.needs})` : '';
  const server = fhir ? ', or the address of a FHIR R4 server' : '';
  const command = load
    .command(name)
    .argument('<file>', `CSV with the columns ${told.columns.join(';')}${needs}${server}`)
    .description(told.about)
    .requiredOption('--source <name>', `whose data they are, e.g. "${told.example}"`)
    .requiredOption('--as-of <moment>', 'when the data were true, e.g. 2026-11-27T08:00:00-03:00', moment)
    .option('--programme <id>', 'the programme');
  (told.also?.(command) ?? command).action((file: string, options: Options) =>
    withProgramme(
      context(),
      options,
      async ({ services }, programme) => {
        const { source, complete = false, form = '' } = options;
        const from: From = { source, asOf: options.asOf.getTime(), complete, form };
        const loaded = await fromFileOrServer(context(), programme, fhir, file, (path) =>
          told.read(services, programme, path, from),
        );
        context().output.result(loaded, () =>
          [
            told.sums(loaded),
            ...(kind === undefined || programme.sources[kind]
              ? []
              : [`${programme.id} names no source of ${name} (sources in programme.json): nobody is told them.`]),
            ...named(loaded.refused),
            ...(told.warns?.(loaded, from, programme) ?? []),
          ].join('\n'),
        );
      },
      { providers: false, ability: 'any' },
    ),
  );
}

/** A path is read as it is; an address is a FHIR server that is asked for the same rows. */
function fromFileOrServer<T>(
  { config }: CommandContext,
  { zone }: Programme,
  what: Pulled | undefined,
  file: string,
  read: (path: string) => Promise<T>,
): Promise<T> {
  if (what === undefined || !isFhir(file)) return read(file);
  const from = DateTime.now().setZone(zone).toISODate() ?? '';
  return withPulled(what, { base: file, token: config.FHIR_TOKEN ?? '', zone, from }, read);
}
