/** Group commit of what providers tell us: many requests, one write, each answered when its rows are on disk (DESIGN §3.1). */
import { UserError } from '../../domain/failure.js';
import { onlyDuplicates } from '../../store/duplicates.js';
import { DURABLE, type Collections } from '../../store/store.js';
import type { Rows } from '../../turn/rows.js';

/** Requests written together: at 3,000 a second a tenth of a second of them. */
const TOGETHER = 400;
/** Writes under way at once: while one waits for the disk the next is being packed. */
const WRITES = 2;
/** A write that takes longer is given up: the provider waits 15 s at most, and the spool must still have its turn. */
const PATIENCE = 4_000;

interface Waiting {
  readonly rows: Rows;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export class Intake {
  readonly #store: Pick<Collections, 'inbound' | 'reports'>;
  readonly #queue: Waiting[] = [];
  #writing = 0;
  constructor(store: Pick<Collections, 'inbound' | 'reports'>) {
    this.#store = store;
  }

  /** Resolves when the rows cannot be lost any more; the same rows again change nothing. Rejects when the database is away. */
  write(rows: Rows): Promise<void> {
    return new Promise((done, failed) => {
      this.#queue.push({ rows, done, failed });
      // A moment for the requests that arrive together.
      setImmediate(() => this.#pump());
    });
  }

  #pump(): void {
    while (this.#writing < WRITES && this.#queue.length > 0) {
      const batch = this.#queue.splice(0, TOGETHER);
      this.#writing += 1;
      void this.#insert(batch.map(({ rows }) => rows))
        .then(
          () => batch.forEach(({ done }) => done()),
          (error: unknown) => batch.forEach(({ failed }) => failed(error)),
        )
        .finally(() => {
          this.#writing -= 1;
          this.#pump();
        });
    }
  }

  async #insert(batch: readonly Rows[]): Promise<void> {
    const inbound = batch.flatMap((rows) => rows.inbound);
    const reports = batch.flatMap((rows) => rows.reports);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new UserError('database-slow', 'The database did not answer in time.')),
        PATIENCE,
      );
    });
    const writes = Promise.all([insertNew(this.#store.inbound, inbound), insertNew(this.#store.reports, reports)]);
    writes.catch(() => undefined); // it may fail after we gave up; the rows are then in the spool, or with the provider
    try {
      await Promise.race([writes, patience]);
    } finally {
      clearTimeout(timer);
    }
  }
}

interface Insertable<T> {
  insertMany(docs: T[], options: object): Promise<unknown>;
}

async function insertNew<T extends { readonly _id: string }>(
  collection: Insertable<T>,
  docs: readonly T[],
): Promise<void> {
  if (docs.length === 0) return;
  try {
    await collection.insertMany(eachOnce(docs), { ordered: false, ...DURABLE });
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
}

/** The first of each: thousands that the database would have to refuse one by one cost seconds. */
function eachOnce<T extends { readonly _id: string }>(docs: readonly T[]): T[] {
  const first = new Map<string, T>();
  for (const doc of docs) if (!first.has(doc._id)) first.set(doc._id, doc);
  return [...first.values()];
}
