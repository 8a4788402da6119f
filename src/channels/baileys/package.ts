/** The package behind this channel. It is optional and heavy, so it is loaded when the channel begins to listen. */
import type * as Package from '@whiskeysockets/baileys';
import type {
  AuthenticationState,
  BaileysEventMap,
  WAMessage,
  WAMessageContent,
  WAMessageKey,
} from '@whiskeysockets/baileys';
import { UserError } from '../../domain/failure.js';

export type Baileys = typeof Package;

/** What we use of a connection: the package's own socket has it, and so has a recorded one. */
export interface Socket {
  readonly ev: { on<E extends keyof BaileysEventMap>(event: E, listener: (arg: BaileysEventMap[E]) => void): void };
  sendMessage(jid: string, content: { text: string }, options: { messageId: string }): Promise<WAMessage | undefined>;
  requestPairingCode(digits: string): Promise<string>;
  end(error: Error | undefined): void | Promise<void>;
}
export interface SocketSettings {
  readonly auth: AuthenticationState;
  /** What we sent, by its id: the other side asks for it again when it could not read it. */
  readonly getMessage: (key: WAMessageKey) => Promise<WAMessageContent | undefined>;
}
export type Connect = (settings: SocketSettings) => Socket;

/** Throws UserError when the package is not installed. */
export async function loadBaileys(
  load: () => Promise<Baileys> = () => import('@whiskeysockets/baileys'),
): Promise<Baileys> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      'baileys-missing',
      `The package @whiskeysockets/baileys cannot be loaded (${code ?? 'error'}).`,
      'Install it with: npm install --include=optional. It is for development only: docs/develop-with-baileys.md.',
    );
  }
}

/** The package's own logger writes numbers and texts to the terminal. */
const SILENT = {
  level: 'silent',
  child: () => SILENT,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Connections of the real package, without history, groups and presence. */
export function realConnect({ makeWASocket }: Baileys): Connect {
  return (settings) =>
    makeWASocket({
      ...settings,
      logger: SILENT,
      markOnlineOnConnect: false, // else the phone itself gets no notifications any more
      syncFullHistory: false,
      shouldSyncHistoryMessage: () => false,
      shouldIgnoreJid: (jid) => !isPerson(jid),
    });
}

/** A person's address: a number or a hidden id, hosted or not. Groups, status, channels and bots are none. */
export function isPerson(jid: string): boolean {
  return /@(?:s\.whatsapp\.net|c\.us|lid|hosted|hosted\.lid)$/.test(jid);
}
