/** A file that names everything of its source: what it has is kept unless something newer is known, and what it has no more goes. */
import type { Collection } from 'mongodb';
import type { Programme } from '../programmes/programme.js';
import type { SourceKind } from '../store/source-documents.js';
import type { Services } from '../turn/services.js';
import { inBatches, type Refusal } from './batches.js';
import { checkAsOf, writeNewer } from './newer.js';
import { noteSource, sourceId } from './note-source.js';

export interface WholeSourceLoad {
  readonly rows: number;
  readonly taken: number;
  readonly older: number;
  /** No longer in the file. */
  readonly gone: number;
  readonly refused: readonly Refusal[];
}

interface OfSource {
  readonly _id: string;
  readonly programme: string;
  readonly source: string;
  readonly asOf: Date;
}

export interface WholeSource<C extends string, D extends OfSource> {
  readonly kind: SourceKind;
  readonly collection: Collection<D>;
  readonly columns: readonly C[];
  readonly needed: readonly C[];
  /** The row, or why it is refused. */
  rowOf(record: Readonly<Partial<Record<C, string>>>, source: string, asOf: Date): D | string;
}

/** Throws `UserError` when the file or a column is missing, or its moment is to come. */
export async function loadWholeSource<C extends string, D extends OfSource>(
  services: Services,
  programme: Programme,
  file: string,
  { source, asOf }: { readonly source: string; readonly asOf: number },
  { kind, collection, columns, needed, rowOf }: WholeSource<C, D>,
): Promise<WholeSourceLoad> {
  const { store, clock } = services;
  checkAsOf(asOf, clock.now());
  const sums = { taken: 0, older: 0 };
  // Whom a newer whole file does not name has gone: an older one brings nobody back.
  const told = await store.sources.findOne({ _id: sourceId(programme.id, kind, source) });
  const outdone = told?.complete === true && told.asOf.getTime() > asOf;
  const { rows, refused } = await inBatches(
    file,
    { columns, needed },
    (record) => rowOf(record, source, new Date(asOf)),
    async (batch) => {
      const docs = [...new Map(batch.map((doc) => [doc._id, doc])).values()];
      const { taken, older } = outdone
        ? { taken: 0, older: docs.length }
        : await writeNewer(store, collection, docs, asOf);
      sums.taken += taken;
      sums.older += older;
    },
  );
  const complete = refused.length === 0;
  const old = { programme: programme.id, source, asOf: { $gte: new Date(0), $lt: new Date(asOf) } };
  // A line that cannot be read may be one that stays: nothing is taken for gone then.
  const gone = complete ? (await collection.deleteMany(old as never)).deletedCount : 0;
  if (sums.taken > 0 || complete)
    await noteSource(services, programme, kind, { source, asOf, rows: sums.taken, complete });
  return { rows, ...sums, gone, refused };
}
