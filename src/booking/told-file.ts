/** What was booked, moved and given up here, as a file for the system that keeps the agenda. */
import { existsSync } from 'node:fs';
import { DateTime } from 'luxon';
import { UserError } from '../domain/failure.js';
import { line, writePrivate } from '../files/csv.js';
import type { Programme } from '../programmes/programme.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';
import { changesOf, noteTold, type Change } from './tell.js';

export const TOLD_COLUMNS = [
  'RESERVA', 'ACCION', 'DOCUMENTO', 'NOMBRES', 'APELLIDOS', 'AGENDA', 'FECHA', 'HORA', 'LUGAR', 'REFERENCIA_CUPO', 'FECHA_ANTERIOR', 'HORA_ANTERIOR',
  'REFERENCIA_ANTERIOR', 'MOTIVO', 'PEDIDO_EL',
] as const; // prettier-ignore

/** As the agenda's people call it. */
const ACTIONS: Readonly<Record<Change['kind'], string>> = { new: 'RESERVAR', change: 'CAMBIAR', cancel: 'ANULAR' };

export interface ToldFileOptions {
  readonly out: string;
  /** For the audit. */
  readonly by: string;
  /** Also what was told since then: a file was lost. */
  readonly again?: Date | null;
}

export interface ToldFile {
  readonly file: string | null;
  readonly rows: number;
}

/** Nothing to tell = no file. Throws `UserError` when the file is there already. A crash after the file is written writes them again: by RESERVA they are one. */
export async function writeToldFile(
  services: Services,
  programme: Programme,
  { out, by, again = null }: ToldFileOptions,
): Promise<ToldFile> {
  if (existsSync(out))
    throw new UserError('file-exists', `${out} exists already.`, 'Name another: a file that left is not written over.');
  const { store, clock } = services;
  const rows: string[] = [];
  const ids: string[] = [];
  for await (const batch of changesOf(services, programme, again))
    for (const change of batch) {
      rows.push(rowOf(change, programme.zone));
      ids.push(change.id);
    }
  if (rows.length === 0) return { file: null, rows: 0 };
  await writePrivate(out, TOLD_COLUMNS, rows);
  const at = new Date(clock.now());
  await noteTold(store, ids, at);
  await logAct(store, `bookings:${programme.id}`, ['told by file', rows.length, by], at);
  return { file: out, rows: rows.length };
}

function rowOf({ id, kind, at, person, made, old, reason }: Change, zone: string): string {
  const { documentNumber, names, surname, secondSurname } = person.secret;
  const place = made ?? old;
  return line([
    id, ACTIONS[kind], documentNumber, names, [surname, secondSurname].filter(Boolean).join(' '), place?.agenda ?? '', made?.on ?? '', made?.at ?? '', made?.place ?? '',
    made?.reference ?? '', old?.on ?? '', old?.at ?? '', old?.madeBy ?? old?.reference ?? '', reason, DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm'),
  ]); // prettier-ignore
}
