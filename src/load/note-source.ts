/** Keeps that a source has told us its data, and as of when. */
import { createHash } from 'node:crypto';
import type { Programme } from '../programmes/programme.js';
import type { SourceKind } from '../store/source-documents.js';
import type { Services } from '../turn/services.js';

export interface SourceTold {
  /** Who gave the file: "Agenda Hospital Base Osorno". */
  readonly source: string;
  /** Epoch ms. */
  readonly asOf: number;
  readonly rows: number;
  /** The file had everything ahead and was read whole. */
  readonly complete: boolean;
}

/** One for each kind and name: every hospital has an agenda of its own. */
export const sourceId = (programme: string, kind: SourceKind, name: string): string =>
  `${programme}:${kind}:${createHash('sha256').update(name).digest('base64url').slice(0, 12)}`;

/** Nothing changes when a newer file was read before. */
export async function noteSource(
  { store, clock }: Services,
  programme: Programme,
  kind: SourceKind,
  { source, asOf, rows, complete }: SourceTold,
): Promise<void> {
  const _id = sourceId(programme.id, kind, source);
  const before = await store.sources.findOne({ _id });
  if (before && before.asOf.getTime() > asOf) return;
  const loadedAt = new Date(clock.now());
  const told = { programme: programme.id, kind, name: source, asOf: new Date(asOf), loadedAt, rows, complete };
  await store.sources.updateOne({ _id }, { $set: told }, { upsert: true });
}
