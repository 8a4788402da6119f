/** People the attempt rule was met for in vain: a row for their health service, a letter, and what the service finds out. Never a discharge. */
import { line, writePrivate } from '../files/csv.js';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { Channel } from '../domain/channel.js';
import type { Programme } from '../programmes/programme.js';
import type { EntryDoc, PersonDoc } from '../store/documents.js';
import { openPerson, type KnownPerson } from '../store/loadConversations.js';
import type { Services } from '../turn/services.js';

/** Motivo de no contactabilidad (MINSAL FHIR, DOMAIN §1.3): 1 does not answer the phone, 3 wrong contact data, 4 other. */
export type ReasonCode = 1 | 3 | 4;
/** Medio de contacto (same source): 2 SMS, 3 call, 4 WhatsApp, 6 other. */
const MEDIUM: Readonly<Record<Channel, number>> = { sms: 2, operator: 3, whatsapp: 4, portal: 6 };

/** What the health service is asked to do next. */
export type NextAct = 'letter' | 'visit' | 'otherRegistry';

export interface NotLocatedRow {
  readonly entry: string;
  readonly healthService: number;
  readonly reason: ReasonCode;
  readonly next: NextAct;
  /** "2026-11-23T09:00 2": local time and medium of each attempt. */
  readonly attempts: readonly string[];
}

const BATCH = 250;

/** Every number is dead or somebody else's: the data are wrong; else nobody answers. */
export const reasonOf = ({ contacts }: Pick<PersonDoc, 'contacts'>): ReasonCode => {
  const mobiles = contacts.filter(({ kind }) => kind === 'mobile');
  if (mobiles.length === 0) return 4;
  return mobiles.every(({ status }) => status === 'unreachable' || status === 'wrongPerson' || status === 'landline')
    ? 3
    : 1;
};

/** With an address a letter, in the country a visit of the health post; without one another registry is asked for the person. */
export const nextActOf = (street: string, rural: boolean): NextAct => {
  if (street.trim() === '') return 'otherRegistry';
  return rural ? 'visit' : 'letter';
};

export interface NotLocatedFiles {
  readonly people: number;
  readonly entries: number;
  readonly byService: Readonly<Record<string, number>>;
  readonly byReason: Readonly<Record<string, number>>;
  readonly files: readonly string[];
}

/**
 * Writes into `folder`, for each health service, `not-located-<service>.csv` (a row an entry, with every attempt) and
 * `letters-<service>.csv` (for a mail merge, a row a person). They hold names and addresses: readable by the owner of the process alone.
 */
export async function writeNotLocated(
  services: Services,
  programme: Programme,
  folder: string,
): Promise<NotLocatedFiles> {
  const rows = new Map<number, string[]>();
  const letters = new Map<number, string[]>();
  const byService: Record<string, number> = {};
  const byReason: Record<string, number> = {};
  let [people, entries] = [0, 0];
  for await (const { person, open } of exhausted(services, programme)) {
    const rural = person.doc.rurality === 2;
    const reason = reasonOf(person.doc);
    const next = nextActOf(person.secret.street, rural);
    const attempts = attemptsOf(person, programme);
    const { secret } = person;
    const written = new Set<number>();
    for (const entry of open) {
      const { healthService } = entry;
      entries += 1;
      byService[programme.placeName(healthService)] = (byService[programme.placeName(healthService)] ?? 0) + 1;
      push(rows, healthService, [
        entry.sigteId, entry.localId, secret.documentNumber ?? '', entry.careCode, entry.enteredOn, String(reason), attempts.join(' | '), next, '', '', '',
      ]); // prettier-ignore
      if (next !== 'letter' || written.has(healthService)) continue;
      written.add(healthService);
      push(letters, healthService, [
        secret.names, secret.surname, secret.secondSurname, `${secret.street} ${secret.streetNumber}`.trim(), secret.addressRest, secret.city,
        programme.numbers.info,
      ]); // prettier-ignore
    }
    people += 1;
    byReason[String(reason)] = (byReason[String(reason)] ?? 0) + 1;
  }
  const files: string[] = [];
  const write = async (name: string, header: readonly string[], lines: ReadonlyMap<number, string[]>) => {
    for (const [service, mine] of [...lines].sort(([a], [b]) => a - b)) {
      const file = join(folder, `${name}-${service}.csv`);
      await writePrivate(file, header, mine);
      files.push(file);
    }
  };
  await write('not-located', ROW_COLUMNS, rows);
  await write('letters', LETTER_COLUMNS, letters);
  return { people, entries, byService, byReason, files };
}

/** The last three are the service's answer; the file is read back with them (located.ts). */
export const ROW_COLUMNS = [
  'SIGTE_ID', 'ID_LOCAL', 'RUN', 'PRESTA_MIN', 'F_ENTRADA', 'MOTIVO', 'INTENTOS', 'SIGUIENTE', 'RESULTADO', 'FONO_NUEVO', 'F_RESULTADO',
] as const; // prettier-ignore
const LETTER_COLUMNS = [
  'NOMBRES',
  'PRIMER_APELLIDO',
  'SEGUNDO_APELLIDO',
  'DIRECCION',
  'RESTO_DIRECCION',
  'CIUDAD',
  'TELEFONO_INFORMACION',
];

async function* exhausted(
  services: Services,
  programme: Programme,
): AsyncGenerator<{ person: KnownPerson; open: readonly EntryDoc[] }> {
  const { store } = services;
  let batch: PersonDoc[] = [];
  const withEntries = async function* () {
    const found = await store.entries.find({ person: { $in: batch.map(({ _id }) => _id) }, state: 'open' }).toArray();
    for (const doc of batch) {
      const open = found.filter(({ person, outcome }) => person === doc._id && outcome?.is === 'notLocated');
      if (open.length > 0) yield { person: openPerson(store, doc), open };
    }
    batch = [];
  };
  for await (const doc of store.persons.find({ programme: programme.id, 'asking.state': 'exhausted' })) {
    batch.push(doc);
    if (batch.length === BATCH) yield* withEntries();
  }
  yield* withEntries();
}

const attemptsOf = ({ doc }: KnownPerson, { zone }: Programme): string[] =>
  (doc.asking.attempts ?? []).map(
    ({ channel, at }) => `${DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")} ${MEDIUM[channel]}`,
  );

function push(lines: Map<number, string[]>, service: number, cells: readonly string[]): void {
  const mine = lines.get(service) ?? [];
  lines.set(service, mine);
  mine.push(line(cells));
}
