/** Read right before each request: none starts after a suppression was acknowledged (DESIGN §3.5). */
import { stops, type Purpose } from '../domain/suppression.js';
import type { OutboxItem } from '../store/documents.js';
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
  const found = await services.store.suppressions.find({ _id: { $in: suppressionIds(doc) } }).toArray();
  return found.some(({ why }) => stops(why, purpose));
}
