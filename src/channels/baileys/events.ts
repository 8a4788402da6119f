/** Events of the socket as ours. */
import type { WAMessage, WAMessageUpdate } from '@whiskeysockets/baileys';
import { optOutAction } from '../../domain/opt-out.js';
import type { InboundEvent, OptOutEvent, ReceiptEvent, ReceiptState } from '../../domain/provider-event.js';
import { instantOf, numberOf } from '../payload.js';
import { contentOf } from './content.js';
import { phoneOf, writerOf } from './person.js';

/** A message of a person; null = it is none, or cannot be read (it comes again under the same id when it can). */
export function letterOf({ key, message, messageTimestamp, pushName }: WAMessage): InboundEvent | OptOutEvent | null {
  const writer = writerOf(key);
  const id = key.id ?? '';
  const content = writer === null || id === '' ? null : contentOf(message, id);
  if (writer === null || content === null) return null;
  const at = instantOf(String(messageTimestamp ?? '')); // protobuf's 64-bit numbers are objects
  const letter = {
    channel: 'whatsapp',
    messageId: id,
    from: writer.phone,
    userId: writer.lid,
    to: null,
    ...content,
    profileName: pushName ?? null,
    ...(at === null ? {} : { at }),
  } as const;
  const action = content.type === 'text' && content.change === undefined ? optOutAction(content.text) : null;
  return action === null ? { kind: 'inbound', ...letter } : { kind: 'optOut', action, by: 'keyword', ...letter };
}

/** proto.WebMessageInfo.Status, in its order. */
const STATES: readonly (readonly [status: string, state: ReceiptState])[] = [
  ['ERROR', 'failed'],
  ['PENDING', 'queued'],
  ['SERVER_ACK', 'sent'],
  ['DELIVERY_ACK', 'delivered'],
  ['READ', 'read'],
  ['PLAYED', 'read'],
];

/** What became of a message of ours; `ref` is our id of it, where it is still known. Null = it is about something else. */
export function receiptOf({ key, update }: WAMessageUpdate, ref: string | undefined): ReceiptEvent | null {
  if (key.fromMe !== true || !key.id || typeof update.status !== 'number') return null;
  const [status, state] = STATES[update.status] ?? ['UNKNOWN', 'unknown'];
  const parameters: unknown = update.messageStubParameters;
  return {
    kind: 'receipt',
    channel: 'whatsapp',
    messageId: key.id,
    to: phoneOf(key.remoteJid ?? ''),
    userId: key.remoteJid?.endsWith('lid') ? key.remoteJid : null,
    status,
    state,
    errorCode: state === 'failed' && Array.isArray(parameters) ? numberOf(parameters[0]) : null,
    ...(ref === undefined ? {} : { ref }),
  };
}
