/**
 * WhatsApp Web by an unofficial package, for development only (docs/develop-with-baileys.md). It answers people who wrote, and
 * never begins: numbers that begin are banned.
 */
import type { Db } from 'mongodb';
import type { WAMessage } from '@whiskeysockets/baileys';
import type { Clock } from '../../domain/clock.js';
import type { SendFailure } from '../../domain/failure.js';
import { numbered } from '../numbered.js';
import type { Capabilities, ChannelPort, OutboundMessage, SendResult } from '../port.js';
import { refusal } from '../refusals.js';
import { loadAuth } from './auth-store.js';
import { Connection, statusOf } from './connection.js';
import { letterOf, receiptOf } from './events.js';
import { Incoming } from './incoming.js';
import { loadBaileys, realConnect, type Baileys, type Connect } from './package.js';
import { writerOf } from './person.js';
import { SealedDocuments } from './sealed-documents.js';
import { Sent, whatsAppId } from './sent.js';
import { Window, WINDOW_HOURS } from './window.js';

export interface BaileysOptions {
  /** Keeps the linked device in `baileysAuth`. */
  readonly db: Db;
  /** 32 bytes; seals what is kept. */
  readonly sealKey: Buffer;
  /** Shows one line to the developer, or the text of a QR code to scan. Never a number, name or word of a person. */
  readonly print: (qrOrLine: string) => void;
  readonly clock: Clock;
  /** Our own number, E.164: links by a code that is typed on the phone in place of the QR. */
  readonly pairNumber?: string;
  /** Makes a socket. Default: the real package. */
  readonly connect?: Connect;
  /** Loads the package. Default: import. */
  readonly load?: () => Promise<Baileys>;
  /** Milliseconds before connection try 1, 2 … Default: 1 s, 2 s, 4 s … one minute. */
  readonly delayMs?: (tries: number) => number;
  /** Milliseconds before a message that could not be stored is tried again. Default 2,000. */
  readonly retryMs?: number;
}

const CAPABILITIES: Capabilities = {
  buttons: 0, // WhatsApp shows none to this kind of client (DOMAIN §5)
  rows: 0,
  maxLength: 4096,
  windowHours: WINDOW_HOURS,
  needsTemplate: false,
  opens: false,
  receipts: false, // they come, but a restart forgets our references
  perSecond: 1,
  pair: null,
};
const PORT = { id: 'baileys', carries: ['whatsapp'], reaches: 'real', capabilities: CAPABILITIES } as const;

const ONLY_REPLIES: SendFailure = { kind: 'rejected', retryable: false, code: 'only-replies' };
/** Nothing was sent: it is not known whether it may be. */
const STORE_AWAY: SendFailure = { kind: 'throttled', retryable: true, code: 'store-away' };
const NOT_CONNECTED: SendFailure = { kind: 'throttled', retryable: true, code: 'not-connected' };

/** The channel `baileys`. Nothing is loaded or connected before `listen`, which throws UserError when the package is missing. */
export function baileysChannel(options: BaileysOptions): ChannelPort {
  const docs = new SealedDocuments(options.db, options.sealKey);
  const window = new Window(docs, options.clock);
  const sent = new Sent();
  let connection: Connection | null = null;

  async function send(message: OutboundMessage): Promise<SendResult> {
    const text = numbered(message.text, message.choices);
    const refused = refusal(PORT, { ...message, template: null }, text);
    if (refused) return { ok: false, failure: refused };
    if (message.kind === 'first' || message.kind === 'reminder') return { ok: false, failure: ONLY_REPLIES };
    const jid = await window.answerTo(message.to).catch(() => undefined);
    if (jid === undefined) return { ok: false, failure: STORE_AWAY };
    if (jid === null) return { ok: false, failure: ONLY_REPLIES };
    try {
      const socket = connection?.open;
      if (!socket) return { ok: false, failure: NOT_CONNECTED };
      const messageId = whatsAppId(message.id);
      sent.keep(messageId, message.id, { conversation: text }); // before: the phone may ask before we know it was sent
      const result = await socket.sendMessage(jid, { text }, { messageId });
      if (!result) return { ok: false, failure: { kind: 'unknown', retryable: true, code: 'no-answer' } };
      if (result.message) sent.keep(messageId, message.id, result.message);
      return { ok: true, providerId: result.key.id ?? messageId };
    } catch (error) {
      return { ok: false, failure: socketFailure(statusOf(error)) };
    }
  }

  async function listen(deliver: Parameters<NonNullable<ChannelPort['listen']>>[0]) {
    const baileys = await loadBaileys(options.load);
    const auth = await loadAuth(docs, baileys);
    const incoming = new Incoming(deliver, options.retryMs ?? 2000);
    const begun = new Connection({
      connect: options.connect ?? realConnect(baileys),
      auth,
      getMessage: async ({ id }) => sent.contentOf(id ?? ''),
      pairDigits: options.pairNumber?.replace(/\D/g, '') ?? null,
      print: options.print,
      delayMs: options.delayMs ?? ((tries) => Math.min(1000 * 2 ** (tries - 1), 60_000)),
      onMessages: (messages) => {
        for (const message of messages) take(message, incoming, window, options.clock);
      },
      onUpdates: (updates) =>
        incoming.handOn(updates.flatMap((update) => receiptOf(update, sent.refOf(update.key.id ?? '')) ?? [])),
      onUnlinked: () => docs.clear(),
    });
    connection = begun;
    return {
      stop: async () => {
        await begun.stop();
        await incoming.stop();
        if (connection === begun) connection = null;
      },
    };
  }
  return { ...PORT, send, listen };
}

function take(message: WAMessage, incoming: Incoming, window: Window, clock: Clock): void {
  const writer = writerOf(message.key);
  const letter = letterOf(message);
  if (writer === null || letter === null || !incoming.isNew(letter.messageId)) return;
  const at = letter.at === undefined ? clock.now() : Date.parse(letter.at);
  incoming.handOn([letter], () => window.opened([writer.phone, writer.lid], writer.jid, at));
}

/** What the socket threw, by the status of its error. The id of a message is ours, so trying again shows nothing twice. */
function socketFailure(status: number | null): SendFailure {
  const code = `baileys-${status ?? 'error'}`;
  switch (status) {
    case 429:
      return { kind: 'throttled', retryable: true, code };
    case 401:
    case 403:
      return { kind: 'misconfigured', retryable: true, code, stops: 'channel' };
    case 400:
    case 463: // the account may not write to this person
      return { kind: 'rejected', retryable: false, code };
    default:
      return { kind: 'unknown', retryable: true, code };
  }
}
