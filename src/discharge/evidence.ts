/** Evidence from outside a conversation: sealed, with whose it is and when it was true; never changed, a newer one stands beside it. */
import { createHash } from 'node:crypto';
import { sealJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { EvidenceDoc } from '../store/documents.js';
import type { EvidenceKind } from '../store/discharge-documents.js';
import type { KnownPerson } from '../store/loadConversations.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';
import type { CaseEvidence } from './policy/case.js';

export interface Evidence<K extends EvidenceKind = EvidenceKind> {
  readonly kind: K;
  readonly person: KnownPerson;
  readonly entry: string | null;
  readonly source: string;
  /** Epoch ms. */
  readonly at: number;
  readonly says: NonNullable<CaseEvidence[K]>;
}

/** The same content about the same entry is one. Returns how many are new. */
export async function addEvidence(
  { store, clock }: Services,
  programme: Programme,
  all: readonly Evidence[],
): Promise<number> {
  if (all.length === 0) return 0;
  const loadedAt = new Date(clock.now());
  const docs = all.map(({ kind, person, entry, source, at, says }): EvidenceDoc => {
    const content = createHash('sha256').update(JSON.stringify([kind, person.doc._id, entry, source, says]));
    return {
      _id: `${kind}:${content.digest('base64url').slice(0, 22)}`, programme: programme.id, kind, person: person.doc._id, entry, source,
      at: new Date(at), loadedAt, secret: sealJson(person.key.bytes, says),
    }; // prettier-ignore
  });
  const before = await store.evidence.countDocuments({ _id: { $in: docs.map(({ _id }) => _id) } });
  try {
    await store.evidence.insertMany(docs, { ordered: false, ...DURABLE });
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
  return new Set(docs.map(({ _id }) => _id)).size - before;
}
