/** A payload of the Cloud API as events: entries, their changes, and in each change any number of things. */
import type { ProviderEvent } from '../../domain/provider-event.js';
import { recordOf, recordsOf, textOf } from '../payload.js';
import { accountEvents, templateEvents } from './news.js';
import { letters } from './letters.js';
import { receipts } from './receipts.js';

/**
 * `phoneId` — our phone_number_id; without it all numbers are ours. Pure; never throws: an item that cannot be read is left
 * out and its neighbours stay.
 */
export function whatsappCloudEvents(payload: unknown, phoneId?: string): readonly ProviderEvent[] {
  const root = recordOf(payload);
  if (root?.['object'] !== 'whatsapp_business_account') return [];
  return recordsOf(root['entry']).flatMap((entry) =>
    recordsOf(entry['changes']).flatMap(({ field, value }) => {
      const held = recordOf(value);
      return held === null ? [] : changeEvents(textOf(field) ?? '', held, phoneId);
    }),
  );
}

function changeEvents(
  field: string,
  value: Readonly<Record<string, unknown>>,
  phoneId: string | undefined,
): readonly ProviderEvent[] {
  switch (field) {
    case 'messages': {
      const id = textOf(recordOf(value['metadata'])?.['phone_number_id']);
      if (phoneId !== undefined && id !== phoneId) return [];
      return [...letters(value), ...receipts(value)];
    }
    case 'message_template_status_update':
    case 'message_template_quality_update':
    case 'template_category_update':
      return templateEvents(field, value);
    case 'phone_number_quality_update':
    case 'account_update':
    case 'business_capability_update':
      return accountEvents(field, value);
    default:
      return [];
  }
}
