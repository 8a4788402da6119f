/** News of templates, of our number and of the account. */
import type { AccountEvent, TemplateEvent } from '../../domain/provider-event.js';
import { e164Of, listOf, recordOf, textOf, type Payload } from '../payload.js';

const USABLE: ReadonlyMap<string, boolean> = new Map([
  ['APPROVED', true],
  ['REINSTATED', true],
  ['UNPAUSED', true],
  ['REJECTED', false],
  ['PAUSED', false],
  ['DISABLED', false],
  ['LOCKED', false],
  ['ARCHIVED', false],
  ['PENDING_DELETION', false],
  ['DELETED', false],
]);

export function templateEvents(
  field: 'message_template_status_update' | 'message_template_quality_update' | 'template_category_update',
  value: Payload,
): readonly TemplateEvent[] {
  const template = textOf(value['message_template_name']);
  if (template === null) return [];
  const about = {
    kind: 'template' as const,
    templateId: textOf(value['message_template_id']) ?? '',
    template,
    language: textOf(value['message_template_language']) ?? '',
    field,
  };
  switch (field) {
    case 'message_template_status_update': {
      const event = textOf(value['event']) ?? '';
      const usable = USABLE.get(event);
      const reason = textOf(value['reason']);
      return [{ ...about, event, ...(reason === null ? {} : { reason }), ...(usable === undefined ? {} : { usable }) }];
    }
    case 'message_template_quality_update':
      return [{ ...about, event: 'quality', ...change(value['previous_quality_score'], value['new_quality_score']) }];
    case 'template_category_update':
      // Announced a day ahead with `correct_category`; then `new_category` still is the present one.
      return value['correct_category'] === undefined
        ? [{ ...about, event: 'category', ...change(value['previous_category'], value['new_category']) }]
        : [{ ...about, event: 'category-impending', ...change(value['new_category'], value['correct_category']) }];
    default:
      return field satisfies never;
  }
}

function change(previous: unknown, current: unknown): Pick<TemplateEvent, 'previous' | 'current'> {
  const before = textOf(previous);
  const after = textOf(current);
  return { ...(before === null ? {} : { previous: before }), ...(after === null ? {} : { current: after }) };
}

/** After these Meta refuses what we send; a person has to look. */
const STOPS = new Set(['ACCOUNT_RESTRICTION', 'DISABLED_UPDATE', 'ACCOUNT_DELETED']);

export function accountEvents(
  field: 'phone_number_quality_update' | 'account_update' | 'business_capability_update',
  value: Payload,
): readonly AccountEvent[] {
  switch (field) {
    case 'phone_number_quality_update': {
      const number = e164Of(value['display_phone_number']);
      return [
        {
          kind: 'account',
          event: textOf(value['event']) ?? '',
          ...(number === null ? {} : { number }),
          ...limitOf(value['max_daily_conversations_per_business'] ?? value['current_limit']),
          field,
        },
      ];
    }
    case 'account_update': {
      const event = textOf(value['event']) ?? '';
      const stops = STOPS.has(event) && !listOf(recordOf(value['ban_info'])?.['waba_ban_state']).includes('REINSTATE');
      return [{ kind: 'account', event, ...(stops ? { advice: 'stop-all' as const } : {}), field }];
    }
    case 'business_capability_update':
      return [
        { kind: 'account', event: 'capability', ...limitOf(value['max_daily_conversations_per_business']), field },
      ];
    default:
      return field satisfies never;
  }
}

function limitOf(value: unknown): Pick<AccountEvent, 'limit'> {
  return typeof value === 'string' || typeof value === 'number' ? { limit: value } : {};
}
