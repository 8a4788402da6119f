/** The providers that the settings name: what is not configured is off, not broken. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { Db } from 'mongodb';
import type { Config } from '../config.js';
import type { Clock } from '../domain/clock.js';
import type { Programme } from '../programmes/programme.js';
import { baileysChannel } from './baileys/index.js';
import type { ChannelPort, Ingress } from './port.js';
import type { Sender } from './senders.js';
import { smsGatewayFiles, smsGatewayHttp, smsGatewayIngress } from './sms-gateway/index.js';
import { twilioChannels, twilioIngress, twilioLookup, type Lookup } from './twilio/index.js';
import { whatsappCloudChannel, whatsappCloudIngress } from './whatsapp-cloud/index.js';

export interface Connected {
  readonly ports: readonly ChannelPort[];
  readonly ingresses: readonly Ingress[];
  /** The numbers that the settings name: of the first programme. */
  readonly senders: readonly Sender[];
  readonly lookup: Lookup | null;
  /** name|language → Twilio's content */
  readonly contentSids: ReadonlyMap<string, string>;
}

export interface ConnectOptions {
  readonly clock: Clock;
  /** Their own numbers switch a channel on as well as the settings do. */
  readonly programmes: ReadonlyMap<string, Programme>;
  /** Keeps the linked device of the development channel; null = nothing is kept, and nothing can be linked. */
  readonly db: Db | null;
  /** 32 bytes of this database: they seal the linked device of the development channel, and make ids that lead back to nobody. */
  readonly sealKey: Buffer;
  /** Something went wrong that nobody would see: a code, for the coordinator. */
  onTrouble(code: string): void;
  /** One line, or a QR code, for the developer at the terminal. */
  print(line: string): void;
}

export function connect(config: Config, options: ConnectOptions): Connected {
  const ports: ChannelPort[] = [];
  const ingresses: Ingress[] = [];
  const senders: Sender[] = [];
  const sender = (channel: Sender['channel'], via: string, address: string, providerRef = '') =>
    senders.push({
      channel,
      via,
      address,
      providerRef,
      state: 'live',
      twoWay: isNumber(address),
      replyCost: 'ownTariff',
    });
  const own = (via: string) =>
    [...options.programmes.values()].flatMap((programme) => programme.senders).find((each) => each.via === via)
      ?.address;
  let lookup: Lookup | null = null;

  const { TWILIO_AUTH_TOKEN: authToken, TWILIO_ACCOUNT_SID: accountSid, PUBLIC_URL: publicUrl } = config;
  if (authToken !== undefined && publicUrl !== undefined) {
    ingresses.push(twilioIngress({ authToken, publicUrl, ...(accountSid === undefined ? {} : { accountSid }) }));
    if (accountSid !== undefined) {
      const access = { accountSid, authToken, ...optional('apiUrl', config.TWILIO_API_URL) };
      ports.push(
        ...twilioChannels({
          ...access,
          publicUrl,
          ...optional('smsFrom', config.TWILIO_FROM_SMS ?? own('twilio-sms')),
          ...optional('whatsappFrom', config.TWILIO_FROM_WHATSAPP ?? own('twilio-whatsapp')),
          ...optional('messagingService', config.TWILIO_MESSAGING_SERVICE),
          smsPerSecond: config.TWILIO_SMS_PER_SECOND,
          whatsappPerSecond: config.WHATSAPP_PER_SECOND,
        }),
      );
      if (config.TWILIO_FROM_SMS !== undefined) sender('sms', 'twilio-sms', config.TWILIO_FROM_SMS);
      if (config.TWILIO_FROM_WHATSAPP !== undefined) sender('whatsapp', 'twilio-whatsapp', config.TWILIO_FROM_WHATSAPP);
      if (config.TWILIO_LOOKUP === 'on') lookup = twilioLookup(access);
    }
  }

  const { WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken, WHATSAPP_PHONE_ID: phoneId } = config;
  if (appSecret !== undefined && verifyToken !== undefined)
    ingresses.push(whatsappCloudIngress({ appSecret, verifyToken, ...optional('phoneId', phoneId) }));
  if (config.WHATSAPP_TOKEN !== undefined && phoneId !== undefined) {
    ports.push(
      whatsappCloudChannel({
        phoneId,
        token: config.WHATSAPP_TOKEN,
        perSecond: config.WHATSAPP_PER_SECOND,
        ...optional('businessId', config.WHATSAPP_BUSINESS_ID),
        ...optional('apiUrl', config.WHATSAPP_API_URL),
      }),
    );
    sender('whatsapp', 'whatsapp-cloud', config.WHATSAPP_FROM ?? phoneId, phoneId);
  }

  const { clock } = options;
  if (config.SMS_GATEWAY_SECRET !== undefined)
    ingresses.push(smsGatewayIngress({ secret: config.SMS_GATEWAY_SECRET, clock }));
  const gateway = gatewayOf(config, options);
  if (gateway) {
    ports.push(gateway);
    sender('sms', gateway.id, config.SMS_GATEWAY_FROM ?? gateway.id);
  }

  if (config.BAILEYS === 'on' && options.db !== null) {
    const baileys = baileysChannel({
      db: options.db,
      sealKey: options.sealKey,
      print: drawn(options.print),
      clock,
    });
    ports.push(baileys);
    sender('whatsapp', baileys.id, baileys.id);
  }
  return { ports, ingresses, senders, lookup, contentSids: contentSidsOf(config.TWILIO_CONTENT_SIDS) };
}

function gatewayOf(config: Config, { clock, sealKey, onTrouble }: ConnectOptions): ChannelPort | null {
  if (config.SMS_GATEWAY_URL !== undefined && config.SMS_GATEWAY_SECRET !== undefined)
    return smsGatewayHttp({
      url: config.SMS_GATEWAY_URL,
      secret: config.SMS_GATEWAY_SECRET,
      perSecond: config.SMS_GATEWAY_PER_SECOND,
      clock,
    });
  if (config.SMS_GATEWAY_OUT === undefined) return null;
  const inFolder = config.SMS_GATEWAY_IN ?? join(config.SMS_GATEWAY_OUT, 'in');
  const perSecond = config.SMS_GATEWAY_PER_SECOND;
  const idKey = createHmac('sha256', sealKey).update('ids of the SMS gateway').digest();
  return smsGatewayFiles({ outFolder: config.SMS_GATEWAY_OUT, inFolder, clock, perSecond, idKey, onTrouble });
}

/** A QR code is drawn for the phone's camera; every other line is printed as it is. */
const drawn =
  (print: (line: string) => void) =>
  (line: string): void => {
    // What links a device begins with the number of the protocol and an @.
    if (!/^\d@/.test(line)) return print(line);
    void import('qrcode').then(({ default: qr }) => qr.toString(line, { type: 'terminal', small: true })).then(print);
  };

/** A name in place of a number can be read, and not answered. */
const isNumber = (address: string): boolean => /^\+?\d[\d ]*$/.test(address);

function optional<K extends string, V>(name: K, value: V | undefined): { readonly [name in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [name in K]?: V };
}

function contentSidsOf(setting: string | undefined): ReadonlyMap<string, string> {
  return new Map(
    (setting ?? '')
      .split(',')
      .map((part) => part.trim().split('=') as [string, string])
      .filter(([name, sid]) => name !== '' && sid !== undefined),
  );
}
