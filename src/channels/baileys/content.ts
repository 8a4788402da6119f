/** What a WhatsApp message holds, in our words. Its own names stay in this file. */
import type { WAMessageContent } from '@whiskeysockets/baileys';
import type { InboundEvent, LetterType, MediaReference } from '../../domain/provider-event.js';

export type Content = Pick<
  InboundEvent,
  'type' | 'text' | 'payload' | 'replyTo' | 'media' | 'voice' | 'location' | 'contacts' | 'filename' | 'forwarded' | 'change'
>; // prettier-ignore

/** proto.Message.ProtocolMessage.Type */
const REVOKE = 0;
const MESSAGE_EDIT = 14;
/** Envelopes in envelopes: more than this is no message of a person. */
const DEEPEST = 6;

/** Null = nobody wrote anything: keys, settings, history. `id` is the message's own: its file is found by it. */
export function contentOf(message: WAMessageContent | null | undefined, id: string): Content | null {
  const inner = unwrap(message);
  if (!inner) return null;
  const change = inner.protocolMessage;
  if (change) {
    const replyTo = change.key?.id ?? undefined;
    switch (change.type) {
      case REVOKE:
        return { type: 'unknown', text: '', change: 'deletion', replyTo };
      case MESSAGE_EDIT: {
        const edited = contentOf(change.editedMessage, id);
        return edited && { ...edited, change: 'edit', replyTo };
      }
      default:
        return null;
    }
  }
  return wordsOf(inner) ?? fileOf(inner, id) ?? placeOf(inner) ?? (isNews(inner) ? of('unsupported', '') : null);
}

/** Vanishing messages, view-once and the like are envelopes around the same message. */
function unwrap(message: WAMessageContent | null | undefined): WAMessageContent | null {
  let inner = message;
  for (let depth = 0; inner && depth < DEEPEST; depth++) {
    const envelope =
      inner.ephemeralMessage ??
      inner.viewOnceMessage ??
      inner.viewOnceMessageV2 ??
      inner.viewOnceMessageV2Extension ??
      inner.documentWithCaptionMessage ??
      inner.editedMessage ??
      inner.associatedChildMessage;
    if (!envelope) return inner;
    inner = envelope.message;
  }
  return null;
}

interface Context {
  readonly contextInfo?: { readonly stanzaId?: string | null; readonly isForwarded?: boolean | null } | null;
}
type Text = string | null | undefined;

function of(type: LetterType, text: Text, from?: Context | null): Content {
  const { stanzaId, isForwarded } = from?.contextInfo ?? {};
  const empty = type === 'text' && (text ?? '').trim() === '';
  return {
    type: empty ? 'empty' : type,
    text: text ?? '',
    ...(stanzaId ? { replyTo: stanzaId } : {}),
    ...(isForwarded === true ? { forwarded: true } : {}),
  };
}

const chosen = (type: 'button' | 'list', text: Text, payload: Text, from: Context): Content => ({
  ...of(type, text, from),
  ...(payload ? { payload } : {}),
});

function wordsOf(inner: WAMessageContent): Content | null {
  if (typeof inner.conversation === 'string') return of('text', inner.conversation);
  const { extendedTextMessage, buttonsResponseMessage, templateButtonReplyMessage, listResponseMessage } = inner;
  if (extendedTextMessage) return of('text', extendedTextMessage.text, extendedTextMessage);
  if (buttonsResponseMessage) {
    const { selectedDisplayText, selectedButtonId } = buttonsResponseMessage;
    return chosen('button', selectedDisplayText, selectedButtonId, buttonsResponseMessage);
  }
  if (templateButtonReplyMessage) {
    const { selectedDisplayText, selectedId } = templateButtonReplyMessage;
    return chosen('button', selectedDisplayText, selectedId, templateButtonReplyMessage);
  }
  if (listResponseMessage) {
    const { title, singleSelectReply } = listResponseMessage;
    return chosen('list', title, singleSelectReply?.selectedRowId, listResponseMessage);
  }
  const { reactionMessage } = inner;
  return reactionMessage
    ? { ...of('reaction', reactionMessage.text), replyTo: reactionMessage.key?.id ?? undefined }
    : null;
}

function fileOf(inner: WAMessageContent, id: string): Content | null {
  const media = (file: { readonly mimetype?: string | null }): readonly MediaReference[] => [
    { id, type: file.mimetype ?? 'application/octet-stream' },
  ];
  const { audioMessage, imageMessage, documentMessage, stickerMessage } = inner;
  if (audioMessage)
    return { ...of('audio', '', audioMessage), media: media(audioMessage), voice: audioMessage.ptt === true };
  if (imageMessage) return { ...of('image', imageMessage.caption, imageMessage), media: media(imageMessage) };
  const videoMessage = inner.videoMessage ?? inner.ptvMessage;
  if (videoMessage) return { ...of('video', videoMessage.caption, videoMessage), media: media(videoMessage) };
  if (documentMessage) {
    const { caption, fileName } = documentMessage;
    const name = fileName ? { filename: fileName } : {};
    return { ...of('document', caption, documentMessage), media: media(documentMessage), ...name };
  }
  return stickerMessage ? { ...of('sticker', '', stickerMessage), media: media(stickerMessage) } : null;
}

function placeOf(inner: WAMessageContent): Content | null {
  const place = inner.locationMessage ?? inner.liveLocationMessage;
  if (place) {
    const { degreesLatitude: latitude, degreesLongitude: longitude } = place;
    const { name, address } = inner.locationMessage ?? {};
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return of('location', '', place);
    return { ...of('location', '', place), location: { latitude, longitude, name: name ?? null, address: address ?? null } }; // prettier-ignore
  }
  const cards = inner.contactMessage ? [inner.contactMessage] : inner.contactsArrayMessage?.contacts;
  if (!cards) return null;
  const contacts = cards.map(({ displayName, vcard }) => ({ name: displayName ?? '', phones: phonesOf(vcard ?? '') }));
  return { ...of('contacts', '', inner.contactMessage ?? inner.contactsArrayMessage), contacts };
}

function phonesOf(vcard: string): readonly string[] {
  return [...vcard.matchAll(/^(?:[\w-]+\.)?TEL[^:\r\n]*:([^\r\n]+)/gim)].map(([, phone = '']) => phone.trim());
}

/** Something a person made (a poll, an order, an event) and not only keys that travel along. */
function isNews(inner: WAMessageContent): boolean {
  return Object.entries(inner).some(
    ([name, value]) =>
      value !== null &&
      value !== undefined &&
      !['messageContextInfo', 'senderKeyDistributionMessage', 'fastRatchetKeySenderKeyDistributionMessage', 'deviceSentMessage', 'pinInChatMessage', 'keepInChatMessage'].includes(name),
  ); // prettier-ignore
}
