/** What a transcript's service knows: files like those of a real one, read by the same commands. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCheckDigit } from '../domain/document-number.js';
import { loadAppointments } from '../load/appointments.js';
import { loadCheckIns } from '../load/check-ins.js';
import { loadPayments } from '../load/payments.js';
import { loadProfessionals } from '../load/professionals.js';
import { forgetWaits } from '../store/queries/knownWaits.js';
import { loadWaiting } from '../load/waiting.js';
import { loadWaits } from '../load/waits.js';
import { loadSlots } from '../load/slots.js';
import type { Programme } from '../programmes/programme.js';
import { forgetDirectory } from '../store/queries/directory.js';
import type { Services } from '../turn/services.js';
import type { Transcript } from './transcript.js';

export async function loadAnswers(services: Services, programme: Programme, transcript: Transcript): Promise<void> {
  await services.store.sources.deleteMany({ programme: programme.id });
  await services.store.slots.deleteMany({ programme: programme.id });
  const { agenda, payments, slots, professionals, checkIns, waits, waiting, person, others } = transcript;
  const document = writtenOf(person);
  const asOf = services.clock.now();
  if (agenda)
    await inFile(
      [
        'DOCUMENTO;FECHA;HORA;LUGAR;AGENDA',
        ...agenda.ahead.map((each) => [document, each.on, each.at, each.place, each.agenda].join(';')),
      ],
      (file) => loadAppointments(services, programme, file, { source: agenda.source, asOf, complete: true }),
    );
  if (slots)
    await inFile(
      [
        'AGENDA;FECHA;HORA;LUGAR;COMUNA',
        ...slots.free.map(({ agenda: of, on, at, place, commune }) => [of, on, at, place, commune].join(';')),
      ],
      (file) => loadSlots(services, programme, file, { source: slots.source, asOf }),
    );
  await services.store.waiting.deleteMany({ programme: programme.id });
  if (waiting)
    await inFile(
      [
        'DOCUMENTO;AGENDA;DESDE;PRIORIDAD',
        ...waiting.map(({ of, agenda: which, since, priority }) =>
          [writtenOf([person, ...others][of] ?? person), which, since, priority].join(';'),
        ),
      ],
      (file) => loadWaiting(services, programme, file, { source: transcript.name, asOf }),
    );
  await services.store.professionals.deleteMany({ programme: programme.id });
  forgetDirectory(services.store);
  if (professionals)
    await inFile(
      [
        'NOMBRE;SERVICIO;LUGAR;HORARIO;TELEFONO',
        ...professionals.rows.map(({ name, service, place, hours, phone }) =>
          [name, service, place, hours, phone].join(';'),
        ),
      ],
      (file) => loadProfessionals(services, programme, file, { source: professionals.source, asOf }),
    );
  await services.store.callWaits.deleteMany({ programme: programme.id });
  forgetWaits(services.store);
  if (waits)
    await inFile(['FRANJA;MEDIA', ...waits.rows.map(({ time, average }) => `${time};${average}`)], (file) =>
      loadWaits(services, programme, file, { source: waits.source, asOf }),
    );
  if (checkIns)
    await inFile(['DOCUMENTO;DESDE;DIAS', [document, transcript.clock.slice(0, 10), checkIns.days].join(';')], (file) =>
      loadCheckIns(services, programme, file, { form: checkIns.form, source: transcript.name, asOf }),
    );
  if (payments)
    await inFile(
      [
        'DOCUMENTO;FECHA;IMPORTE;ESTADO;FALTA;REFERENCIA',
        ...payments.rows.map(({ on = '', amount, state, missing }, at) =>
          [document, on, amount, state, missing, `${transcript.name}-${at}`].join(';'),
        ),
      ],
      (file) => loadPayments(services, programme, file, { source: payments.source, asOf }),
    );
}

async function inFile(lines: readonly string[], read: (file: string) => Promise<unknown>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vigente-answers-'));
  const file = join(folder, 'rows.csv');
  try {
    await writeFile(file, [...lines, ''].join('\n'));
    await read(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The document as a file would have it. */
export function writtenOf({ run, document }: Transcript['person']): string {
  if (document !== undefined) return document;
  const body = (run as string).replace(/[.\s]/g, '').split('-')[0] ?? '';
  return `${body}-${runCheckDigit(Number(body))}`;
}
