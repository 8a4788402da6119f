/** What became of our messages: `value.statuses` of a change. */
import type { ReceiptEvent, ReceiptState } from '../../domain/provider-event.js';
import { e164Of, instantOf, numberOf, recordOf, recordsOf, textOf, userIdOf, type Payload } from '../payload.js';

const STATES: ReadonlyMap<string, ReceiptState> = new Map<string, ReceiptState>([
  ['accepted', 'queued'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'], // a voice message of ours
  ['failed', 'failed'],
]);

export function receipts(value: Payload): readonly ReceiptEvent[] {
  return recordsOf(value['statuses']).flatMap((each): readonly ReceiptEvent[] => {
    const messageId = textOf(each['id']);
    const status = textOf(each['status']);
    if (messageId === null || status === null || each['recipient_type'] === 'group') return [];
    const ref = textOf(each['biz_opaque_callback_data']);
    const pricing = recordOf(each['pricing']);
    const at = instantOf(each['timestamp']);
    return [
      {
        kind: 'receipt',
        channel: 'whatsapp',
        messageId,
        to: e164Of(each['recipient_id']),
        userId: userIdOf(each['recipient_user_id']),
        status,
        state: STATES.get(status) ?? 'unknown',
        errorCode: numberOf(recordsOf(each['errors'])[0]?.['code']), // the first one counts
        ...(ref === null ? {} : { ref }),
        ...(pricing === null
          ? {}
          : { pricing: { category: textOf(pricing['category']) ?? '', billable: pricing['billable'] === true } }),
        ...(at === null ? {} : { at }),
      },
    ];
  });
}
