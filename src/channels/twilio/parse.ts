/** Webhooks of Twilio as events: one message of a person, or what became of one of ours. */
import { optOutAction, type OptOutAction } from '../../domain/opt-out.js';
import type {
  InboundEvent,
  LetterType,
  MediaReference,
  ProviderEvent,
  ReceiptState,
} from '../../domain/provider-event.js';
import { numberOf } from '../payload.js';
import { readAddress, type TwilioAddress } from './addresses.js';
import { valueOf, type TwilioParameters } from './parameters.js';

/** `ref` — our reference from the query of the callback. Pure; never throws; what concerns nobody gives no event. */
export function twilioEvents(parameters: TwilioParameters, ref: string | null = null): readonly ProviderEvent[] {
  const get = (name: string): string => valueOf(parameters, name);
  const messageId = get('MessageSid') || get('SmsMessageSid') || get('SmsSid');
  if (messageId === '') return [];
  const status = get('MessageStatus') || get('SmsStatus');
  if (status !== '' && status !== 'received' && status !== 'receiving') return receipt(get, messageId, status, ref);
  const from = readAddress(get('From'));
  if (from === null) return [];
  return [letter(get, messageId, from)];
}

type Get = (name: string) => string;

// ------------------------------------------------------------------ receipts

const STATES: Readonly<Record<string, ReceiptState | undefined>> = Object.assign(Object.create(null), {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
});

function receipt(get: Get, messageId: string, status: string, ref: string | null): readonly ProviderEvent[] {
  const to = readAddress(get('To'));
  const channel = get('To').startsWith('whatsapp:') || get('ChannelPrefix') === 'whatsapp' ? 'whatsapp' : 'sms';
  return [
    {
      kind: 'receipt',
      channel,
      messageId,
      to: to?.number ?? null,
      userId: hiddenId(get) ?? to?.userId ?? null,
      status,
      state: STATES[status] ?? 'unknown',
      errorCode: numberOf(get('ErrorCode')),
      ...(ref === null || ref === '' ? {} : { ref }),
    },
  ];
}

function hiddenId(get: Get): string | null {
  return readAddress(get('ExternalUserId'))?.userId ?? null;
}

// ------------------------------------------------------------------ messages of people

/** MessageType of WhatsApp. Those of a correction and a withdrawal are not documented. */
const TYPES: Readonly<Record<string, LetterType | undefined>> = Object.assign(Object.create(null), {
  text: 'text',
  button: 'button',
  interactive: 'button',
  image: 'image',
  audio: 'audio',
  voice: 'audio',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contacts',
  reaction: 'reaction',
  order: 'order',
  unsupported: 'unsupported',
});
const CHANGES: Readonly<Record<string, InboundEvent['change']>> = Object.assign(Object.create(null), {
  edit: 'edit',
  edited: 'edit',
  revoke: 'deletion',
  delete: 'deletion',
  deleted: 'deletion',
});

function letter(get: Get, messageId: string, from: TwilioAddress): ProviderEvent {
  const media = mediaOf(get);
  const type = typeOf(get, media);
  const change = CHANGES[get('MessageType')];
  const text = textOf(get, type);
  const payload = type === 'list' ? get('ListId') : get('ButtonPayload');
  const replyTo = get('OriginalRepliedMessageSid');
  const location = locationOf(get);
  const errorCode = numberOf(get('ErrorCode'));
  const facts = {
    channel: from.channel,
    messageId,
    from: from.number,
    userId: hiddenId(get) ?? from.userId,
    to: readAddress(get('To'))?.number ?? null,
    type,
    text,
    ...(payload === '' ? {} : { payload }),
    ...(replyTo === '' ? {} : { replyTo }),
    ...(media.length === 0 ? {} : { media }),
    ...(type === 'location' && location !== null ? { location } : {}),
    ...(change === undefined ? {} : { change }),
    ...(from.channel === 'whatsapp' ? { profileName: get('ProfileName') || null } : {}),
    ...(errorCode === null ? {} : { errorCode }),
  };
  const told = OPT_OUT_TYPES[get('OptOutType').toUpperCase()];
  if (told !== undefined) return { kind: 'optOut', ...facts, action: told, by: 'provider' };
  const written = type === 'text' ? optOutAction(text) : null;
  if (written !== null) return { kind: 'optOut', ...facts, action: written, by: 'keyword' };
  return { kind: 'inbound', ...facts };
}

const OPT_OUT_TYPES: Readonly<Record<string, OptOutAction | undefined>> = Object.assign(Object.create(null), {
  STOP: 'stop',
  START: 'start',
  HELP: 'help',
});

function typeOf(get: Get, media: readonly MediaReference[]): LetterType {
  const said = get('MessageType');
  if (get('ListId') !== '') return 'list';
  if (get('ButtonPayload') !== '' || get('ButtonText') !== '') return 'button';
  const known = said === '' ? 'text' : TYPES[said];
  if (known === undefined) return 'unknown';
  if (known !== 'text') return known;
  if (locationOf(get) !== null) return 'location';
  const [first] = media;
  if (first !== undefined) return typeOfMedia(first.type);
  return get('Body').trim() === '' ? 'empty' : 'text';
}

function typeOfMedia(mime: string): LetterType {
  if (/^text\/(?:x-)?vcard/i.test(mime)) return 'contacts';
  const [family = ''] = mime.toLowerCase().split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
}

function textOf(get: Get, type: LetterType): string {
  if (type === 'button') return get('ButtonText') || get('Body');
  if (type === 'list') return get('ListTitle') || get('Body');
  return get('Body');
}

/** At most as many files as an MMS can hold. */
const MOST_MEDIA = 10;

function mediaOf(get: Get): readonly MediaReference[] {
  const count = Math.min(numberOf(get('NumMedia')) ?? 0, MOST_MEDIA);
  const media: MediaReference[] = [];
  for (let index = 0; index < count; index++) {
    const url = get(`MediaUrl${index}`);
    if (url !== '') media.push({ url, type: get(`MediaContentType${index}`) || 'application/octet-stream' });
  }
  return media;
}

function locationOf(get: Get): InboundEvent['location'] | null {
  const latitude = numberOf(get('Latitude'));
  const longitude = numberOf(get('Longitude'));
  if (latitude === null || longitude === null) return null;
  return { latitude, longitude, name: get('Label') || null, address: get('Address') || null };
}
