/** What people sent: `value.messages` of a change, each with its sender out of `value.contacts`. */
import { optOutAction } from '../../domain/opt-out.js';
import type { IdentityEvent, ProviderEvent } from '../../domain/provider-event.js';
import { e164Of, instantOf, recordOf, recordsOf, textOf, userIdOf, type Payload } from '../payload.js';
import { contentOf } from './content.js';

export function letters(value: Payload): readonly ProviderEvent[] {
  const metadata = recordOf(value['metadata']);
  const to = e164Of(metadata?.['display_phone_number']);
  const toRef = textOf(metadata?.['phone_number_id']);
  const contacts = recordsOf(value['contacts']);
  return recordsOf(value['messages']).flatMap((message): readonly ProviderEvent[] => {
    const messageId = textOf(message['id']);
    if (messageId === null || isOfGroup(message)) return [];
    if (message['type'] === 'system') return identity(message, messageId);

    const contact = contacts.find((each) => isSender(each, message));
    const from = e164Of(message['from']);
    const userId = userIdOf(message['from_user_id']) ?? userIdOf(contact?.['user_id']);
    if (from === null && userId === null) return []; // nobody to answer
    const content = contentOf(message);
    const context = recordOf(message['context']);
    const replyTo = content.replyTo ?? textOf(context?.['id']);
    const at = instantOf(message['timestamp']);
    const facts = {
      channel: 'whatsapp' as const,
      messageId,
      from,
      userId,
      to,
      ...(toRef === null ? {} : { toRef }),
      ...content,
      ...(replyTo === null ? {} : { replyTo }),
      ...(context?.['forwarded'] === true || context?.['frequently_forwarded'] === true ? { forwarded: true } : {}),
      profileName: textOf(recordOf(contact?.['profile'])?.['name']),
      ...(at === null ? {} : { at }),
    };
    const action = content.type === 'text' ? optOutAction(content.text) : null;
    return [action === null ? { kind: 'inbound', ...facts } : { kind: 'optOut', ...facts, action, by: 'keyword' }];
  });
}

/** Groups are not ours to answer. */
function isOfGroup(message: Payload): boolean {
  return textOf(message['group_id']) !== null || /@g\.us$/.test(textOf(message['from']) ?? '');
}

function isSender(contact: Payload, message: Payload): boolean {
  const number = textOf(message['from']);
  const userId = textOf(message['from_user_id']);
  return (
    (number !== null && textOf(contact['wa_id']) === number) ||
    (userId !== null && textOf(contact['user_id']) === userId)
  );
}

/** A person changed number or user id; other notes of the system concern nobody. */
function identity(message: Payload, messageId: string): readonly IdentityEvent[] {
  const system = recordOf(message['system']);
  const type = system?.['type'];
  if (system === null || (type !== 'user_changed_number' && type !== 'user_changed_user_id')) return [];
  const at = instantOf(message['timestamp']);
  return [
    {
      kind: 'identity',
      channel: 'whatsapp',
      messageId,
      from: e164Of(message['from']),
      newFrom: e164Of(system['wa_id']),
      previousUserId: userIdOf(system['previous_user_id']),
      userId: userIdOf(system['user_id']),
      ...(at === null ? {} : { at }),
    },
  ];
}
