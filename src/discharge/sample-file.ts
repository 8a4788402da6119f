/** Call-backs as a file: whoever calls gets the numbers, and the same file comes back with what was heard. */
import { writeFile } from 'node:fs/promises';
import { inBatches, type Refusal } from '../load/batches.js';
import type { Programme } from '../programmes/programme.js';
import { loadPersons } from '../store/loadConversations.js';
import type { Services } from '../turn/services.js';
import { line } from '../files/csv.js';
import { calledBack } from './sampling.js';
import { userWho } from './who.js';

export const SAMPLE_COLUMNS = ['PROPUESTA', 'SIGTE_ID', 'NOMBRE', 'FONO', 'RESULTADO'] as const;

/** RESULTADO: the removal was right, the person does need it, or nobody answered. */
const RESULTS: Readonly<Record<string, 'right' | 'wrong' | 'notReached'>> = {
  CORRECTO: 'right',
  LA_NECESITA: 'wrong',
  NO_CONTESTA: 'notReached',
};

/** Those that are drawn and not called yet. Returns how many. */
export async function writeSample({ store }: Services, programme: Programme, file: string): Promise<number> {
  const open = await store.samples
    .find({ programme: programme.id, result: { $exists: false } })
    .sort({ _id: 1 })
    .toArray();
  const persons = await loadPersons(
    store,
    open.map(({ person }) => person),
  );
  const lines = open.map(({ _id, person: id, entry }) => {
    const person = persons.get(id);
    const at =
      person?.doc.contacts.findIndex(
        ({ kind, shared, status }) => kind === 'mobile' && !shared && status !== 'wrongPerson',
      ) ?? -1;
    return line([
      _id,
      entry.split(':').at(-1) ?? '',
      person ? `${person.secret.names} ${person.secret.surname}` : '',
      person?.secret.contacts[at]?.value.replace('+', '') ?? '',
      '',
    ]);
  });
  await writeFile(file, `\ufeff${[SAMPLE_COLUMNS.join(';'), ...lines].join('\r\n')}\r\n`, { mode: 0o600, flag: 'wx' });
  return lines.length;
}

export interface SampleRead {
  readonly rows: number;
  readonly right: number;
  readonly wrong: number;
  readonly notReached: number;
  /** Not called yet. */
  readonly open: number;
  readonly refused: readonly Refusal[];
}

/** Throws `UserError`: the user may not, or the file or a column is missing. */
export async function readSample(services: Services, file: string, by: string): Promise<SampleRead> {
  await userWho(services.store, by, 'callBack');
  const sums = { right: 0, wrong: 0, notReached: 0, open: 0 };
  const drawn = new Set(
    (await services.store.samples.find({}).project<{ _id: string }>({ _id: 1 }).toArray()).map(({ _id }) => _id),
  );
  const { rows, refused } = await inBatches<
    (typeof SAMPLE_COLUMNS)[number],
    { id: string; is: 'right' | 'wrong' | 'notReached' | null }
  >(
    file,
    { columns: SAMPLE_COLUMNS, needed: ['PROPUESTA', 'RESULTADO'] },
    ({ PROPUESTA: id = '', RESULTADO: said = '' }) => {
      if (said === '') return { id, is: null };
      const is = RESULTS[said.toUpperCase().replace(/[ -]+/g, '_')];
      if (!is) return `RESULTADO: none of ${Object.keys(RESULTS).join(', ')}`;
      return drawn.has(id) ? { id, is } : 'PROPUESTA: was not drawn';
    },
    async (batch) => {
      for (const { id, is } of batch)
        if (is === null) sums.open += 1;
        else {
          await calledBack(services, by, id, is);
          sums[is] += 1;
        }
    },
  );
  return { rows, ...sums, refused };
}
