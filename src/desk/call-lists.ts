/** Lists for a company that calls for us (ENTEL): who is to be called goes out in a file, what became of it comes back in the same one. */
import { DateTime } from 'luxon';
import { line, uncell, writePrivate } from '../files/csv.js';
import type { Refusal } from '../load/batches.js';
import { recordsOf } from '../load/records.js';
import type { Programme } from '../programmes/programme.js';
import type { CallResult, DeskTaskDoc, PersonDoc } from '../store/documents.js';
import { isReadable, openPerson } from '../store/loadConversations.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';
import { attempt, callable } from './attempts.js';
import { take } from './claims.js';
import { isDead } from './next.js';

const HOUR = 3_600_000;
/** A list that nobody brings back frees its people after this. */
export const LIST_LASTS = 72 * HOUR;
const BATCH = 200;

/** Nothing of health: whom to ask for, at which number, from which, within which hours. The last three are the answer. */
export const CALL_COLUMNS = [
  'ID_LLAMADA', 'TELEFONO', 'NOMBRE', 'LLAMAR_DESDE_NUMERO', 'HORA_DESDE', 'HORA_HASTA', 'INTENTO', 'RESULTADO', 'F_RESULTADO', 'LLAMAR_A',
] as const; // prettier-ignore

const RESULTS: Readonly<Record<string, CallResult>> = {
  CONTESTA: 'answered', NO_CONTESTA: 'noAnswer', OCUPADO: 'busy', OTRA_HORA: 'callBack', EQUIVOCADO: 'wrongPerson', FUERA_DE_SERVICIO: 'deadNumber',
  FALLECIDO: 'deceased',
}; // prettier-ignore

export interface CallsOut {
  readonly list: string;
  readonly rows: number;
  /** With no number left to call. */
  readonly withoutNumber: number;
  /** With an operator just now. */
  readonly taken: number;
}

/** Writes `file` (mode 600). Whoever is on it is with nobody at the desk until the results are read, or three days are over. */
export async function writeCalls(
  services: Services,
  programme: Programme,
  file: string,
  by: string,
): Promise<CallsOut> {
  const { store, clock } = services;
  const now = clock.now();
  const list = `list ${DateTime.fromMillis(now, { zone: programme.zone }).toFormat('yyyy-MM-dd')} ${services.newId()}`;
  const rows: string[] = [];
  const sums = { withoutNumber: 0, taken: 0 };
  const caller = programme.official.find(({ use, state }) => use === 'outgoingCalls' && state === 'live')?.number ?? '';
  const seen = new Set<string>();
  for await (const batch of batches(services, programme, now)) {
    const persons = await store.persons.find({ _id: { $in: batch.map(({ person }) => person ?? '') } }).toArray();
    const byId = new Map(persons.map((doc) => [doc._id, doc]));
    for (const task of batch) {
      const doc = byId.get(task.person ?? '');
      if (!doc || seen.has(doc._id) || !isReadable(doc) || isDead(doc)) continue;
      seen.add(doc._id);
      const number = numberOf(services, doc);
      if (!number) sums.withoutNumber += 1;
      else if (!(await take(services, task, list, LIST_LASTS))) sums.taken += 1;
      else {
        const { from, to } = programme.desk.hours;
        const tried = doc.asking.attempts?.length ?? 0;
        rows.push(
          line([`${task._id}/${tried + 1}`, number.value, number.name, caller, from, to, tried + 1, '', '', '']),
        );
      }
    }
  }
  await writePrivate(file, CALL_COLUMNS, rows);
  await logAct(store, `desk:${programme.id}`, ['calls out', list, rows.length, by], new Date(now));
  return { list, rows: rows.length, ...sums };
}

async function* batches({ store }: Services, { id }: Programme, now: number): AsyncGenerator<DeskTaskDoc[]> {
  let batch: DeskTaskDoc[] = [];
  const tasks = store.deskTasks
    .find({ state: 'open', queue: 'call', at: { $gte: new Date(0), $lte: new Date(now) } })
    .sort({ at: 1 });
  for await (const task of tasks) {
    if (task.programme !== id || task.person === null || task.waitsFor || (task.readyAt?.getTime() ?? 0) > now)
      continue;
    batch.push(task);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}

/** The one that answered before, else the first. */
function numberOf({ store }: Services, doc: PersonDoc): { value: string; name: string } | null {
  const left = callable(doc);
  const chosen = left.find(({ status }) => status === 'validated' || status === 'reachable') ?? left[0];
  if (!chosen) return null;
  const { secret } = openPerson(store, doc);
  const value = secret.contacts[doc.contacts.indexOf(chosen)]?.value;
  const name = secret.names.trim().split(/\s+/)[0] ?? '';
  return value ? { value, name } : null;
}

export interface CallsIn {
  readonly rows: number;
  /** Not called yet. */
  readonly open: number;
  readonly results: Readonly<Partial<Record<CallResult, number>>>;
  /** Closed since: an operator, or the person, was faster. */
  readonly settled: number;
  readonly refused: readonly Refusal[];
}

/**
 * Each row is an attempt, whatever caller made it, and is followed by what the programme's rule says. Read twice it changes nothing more. Who
 * answered a company is called by an operator, who alone can ask. Throws `UserError` when the file or a column is missing.
 */
export async function readCalls(services: Services, programme: Programme, file: string, by: string): Promise<CallsIn> {
  const { store, clock } = services;
  const results: Partial<Record<CallResult, number>> = {};
  const refused: Refusal[] = [];
  const sums = { rows: 0, open: 0, settled: 0 };
  for await (const { record, line: at } of recordsOf(file, CALL_COLUMNS, ['ID_LLAMADA', 'TELEFONO', 'RESULTADO', 'F_RESULTADO'])) {
    sums.rows += 1;
    const said = (record.RESULTADO ?? '').toUpperCase().replace(/[ -]+/g, '_');
    if (said === '') {
      sums.open += 1;
      continue;
    }
    const result = Object.hasOwn(RESULTS, said) ? RESULTS[said] : undefined;
    const calledAt = hourOf(record.F_RESULTADO ?? '', programme);
    const backAt = hourOf(record.LLAMAR_A ?? '', programme);
    const id = /^(.+)\/(\d{1,4})$/.exec(uncell(record.ID_LLAMADA ?? ''));
    const task = id ? await store.deskTasks.findOne({ _id: id[1] as string, programme: programme.id }) : null;
    const doc = task?.person ? await store.persons.findOne({ _id: task.person }) : null;
    const address = store.vault.blindIndex('address', uncell(record.TELEFONO ?? ''));
    if (!result) refused.push({ line: at, why: `RESULTADO: none of ${Object.keys(RESULTS).join(', ')}` });
    else if (calledAt === null || calledAt > clock.now()) refused.push({ line: at, why: 'F_RESULTADO: no day and hour, or one to come' });
    else if (result === 'callBack' && (backAt === null || backAt <= calledAt)) refused.push({ line: at, why: 'LLAMAR_A: no day and hour after the call' });
    else if (!id || !task || !doc) refused.push({ line: at, why: 'ID_LLAMADA: no such call of this programme' });
    else if (!doc.contacts.some((contact) => contact.address === address)) refused.push({ line: at, why: 'TELEFONO: not a number of that person' });
    else if (task.state === 'done' || (await store.callAttempts.findOne({ _id: `${task._id}:list-${id[2]}` }))) sums.settled += 1;
    else {
      results[result] = (results[result] ?? 0) + 1;
      await apply(services, programme, task, { id: `list-${id[2]}`, by, result, address, at: calledAt, ...(backAt === null ? {} : { callBackAt: backAt }) });
    }
  } // prettier-ignore
  await logAct(store, `desk:${programme.id}`, ['calls in', sums.rows, refused.length, by], new Date(clock.now()));
  return { ...sums, results, refused };
}

async function apply(services: Services, programme: Programme, task: DeskTaskDoc, tried: Parameters<typeof attempt>[3]): Promise<void> {
  const { store, clock } = services;
  if (tried.result === 'answered') {
    // They are there: an operator's turn, and soon.
    await store.callAttempts.updateOne(
      { _id: `${task._id}:${tried.id}` },
      { $setOnInsert: { programme: task.programme, person: task.person, task: task._id, by: tried.by, at: new Date(tried.at ?? clock.now()), result: 'answered', code: null, address: tried.address } },
      { upsert: true },
    );
    if (task.person) await store.persons.updateOne({ _id: task.person }, { $max: { answeredAt: new Date(tried.at ?? clock.now()) } });
  } else await attempt(services, programme, task, tried);
  await store.deskClaims.deleteMany({ task: task._id, by: { $gte: 'list ', $lt: 'list!' } });
} // prettier-ignore

/** Epoch ms of "2026-11-23 10:05" or "23-11-2026 10:05" where the programme is. */
function hourOf(cell: string, { zone }: Programme): number | null {
  for (const format of ['yyyy-MM-dd HH:mm', "yyyy-MM-dd'T'HH:mm", 'dd-MM-yyyy HH:mm', 'dd/MM/yyyy HH:mm']) {
    const read = DateTime.fromFormat(cell.trim(), format, { zone });
    if (read.isValid) return read.toMillis();
  }
  return null;
}
