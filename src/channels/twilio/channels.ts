/** SMS and WhatsApp through Twilio. */
import type { Channel } from '../../domain/channel.js';
import type { Capabilities, ChannelPort } from '../port.js';
import { twilioApi, type TwilioAccess, type TwilioApi } from './client.js';
import { findSent } from './find.js';
import { fetchTwilioMedia } from './media.js';
import { probeTwilio } from './probe.js';
import { sendThrough, type Sender } from './send.js';
import { twilioTemplates } from './templates.js';

export interface TwilioChannelOptions extends TwilioAccess {
  /** Where the status callbacks go: https://bot.example.org */
  readonly publicUrl: string;
  /** Number, short code or name for SMS when a message brings none. */
  readonly smsFrom?: string;
  /** Number for WhatsApp when a message brings none. */
  readonly whatsappFrom?: string;
  /** Messaging Service (MG…) that chooses the SMS number. */
  readonly messagingService?: string;
  /** Messages a second. */
  readonly smsPerSecond: number;
  readonly whatsappPerSecond: number;
}

/** Twilio refuses longer bodies (21617); one of 1,600 is eleven SMS already. */
const MAX_LENGTH = 1600;

const COMMON: Pick<Capabilities, 'buttons' | 'rows' | 'maxLength' | 'opens' | 'receipts'> = {
  buttons: 0, // free text at Twilio has none; templates bring theirs
  rows: 0,
  maxLength: MAX_LENGTH,
  opens: true,
  receipts: true,
};

/** `twilio-sms` when there is a number or a service for it, `twilio-whatsapp` when there is a number. One client serves both. */
export function twilioChannels(options: TwilioChannelOptions): readonly ChannelPort[] {
  const api = twilioApi(options);
  const ports: ChannelPort[] = [];
  if (options.smsFrom !== undefined || options.messagingService !== undefined) {
    const capabilities: Capabilities = {
      ...COMMON,
      windowHours: null,
      needsTemplate: false,
      perSecond: options.smsPerSecond,
      pair: null,
    };
    ports.push(port('twilio-sms', 'sms', capabilities, options, api));
  }
  if (options.whatsappFrom !== undefined) {
    const capabilities: Capabilities = {
      ...COMMON,
      windowHours: 24,
      needsTemplate: true,
      perSecond: options.whatsappPerSecond,
      pair: { seconds: 6, burst: 45 }, // DOMAIN §3
    };
    ports.push(port('twilio-whatsapp', 'whatsapp', capabilities, options, api));
  }
  return ports;
}

function port(
  id: string,
  channel: Sender['channel'],
  capabilities: Capabilities,
  options: TwilioChannelOptions,
  api: TwilioApi,
): ChannelPort {
  const carries: readonly Channel[] = [channel];
  const sender: Sender = {
    channel,
    carries,
    capabilities,
    publicUrl: options.publicUrl.replace(/\/+$/, ''),
    from: (channel === 'sms' ? options.smsFrom : options.whatsappFrom) ?? '',
    service: channel === 'sms' ? (options.messagingService ?? null) : null,
  };
  return {
    id,
    carries,
    reaches: 'real',
    capabilities,
    send: (message) => sendThrough(api, sender, message),
    find: (message, since) => findSent(api, sender, message, since),
    fetchMedia: (media) => fetchTwilioMedia(api, options, media),
    ...(channel === 'whatsapp' ? { templates: () => twilioTemplates(api) } : {}),
    probe: () => probeTwilio(api, sender, options.accountSid),
  };
}
