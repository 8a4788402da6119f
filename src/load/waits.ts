/** `vigente load waits`: how long callers waited, by time of day, over the last weeks. */
import { createHash } from 'node:crypto';
import type { Programme } from '../programmes/programme.js';
import type { CallWaitDoc } from '../store/documents.js';
import { forgetWaits } from '../store/queries/knownWaits.js';
import type { Services } from '../turn/services.js';
import { inBatches, type Refusal } from './batches.js';
import { checkAsOf, writeNewer } from './newer.js';
import { noteSource } from './note-source.js';

export const WAIT_COLUMNS = ['FRANJA', 'MEDIA', 'MINIMA', 'MAXIMA'] as const;
type Column = (typeof WAIT_COLUMNS)[number];
const NEEDED: readonly Column[] = ['FRANJA', 'MEDIA'];
const MOST_MINUTES = 600;

export interface WaitsLoad {
  readonly rows: number;
  readonly taken: number;
  readonly older: number;
  readonly refused: readonly Refusal[];
}

/** FRANJA: `09:00-09:30`; the others in minutes. Throws `UserError` when the file or a column is missing, or its moment is to come. */
export async function loadWaits(
  services: Services,
  programme: Programme,
  file: string,
  { source, asOf }: { readonly source: string; readonly asOf: number },
): Promise<WaitsLoad> {
  const { store, clock } = services;
  checkAsOf(asOf, clock.now());
  const sums = { taken: 0, older: 0 };
  const { rows, refused } = await inBatches(
    file,
    { columns: WAIT_COLUMNS, needed: NEEDED },
    (record) => rowOf(programme, record, source, new Date(asOf)),
    async (batch) => {
      const { taken, older } = await writeNewer(store, store.callWaits, [...new Map(batch.map((doc) => [doc._id, doc])).values()], asOf); // prettier-ignore
      sums.taken += taken;
      sums.older += older;
    },
  );
  forgetWaits(store);
  if (sums.taken > 0 || refused.length === 0)
    await noteSource(services, programme, 'waits', { source, asOf, rows: sums.taken, complete: refused.length === 0 });
  return { rows, ...sums, refused };
}

/** The row, or why it is refused. */
function rowOf(
  programme: Programme,
  record: Readonly<Partial<Record<Column, string>>>,
  source: string,
  asOf: Date,
): CallWaitDoc | string {
  const times = /^([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-4]):([0-5]\d)$/.exec(record.FRANJA ?? '');
  if (!times) return 'FRANJA: no time like 09:00-09:30';
  const minutes = (column: Column): number | null => {
    const text = (record[column] ?? '').replace(',', '.');
    if (text === '' && column !== 'MEDIA') return null;
    const value = Number(text);
    return text !== '' && value >= 0 && value <= MOST_MINUTES ? value : NaN;
  };
  const [average, least, most] = [minutes('MEDIA'), minutes('MINIMA'), minutes('MAXIMA')];
  for (const [column, value] of [
    ['MEDIA', average],
    ['MINIMA', least],
    ['MAXIMA', most],
  ] as const)
    // prettier-ignore
    if (Number.isNaN(value)) return `${column}: no number of minutes up to ${MOST_MINUTES}`;
  const [from, to] = [`${times[1]}:${times[2]}`, `${times[3]}:${times[4]}`];
  const id = createHash('sha256').update(`${source}|${from}`).digest('base64url').slice(0, 22);
  return {
    _id: `${programme.id}:${id}`,
    programme: programme.id,
    from,
    to,
    average: average ?? 0,
    least,
    most,
    source,
    asOf,
  };
}
