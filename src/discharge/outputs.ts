/** The other files: a batch as FHIR messages, contact data for SIGTE (M8), the validated need for each health service (M13), notes to services. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DateTime } from 'luxon';
import { UserError } from '../domain/failure.js';
import { runCheckDigit } from '../domain/document-number.js';
import { openJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { EntryDoc, PersonDoc, ProposalDoc } from '../store/documents.js';
import { bytesOf, loadPersons, type KnownPerson } from '../store/loadConversations.js';
import type { Services } from '../turn/services.js';
import { VERSION } from '../version.js';
import { casesOf, CASES_AT_ONCE, type EntrySecret } from './cases.js';
import { line, writePrivate } from '../files/csv.js';
import { terminarBundle } from './fhir.js';
import { REFUSALS } from './policy/decision.js';
import { policyOf } from './policy-of.js';
import { resolverOf, type Resolver } from './resolver.js';
import { rowOf } from './row.js';

export interface FhirExport {
  readonly batch: string;
  readonly bundles: number;
  /** Causes TEI has no code for, with how many: those are not in the file. */
  readonly withoutCode: Readonly<Record<string, number>>;
  readonly file: string;
}

/** One message a line (NDJSON) for each discharge of a batch; null = the last one. Throws `UserError` when there is none. */
export async function exportFhir(
  services: Services,
  programme: Programme,
  {
    batch,
    out,
    resolver,
    endpoint,
  }: {
    readonly batch: string | null;
    readonly out: string;
    readonly resolver?: Partial<Resolver>;
    readonly endpoint: string;
  },
): Promise<FhirExport> {
  const { store, clock } = services;
  const who = resolverOf(policyOf(programme), resolver);
  const [found] = batch
    ? await store.batches.find({ _id: batch, programme: programme.id, state: 'written' }).toArray()
    : await store.batches.find({ programme: programme.id, state: 'written' }).sort({ openedAt: -1 }).limit(1).toArray();
  if (!found)
    throw new UserError(
      'batch-unknown',
      'There is no such batch.',
      'First: vigente discharge export --format sigte',
      1,
    );
  const withoutCode: Record<string, number> = {};
  let bundles = 0;
  const at = new Date(clock.now()).toISOString();
  async function* lines(): AsyncGenerator<string> {
    for await (const some of inBatches(
      store.proposals.find({ batch: found?._id ?? '', state: { $in: ['exported', 'accepted', 'rejected'] } }),
    ))
      for (const built of await casesOf(store, programme, some, clock.now())) {
        const { decision } = built.proposal;
        const cause = decision?.is === 'allowed' ? programme.causes.get(decision.cause) : undefined;
        if (decision?.is !== 'allowed' || !cause) continue;
        const secret = openJson<EntrySecret>(built.person.key.bytes, bytesOf(built.entry.secret));
        const bundle = terminarBundle(rowOf(built, secret, decision, who), cause, {
          at,
          software: `vigente ${VERSION}`,
          endpoint,
        });
        if (bundle === null) withoutCode[String(cause.sigte)] = (withoutCode[String(cause.sigte)] ?? 0) + 1;
        else {
          bundles += 1;
          yield `${JSON.stringify(bundle)}\n`;
        }
      }
  }
  await pipeline(lines, createWriteStream(out, { mode: 0o600, flags: 'wx' }));
  return { batch: found._id, bundles, withoutCode, file: out };
}

/** What was learned of people's numbers and addresses: a row a contact whose state is not "as it was". */
export async function exportContacts(
  services: Services,
  programme: Programme,
  out: string,
): Promise<{ readonly rows: number; readonly people: number }> {
  const { store } = services;
  let [rows, people] = [0, 0];
  async function* lines(): AsyncGenerator<string> {
    yield `\ufeff${line(['RUN', 'DV', 'TIPO', 'CONTACTO', 'ESTADO', 'F_ESTADO', 'ORIGEN'])}\r\n`;
    const changed = store.persons.find({
      programme: programme.id,
      $or: [{ 'contacts.status': { $ne: 'unverified' } }, { 'reported.0': { $exists: true } }],
    });
    for await (const doc of changed) {
      const [person] = (await loadPersons(store, [doc._id])).values();
      if (!person) continue;
      const [run, dv] = documentOf(person);
      const told = person.doc.contacts.flatMap(({ status, kind, statusAt, from, secret }, at) => {
        if (status === 'unverified' && from === 'list') return [];
        const value =
          person.secret.contacts[at]?.value ?? (secret ? openJson<string>(person.key.bytes, bytesOf(secret)) : '');
        return [line([run, dv, kind, String(value), status, statusAt?.toISOString().slice(0, 10) ?? '', from])];
      });
      const reported = (person.doc.reported ?? []).map(({ what, at, secret }) => {
        const { said } = openJson<{ said: string }>(person.key.bytes, bytesOf(secret));
        return line([run, dv, what, said, 'reported', at.toISOString().slice(0, 10), 'person']);
      });
      if (told.length + reported.length === 0) continue;
      people += 1;
      for (const each of [...told, ...reported]) {
        rows += 1;
        yield `${each}\r\n`;
      }
    }
  }
  await pipeline(lines, createWriteStream(out, { mode: 0o600, flags: 'wx' }));
  return { rows, people };
}

/** People who still need it, for each health service: how long they wait, whether they got worse, how to reach them, until when it is valid. */
export async function exportNeeds(
  services: Services,
  programme: Programme,
  folder: string,
): Promise<Readonly<Record<string, number>>> {
  const { store, clock } = services;
  await mkdir(folder, { recursive: true });
  const today = DateTime.fromMillis(clock.now(), { zone: programme.zone });
  const files = new Map<number, string[]>();
  const wanted = store.entries.find({
    programme: programme.id, state: 'open', 'outcome.is': { $in: ['stillNeeds', 'worse', 'postpones', 'undecided'] },
  }); // prettier-ignore
  for await (const some of inBatches(wanted)) {
    const persons = await loadPersons(
      store,
      some.map(({ person }) => person),
    );
    for (const entry of some) {
      const person = persons.get(entry.person);
      if (!person || !entry.outcome) continue;
      const [run, dv] = documentOf(person);
      const at = DateTime.fromJSDate(entry.outcome.at, { zone: programme.zone });
      const best = person.doc.contacts.findIndex(
        ({ status, shared, kind }) =>
          kind === 'mobile' && !shared && (status === 'validated' || status === 'reachable'),
      );
      const lines = files.get(entry.healthService) ?? [];
      files.set(entry.healthService, lines);
      lines.push(
        line([
          entry.sigteId, entry.localId, run, dv, entry.careCode, entry.enteredOn, Math.floor(today.diff(DateTime.fromISO(entry.enteredOn), 'days').days),
          NEED[entry.outcome.is] ?? '', best < 0 ? '' : (person.secret.contacts[best]?.value ?? ''), hourOf(person.doc, programme.zone), noticeOf(person.doc),
          at.toISODate() ?? '', at.plus({ days: programme.asking.validDays }).toISODate() ?? '', '', '',
        ]), // prettier-ignore
      );
    }
  }
  for (const lines of files.values()) {
    // The longest wait first, those who got worse before them.
    lines.sort(
      (a, b) =>
        Number(b.includes(';PEOR;')) - Number(a.includes(';PEOR;')) || a.split(';')[5]!.localeCompare(b.split(';')[5]!),
    );
  }
  return writePerService(programme, folder, 'needs', NEED_COLUMNS, files);
}

/** The last two are the service's answer: the day it gives, which `vigente load appointments` reads. */
const NEED_COLUMNS = [
  'SIGTE_ID', 'ID_LOCAL', 'RUN', 'DV', 'PRESTA_MIN', 'F_ENTRADA', 'DIAS_ESPERA', 'NECESIDAD', 'FONO', 'MEJOR_HORA', 'AVISO_CORTO', 'F_VALIDADA', 'F_VENCE', 'FECHA', 'HORA',
]; // prettier-ignore
const NEED: Readonly<Record<string, string>> = {
  worse: 'PEOR',
  stillNeeds: 'SI',
  postpones: 'POSTERGA',
  undecided: 'POR_LLAMAR',
};

/** The hour at which they last answered, by their clock. */
const hourOf = ({ answeredAt }: PersonDoc, zone: string): string =>
  answeredAt ? DateTime.fromJSDate(answeredAt, { zone }).toFormat('HH:00') : '';

/** Can they come at short notice? '' where nobody asked them. */
const noticeOf = ({ shortNotice }: PersonDoc): string => (shortNotice ? (shortNotice.is ? 'SI' : 'NO') : '');

/** What the policy refuses and the health service is to decide, with the reason in words: a file a service. */
export async function exportNotes(
  services: Services,
  programme: Programme,
  folder: string,
): Promise<Readonly<Record<string, number>>> {
  const { store, clock } = services;
  await mkdir(folder, { recursive: true });
  const files = new Map<number, string[]>();
  for await (const some of inBatches(store.proposals.find({ programme: programme.id, state: 'refused' })))
    for (const { proposal, entry, known } of await casesOf(store, programme, some, clock.now())) {
      const why =
        proposal.decision?.is === 'refused'
          ? proposal.decision.why.map((each) => REFUSALS[each].es).join('; ')
          : `lo decidió una revisión: ${proposal.refusal?.why ?? ''}`;
      const lines = files.get(entry.healthService) ?? [];
      files.set(entry.healthService, lines);
      const { place, date } = known.outcome;
      lines.push(
        line([
          entry.sigteId,
          entry.localId,
          proposal.is,
          why,
          place ?? '',
          date ?? '',
          proposal.at.toISOString().slice(0, 10),
        ]),
      );
    }
  return writePerService(programme, folder, 'notes', NOTE_COLUMNS, files);
}

const NOTE_COLUMNS = ['SIGTE_ID', 'ID_LOCAL', 'RESPUESTA', 'MOTIVO', 'LUGAR', 'FECHA', 'F_RESPUESTA'];

/** A file a health service; returns how many lines each has, by the service's name. */
async function writePerService(
  programme: Programme,
  folder: string,
  name: string,
  header: readonly string[],
  files: ReadonlyMap<number, readonly string[]>,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const [service, lines] of [...files].sort(([a], [b]) => a - b)) {
    await writePrivate(join(folder, `${name}-${service}.csv`), header, lines);
    counts[programme.placeName(service)] = lines.length;
  }
  return counts;
}

const documentOf = ({ doc, secret }: KnownPerson): [string, string] =>
  doc.documentType === 'RUN' && secret.documentNumber
    ? [secret.documentNumber, runCheckDigit(Number(secret.documentNumber))]
    : [secret.documentNumber ?? '', ''];

async function* inBatches<T extends ProposalDoc | EntryDoc>(cursor: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const each of cursor) {
    batch.push(each);
    if (batch.length < CASES_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
