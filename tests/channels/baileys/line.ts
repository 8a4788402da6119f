/** The other end of a line to WhatsApp: sockets that emit what was recorded, and keep what is sent. */
import { EventEmitter } from 'node:events';
import type { BaileysEventMap, ConnectionState, WAMessage } from '@whiskeysockets/baileys';
import type { Connect, Socket, SocketSettings } from '../../../src/channels/baileys/package.js';

export interface SentOut {
  readonly jid: string;
  readonly text: string;
  readonly messageId: string;
}
type Answer = (sent: SentOut) => WAMessage | undefined | Promise<WAMessage | undefined>;

const accepts: Answer = ({ jid, text, messageId }) => ({
  key: { remoteJid: jid, id: messageId, fromMe: true },
  message: { extendedTextMessage: { text } },
});

export class Line {
  readonly sent: SentOut[] = [];
  /** Settings of every socket so far, the newest last. */
  readonly settings: SocketSettings[] = [];
  readonly codesAskedFor: string[] = [];
  ended = 0;
  answer: Answer = accepts;
  #emitters: EventEmitter[] = [];

  readonly connect: Connect = (settings): Socket => {
    const emitter = new EventEmitter();
    this.#emitters.push(emitter);
    this.settings.push(settings);
    return {
      ev: { on: (event, listener) => void emitter.on(event, listener) },
      sendMessage: async (jid, { text }, { messageId }) => {
        const sent = { jid, text, messageId };
        this.sent.push(sent);
        return this.answer(sent);
      },
      requestPairingCode: async (digits) => {
        this.codesAskedFor.push(digits);
        return 'ABCD1234';
      },
      end: () => void (this.ended += 1),
    };
  };

  /** As the socket number `socket` (the newest) would say it. */
  emit<E extends keyof BaileysEventMap>(event: E, arg: BaileysEventMap[E], socket = this.#emitters.length - 1): void {
    this.#emitters[socket]?.emit(event, arg);
  }
  open(): void {
    this.emit('connection.update', { connection: 'open' });
  }
  close(statusCode: number): void {
    const error: ConnectionState['lastDisconnect'] = { error: boom(statusCode), date: new Date(0) };
    this.emit('connection.update', { connection: 'close', lastDisconnect: error });
  }
  receive(...messages: WAMessage[]): void {
    this.emit('messages.upsert', { messages, type: 'notify' });
  }
}

/** An error as the package throws it. */
export function boom(statusCode: number): Error {
  return Object.assign(new Error('of the socket'), { isBoom: true, output: { statusCode } });
}

export const PHONE_JID = '56961234567@s.whatsapp.net';
export const LID_JID = '184273650912345@lid';

/** A message of a person, as it comes since the hidden ids: the chat has the lid, the number is beside it. */
export function written(message: WAMessage['message'], given: Partial<WAMessage> = {}): WAMessage {
  return {
    key: { remoteJid: LID_JID, remoteJidAlt: PHONE_JID, id: 'A1', fromMe: false, addressingMode: 'lid' },
    messageTimestamp: Date.parse('2026-11-25T14:00:00Z') / 1000,
    pushName: 'Ana',
    message,
    ...given,
  };
}
