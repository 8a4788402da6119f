/** The channels of both providers, connected to an address of this machine. */
import { twilioChannels, type TwilioChannelOptions } from '../../../src/channels/twilio/index.js';
import { whatsappCloudChannel, type WhatsappCloudOptions } from '../../../src/channels/whatsapp-cloud/index.js';
import type { ChannelPort } from '../../../src/channels/port.js';
import { OURS, PUBLIC_URL, SECRETS } from './cases.js';

export const SMS_FROM = '+56448906100';
export const WHATSAPP_FROM = '+56225550100';
export const PERSON = '+56981110001';

export function twilioPort(
  id: 'twilio-sms' | 'twilio-whatsapp',
  apiUrl: string,
  options: Partial<TwilioChannelOptions> = {},
): ChannelPort {
  const ports = twilioChannels({
    accountSid: OURS.accountSid,
    authToken: SECRETS.authToken,
    apiUrl,
    publicUrl: PUBLIC_URL,
    smsFrom: SMS_FROM,
    whatsappFrom: WHATSAPP_FROM,
    smsPerSecond: 10,
    whatsappPerSecond: 80,
    ...options,
  });
  const port = ports.find((each) => each.id === id);
  if (port === undefined) throw new Error(`no ${id}`);
  return port;
}

export function cloudPort(apiUrl: string, options: Partial<WhatsappCloudOptions> = {}): ChannelPort {
  return whatsappCloudChannel({ phoneId: OURS.phoneId, token: 'a-token', apiUrl, ...options });
}
