/** `vigente load payments`: benefit payments that a service's own system knows, with their source and the moment they are as of. */
import { createHash } from 'node:crypto';
import { parseDocument } from '../domain/document-number.js';
import { readDate } from '../intake/dates.js';
import { sealJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import { loadPersons } from '../store/loadConversations.js';
import type { PaymentDoc } from '../store/source-documents.js';
import type { Services } from '../turn/services.js';
import { personIdOf } from '../store/person-id.js';
import { inBatches, type Refusal } from './batches.js';
import { checkAsOf, writeNewer } from './newer.js';
import { noteSource } from './note-source.js';

/** The first line of the file names them; in any order, `;` or `,`. */
export const PAYMENT_COLUMNS = ['DOCUMENTO', 'FECHA', 'IMPORTE', 'ESTADO', 'FALTA', 'REFERENCIA'] as const;
type Column = (typeof PAYMENT_COLUMNS)[number];
const NEEDED: readonly Column[] = ['DOCUMENTO', 'ESTADO', 'REFERENCIA'];
const MOST_TEXT = 60;

/** PAGADO; PREVISTO = it will be, on FECHA; PENDIENTE = something is missing or no day is set; ANULADO. */
const STATES: Readonly<Record<string, PaymentDoc['state']>> = {
  PAGADO: 'paid',
  PREVISTO: 'scheduled',
  PENDIENTE: 'waiting',
  ANULADO: 'gone',
};

export interface PaymentsLoad {
  readonly rows: number;
  readonly taken: number;
  /** Of documents that nobody we know has: not kept. */
  readonly unknown: number;
  readonly older: number;
  readonly refused: readonly Refusal[];
}

interface Row {
  readonly person: string;
  readonly on: string | null;
  readonly amount: string;
  readonly missing: string;
  readonly state: PaymentDoc['state'];
  readonly reference: string;
}

/**
 * Keeps the payments of people we know. Read twice, a file changes nothing more; an older file never undoes a newer one.
 * Throws `UserError` when the file or a column is missing, or its moment is to come.
 */
export async function loadPayments(
  services: Services,
  programme: Programme,
  file: string,
  options: { readonly source: string; readonly asOf: number },
): Promise<PaymentsLoad> {
  const now = services.clock.now();
  checkAsOf(options.asOf, now);
  const sums = { taken: 0, unknown: 0, older: 0 };
  const year = new Date(now).getUTCFullYear();
  const { rows, refused } = await inBatches(
    file,
    { columns: PAYMENT_COLUMNS, needed: NEEDED },
    (record) => rowOf(services, programme, record, year),
    (batch) => writeBatch(services, programme, batch, options, sums),
  );
  if (sums.taken > 0 || refused.length === 0)
    await noteSource(services, programme, 'payments', { ...options, rows: sums.taken, complete: false });
  return { rows, ...sums, refused };
}

/** The row, or why it is refused. */
function rowOf(
  { store }: Services,
  programme: Programme,
  record: Readonly<Partial<Record<Column, string>>>,
  year: number,
): Row | string {
  const document = parseDocument(programme.country, record.DOCUMENTO ?? '');
  if (!document.ok) return `DOCUMENTO: ${document.problem}`;
  const state = STATES[(record.ESTADO ?? '').toUpperCase()];
  if (!state) return `ESTADO: none of ${Object.keys(STATES).join(', ')}`;
  const day = record.FECHA ? readDate(record.FECHA, 'event', year + 2) : null;
  if (day && day.kind !== 'date') return 'FECHA: no date';
  const on = day?.kind === 'date' ? day.iso : null;
  if (on === null && (state === 'paid' || state === 'scheduled')) return `FECHA: needed with ${record.ESTADO}`;
  if (!record.REFERENCIA) return 'REFERENCIA: empty';
  const [amount, missing] = [clean(record.IMPORTE), clean(record.FALTA)];
  if (amount.length > MOST_TEXT || missing.length > MOST_TEXT) return `IMPORTE or FALTA: longer than ${MOST_TEXT}`;
  return {
    person: personIdOf(store.vault, programme.id, document.value),
    on, amount, missing, state, reference: record.REFERENCIA,
  }; // prettier-ignore
}

/** Braces would be read as a placeholder. */
const clean = (text = ''): string => text.replace(/[{}<>]/g, '').trim();

async function writeBatch(
  { store }: Services,
  programme: Programme,
  rows: readonly Row[],
  { source, asOf }: { readonly source: string; readonly asOf: number },
  sums: { taken: number; unknown: number; older: number },
): Promise<void> {
  const persons = await loadPersons(
    store,
    rows.map(({ person }) => person),
  );
  const docs = new Map<string, PaymentDoc>();
  for (const { person: id, reference, on, state, amount, missing } of rows) {
    const person = persons.get(id);
    if (!person) {
      sums.unknown += 1;
      continue;
    }
    const own = createHash('sha256').update(`${source} ${id} ${reference}`).digest('base64url').slice(0, 22);
    docs.set(own, {
      _id: `${programme.id}:${own}`, programme: programme.id, person: id, on, state,
      secret: sealJson(person.key.bytes, { amount, missing }), source, asOf: new Date(asOf),
    }); // prettier-ignore
  }
  const { taken, older } = await writeNewer(store, store.payments, [...docs.values()], asOf);
  sums.taken += taken;
  sums.older += older;
}
