/** What one message of a person holds. */
import type { InboundEvent, MediaReference } from '../../domain/provider-event.js';
import { e164Of, numberOf, recordOf, recordsOf, textOf, type Payload } from '../payload.js';

type Content = Pick<
  InboundEvent,
  | 'type'
  | 'text'
  | 'payload'
  | 'replyTo'
  | 'media'
  | 'voice'
  | 'location'
  | 'contacts'
  | 'filename'
  | 'change'
  | 'errorCode'
>;

/** Never throws: what is not as documented is `unknown`, or the text is empty. */
export function contentOf(message: Payload): Content {
  const type = textOf(message['type']) ?? '';
  const held = recordOf(message[type]) ?? {};
  switch (type) {
    case 'text':
      return written(textOf(held['body']) ?? '');
    case 'button':
      return { type, text: textOf(held['text']) ?? '', ...given('payload', textOf(held['payload'])) };
    case 'interactive':
      return interactive(held);
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'sticker':
      return file(type, held);
    case 'location':
      return location(held);
    case 'contacts':
      return { type, text: '', contacts: recordsOf(message['contacts']).map(card) };
    case 'reaction':
      return { type, text: textOf(held['emoji']) ?? '', ...given('replyTo', textOf(held['message_id'])) };
    case 'order':
      return { type, text: textOf(held['text']) ?? '' };
    case 'unsupported':
      return { type, text: '', ...given('errorCode', numberOf(recordsOf(message['errors'])[0]?.['code'])) };
    case 'edit':
      return edit(held);
    case 'revoke':
      return {
        type: 'unknown',
        text: '',
        change: 'deletion',
        ...given('replyTo', textOf(held['original_message_id'])),
      };
    default:
      return { type: 'unknown', text: '' };
  }
}

function written(text: string): Content {
  return { type: text.trim() === '' ? 'empty' : 'text', text };
}

function interactive(held: Payload): Content {
  const button = recordOf(held['button_reply']);
  if (button !== null) return chosen('button', button);
  const row = recordOf(held['list_reply']);
  if (row !== null) return chosen('list', row);
  const form = recordOf(held['nfm_reply']);
  if (form !== null) return { type: 'flow', text: textOf(form['body']) ?? '' };
  return { type: 'unknown', text: '' };
}

function chosen(type: 'button' | 'list', reply: Payload): Content {
  return { type, text: textOf(reply['title']) ?? '', ...given('payload', textOf(reply['id'])) };
}

function file(type: 'image' | 'audio' | 'video' | 'document' | 'sticker', held: Payload): Content {
  const id = textOf(held['id']);
  const media: readonly MediaReference[] =
    id === null ? [] : [{ id, type: textOf(held['mime_type']) ?? 'application/octet-stream' }];
  return {
    type,
    text: textOf(held['caption']) ?? '',
    ...(media.length === 0 ? {} : { media }),
    ...(type === 'audio' && typeof held['voice'] === 'boolean' ? { voice: held['voice'] } : {}),
    ...given('filename', textOf(held['filename'])),
  };
}

function location(held: Payload): Content {
  const latitude = numberOf(held['latitude']);
  const longitude = numberOf(held['longitude']);
  if (latitude === null || longitude === null) return { type: 'location', text: '' };
  const place = { latitude, longitude, name: textOf(held['name']), address: textOf(held['address']) };
  return { type: 'location', text: '', location: place };
}

function card(contact: Payload): { readonly name: string; readonly phones: readonly string[] } {
  const phones = recordsOf(contact['phones']).map(
    (each) => e164Of(each['wa_id']) ?? textOf(each['phone'])?.replace(/[^\d+]/g, '') ?? '',
  );
  return {
    name: textOf(recordOf(contact['name'])?.['formatted_name']) ?? '',
    phones: phones.filter((phone) => phone !== ''),
  };
}

/** The corrected words, but never as a fresh answer: `unknown`, with what they correct. */
function edit(held: Payload): Content {
  const corrected = recordOf(held['message']);
  const { text } = corrected === null || corrected['type'] === 'edit' ? { text: '' } : contentOf(corrected);
  return { type: 'unknown', text, change: 'edit', ...given('replyTo', textOf(held['original_message_id'])) };
}

/** The field, where there is a value. */
function given<K extends string, V>(key: K, value: V | null): { readonly [P in K]?: V } {
  return value === null ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
