/** `vigente load slots`: the places of an agenda that may be given, with their source and the moment they are as of. */
import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { readDate } from '../intake/dates.js';
import type { Programme } from '../programmes/programme.js';
import type { SlotDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { agendaOf } from './appointments.js';
import { inBatches, type Refusal } from './batches.js';
import { checkAsOf } from './newer.js';
import { noteSource } from './note-source.js';

export const SLOT_COLUMNS = ['AGENDA', 'FECHA', 'HORA', 'LUGAR', 'COMUNA', 'ESTADO', 'REFERENCIA'] as const;
type Column = (typeof SLOT_COLUMNS)[number];
const NEEDED: readonly Column[] = ['AGENDA', 'FECHA', 'HORA', 'LUGAR'];
const MOST_TEXT = 80;

export interface SlotsLoad {
  readonly rows: number;
  readonly taken: number;
  /** Given to somebody here since: the file does not change them. */
  readonly given: number;
  /** No longer in the file. */
  readonly gone: number;
  readonly refused: readonly Refusal[];
}

export interface SlotsOptions {
  readonly source: string;
  /** Epoch ms. */
  readonly asOf: number;
}

/**
 * A file names every free place of its source: what is not in it is free no more. What was given here stays given.
 * Throws `UserError` when the file or a column is missing, or its moment is to come.
 */
export async function loadSlots(
  services: Services,
  programme: Programme,
  file: string,
  { source, asOf }: SlotsOptions,
): Promise<SlotsLoad> {
  const { store, clock } = services;
  checkAsOf(asOf, clock.now());
  const at = new Date(asOf);
  const year = new Date(clock.now()).getUTCFullYear();
  const sums = { taken: 0, given: 0 };
  const { rows, refused } = await inBatches(
    file,
    { columns: SLOT_COLUMNS, needed: NEEDED },
    (record) => rowOf(programme, record, year, source, at),
    async (batch) => {
      const ids = batch.map(({ _id }) => _id);
      const known = await store.slots.find({ _id: { $in: ids } }).toArray();
      const kept = new Set(known.filter((doc) => doc.booking !== null || doc.asOf > at).map(({ _id }) => _id));
      const news = batch.filter(({ _id }) => !kept.has(_id));
      // The guard stands in the update too: a place that is given in this moment stays given.
      if (news.length > 0)
        await store.slots.bulkWrite(
          news.flatMap(({ _id, ...rest }) => [
            { updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true } },
            { updateOne: { filter: { _id, booking: null }, update: { $set: rest } } },
          ]),
        );
      sums.taken += news.length;
      sums.given += kept.size;
    },
  );
  const { modifiedCount: gone } =
    refused.length > 0
      ? { modifiedCount: 0 }
      : await store.slots.updateMany(
          { programme: programme.id, source, state: 'free', asOf: { $gte: new Date(0), $lt: at } },
          { $set: { state: 'gone' } },
        );
  if (sums.taken > 0 || refused.length === 0)
    await noteSource(services, programme, 'slots', { source, asOf, rows: sums.taken, complete: refused.length === 0 });
  return { rows, ...sums, gone, refused };
}

/** The row, or why it is refused. */
function rowOf(
  programme: Programme,
  record: Readonly<Partial<Record<Column, string>>>,
  year: number,
  source: string,
  asOf: Date,
): SlotDoc | string {
  const agenda = agendaOf(programme, record.AGENDA ?? '');
  if (agenda === '') return 'AGENDA: none of agendas.json';
  if (programme.agenda(agenda)?.by !== 'bot') return 'AGENDA: its service keeps it, no place of it is given here';
  const day = readDate(record.FECHA ?? '', 'event', year + 2);
  if (day.kind !== 'date') return 'FECHA: no date';
  const time = /^([01]?\d|2[0-3])[:.h]([0-5]\d)(?::\d\d)?$/.exec(record.HORA ?? '');
  if (!time) return 'HORA: no time like 09:30';
  const place = record.LUGAR ?? '';
  if (place === '' || place.length > MOST_TEXT) return `LUGAR: 1 to ${MOST_TEXT} characters`;
  const state = record.ESTADO ?? '';
  if (!/^(?:|libre|disponible|free|lliure|libero|ocupad[ao]|taken)$/i.test(state))
    return 'ESTADO: neither LIBRE nor OCUPADA';
  const at = `${(time[1] as string).padStart(2, '0')}:${time[2]}`;
  const startsAt = DateTime.fromISO(`${day.iso}T${at}`, { zone: programme.zone });
  const own = [source, record.REFERENCIA ? record.REFERENCIA : `${agenda} ${day.iso} ${at} ${place}`].join(' ');
  return {
    _id: `${programme.id}:${createHash('sha256').update(own).digest('base64url').slice(0, 22)}`,
    programme: programme.id, agenda, on: day.iso, at, startsAt: startsAt.toJSDate(), state: /^(?:ocupad|taken)/i.test(state) ? 'gone' : 'free',
    booking: null, place: place.replace(/[{}<>]/g, ''), commune: record.COMUNA ?? '', source, asOf,
    ...(record.REFERENCIA ? { reference: record.REFERENCIA } : {}),
  }; // prettier-ignore
}
