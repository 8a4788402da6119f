/** Read right before each request: none starts after a suppression was acknowledged (DESIGN §3.5). */
import { stops, type Purpose, type SuppressionReason } from '../domain/suppression.js';
import type { OutboxItem } from '../store/documents.js';
import type { Store } from '../store/store.js';
import type { Waiting } from './due.js';
import type { Services } from '../turn/services.js';

const suppressionIds = ({ address, person }: Waiting): string[] => [
  `number:${address}`,
  ...(person ? [`person:${person}`, `pair:${address}:${person}`] : []),
];

/** These are allowed although a suppression stands: one confirmation of a STOP, one closing text, help in danger. */
const PURPOSES: Readonly<Record<OutboxItem['kind'], Purpose>> = {
  first: 'campaign',
  reminder: 'reminder',
  reply: 'reply',
  stopConfirmation: 'lasting',
  closing: 'lasting',
  emergency: 'lasting',
};

export async function isSuppressed(services: Services, doc: Waiting, { kind }: OutboxItem): Promise<boolean> {
  const purpose = PURPOSES[kind];
  if (purpose === 'lasting') return false;
  const reasons = await reasonsOf(services.store, suppressionIds(doc));
  return reasons.some((why) => stops(why, purpose));
}

/** Asked together: those who ask in the same turn of the event loop share one read, which begins after all of them have asked. */
interface Asking {
  readonly ids: string[];
  readonly found: Promise<ReadonlyMap<string, SuppressionReason>>;
}
const asking = new WeakMap<Store, Asking>();

async function reasonsOf(store: Store, ids: readonly string[]): Promise<SuppressionReason[]> {
  let together = asking.get(store);
  if (!together) {
    const all: string[] = [];
    together = { ids: all, found: read(store, all) };
    asking.set(store, together);
  }
  together.ids.push(...ids);
  const found = await together.found;
  return ids.flatMap((id) => found.get(id) ?? []);
}

async function read(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, SuppressionReason>> {
  await new Promise((resolve) => setImmediate(resolve));
  // Whoever asks from here on is not in this read.
  asking.delete(store);
  const docs = await store.suppressions.find({ _id: { $in: [...ids] } }).toArray();
  return new Map(docs.map(({ _id, why }) => [_id, why]));
}
