/**
 * A live agenda: free places and appointments of a FHIR R4 server (Slot, Schedule, Appointment, Patient), written as the file that
 * `load slots` and `load appointments` read, so that a live source is held to the same rules as a file.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { fhirFailed, request, rootOf, type FhirServer } from './server.js';

export const isFhir = (file: string): boolean => /^https?:\/\//.test(file);

export type Pulled = 'slots' | 'appointments';

export interface PullOptions extends FhirServer {
  /** Of the programme: FHIR has instants, an agenda has local times. */
  readonly zone: string;
  /** yyyy-mm-dd; what begins before is not asked for. */
  readonly from: string;
}

const COUNT = 200;
/** A server that always has a next page is broken. */
const MOST_PAGES = 5_000;

/** Calls `read` with the file; it is gone afterwards. Throws `UserError` when the server refuses, is away, or answers something else. */
export async function withPulled<T>(
  what: Pulled,
  options: PullOptions,
  read: (file: string) => Promise<T>,
): Promise<T> {
  const lines = what === 'slots' ? await slotLines(options) : await appointmentLines(options);
  const folder = await mkdtemp(join(tmpdir(), 'vigente-fhir-'));
  try {
    const file = join(folder, `${what}.csv`);
    await writeFile(file, [...lines, ''].join('\n'), { mode: 0o600 });
    return await read(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function slotLines(options: PullOptions): Promise<string[]> {
  const found = await search(options, `Slot?status=free&start=ge${options.from}&_include=Slot:schedule`);
  const schedules = new Map(found.filter(ofType('Schedule')).map((each) => [`Schedule/${each.id}`, each]));
  return [
    'AGENDA;FECHA;HORA;LUGAR;COMUNA;ESTADO;REFERENCIA',
    ...found.filter(ofType('Slot')).map((slot) => {
      const schedule = schedules.get(slot.schedule?.reference ?? '');
      const [day, time] = localOf(slot.start, options.zone);
      return row(named(slot) || named(schedule), day, time, placeIn(schedule?.actor), '', 'LIBRE', slot.id);
    }),
  ];
}

async function appointmentLines(options: PullOptions): Promise<string[]> {
  const found = await search(options, `Appointment?date=ge${options.from}&_include=Appointment:patient`);
  const patients = new Map(found.filter(ofType('Patient')).map((each) => [`Patient/${each.id}`, each]));
  return [
    'DOCUMENTO;FECHA;HORA;LUGAR;AGENDA;ESTADO;REFERENCIA',
    ...found.filter(ofType('Appointment')).map((appointment) => {
      const actors = (appointment.participant ?? []).map(({ actor }) => actor ?? {});
      const patient = actors.find(({ reference }) => reference?.startsWith('Patient/'));
      const document =
        patient?.identifier?.value ?? patients.get(patient?.reference ?? '')?.identifier?.[0]?.value ?? '';
      const [day, time] = localOf(appointment.start, options.zone);
      const state = CANCELLED.has(appointment.status ?? '') ? 'ANULADA' : 'AGENDADA';
      return row(document, day, time, placeIn(actors), named(appointment), state, appointment.id);
    }),
  ];
}

/** Appointment.status (R4): what is in none of these is ahead. */
const CANCELLED: ReadonlySet<string> = new Set(['cancelled', 'noshow', 'entered-in-error', 'fulfilled']);

interface Concept {
  readonly text?: string;
  readonly coding?: readonly { readonly display?: string; readonly code?: string }[];
}
interface Actor {
  readonly reference?: string;
  readonly display?: string;
  readonly identifier?: { readonly value?: string };
}
interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly status?: string;
  readonly start?: string;
  readonly schedule?: Actor;
  readonly actor?: readonly Actor[];
  readonly participant?: readonly { readonly actor?: Actor }[];
  readonly specialty?: readonly Concept[];
  readonly serviceType?: readonly Concept[];
  readonly identifier?: readonly { readonly value?: string }[];
}
interface Bundle {
  readonly resourceType: string;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly resource?: Resource }[];
}

const ofType = (type: string) => (resource: Resource) => resource.resourceType === type;

/** Specialty before service type: it is what people ask for. */
function named(resource: Resource | undefined): string {
  const [concept] = [...(resource?.specialty ?? []), ...(resource?.serviceType ?? [])];
  return concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code ?? '';
}

const placeIn = (actors: readonly Actor[] = []): string =>
  actors.find(({ reference }) => reference?.startsWith('Location/'))?.display ?? '';

function localOf(start: string | undefined, zone: string): readonly [string, string] {
  const at = DateTime.fromISO(start ?? '', { setZone: true }).setZone(zone);
  return at.isValid ? [at.toFormat('yyyy-MM-dd'), at.toFormat('HH:mm')] : ['', ''];
}

const row = (...cells: readonly string[]): string => cells.map((cell) => `"${cell.replace(/"/g, '""')}"`).join(';');

/** Every page of a search. */
async function search({ base, token }: PullOptions, query: string): Promise<Resource[]> {
  const root = rootOf({ base });
  const found: Resource[] = [];
  let url: string | undefined = `${root}/${query}&_count=${COUNT}`;
  for (let pages = 0; url !== undefined; pages += 1) {
    if (pages >= MOST_PAGES) throw fhirFailed(root, `has more than ${MOST_PAGES} pages`);
    // The token goes to nobody else.
    if (new URL(url).origin !== new URL(root).origin)
      throw fhirFailed(root, 'sends to another server for its next page');
    const { status, body } = await request({ base, token }, url);
    if (status !== 200) throw fhirFailed(root, `answered ${status}`);
    if (body === null) throw fhirFailed(root, 'answered something that is no JSON');
    const bundle = body as Bundle;
    if (bundle.resourceType !== 'Bundle')
      throw fhirFailed(root, `answered a ${bundle.resourceType || 'nothing'}, not a Bundle`);
    found.push(...(bundle.entry ?? []).flatMap(({ resource }) => resource ?? []));
    url = bundle.link?.find(({ relation }) => relation === 'next')?.url;
  }
  return found;
}
