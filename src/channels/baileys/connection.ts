/** One line to WhatsApp that is always made again, until the device is unlinked or we stop. */
import type { ConnectionState, WAMessage, WAMessageUpdate } from '@whiskeysockets/baileys';
import type { Connect, Socket, SocketSettings } from './package.js';
import type { StoredAuth } from './auth-store.js';

/** DisconnectReason of the package. */
const LOGGED_OUT = 401;
const RESTART_REQUIRED = 515;

export interface ConnectionOptions {
  readonly connect: Connect;
  readonly auth: StoredAuth;
  readonly getMessage: SocketSettings['getMessage'];
  /** Our own number, digits only: a code to type on the phone is asked for in place of the QR. */
  readonly pairDigits: string | null;
  readonly print: (qrOrLine: string) => void;
  /** Milliseconds before try number `tries` (1, 2 …). */
  readonly delayMs: (tries: number) => number;
  readonly onMessages: (messages: readonly WAMessage[]) => void;
  readonly onUpdates: (updates: readonly WAMessageUpdate[]) => void;
  /** The phone took the device off its list: what is stored opens nothing any more. */
  readonly onUnlinked: () => Promise<void>;
}

export class Connection {
  readonly #options: ConnectionOptions;
  #socket: Socket | null = null;
  #isOpen = false;
  #tries = 0;
  #timer: NodeJS.Timeout | null = null;
  #ended = false;
  #asked = false;
  #unlinked = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#begin();
  }

  /** The socket while it is open; null = not connected just now. */
  get open(): Socket | null {
    return this.#isOpen ? this.#socket : null;
  }

  async stop(): Promise<void> {
    this.#ended = true;
    this.#isOpen = false;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#socket?.end(undefined);
  }

  #begin(): void {
    const { connect, auth, getMessage, onMessages, onUpdates } = this.#options;
    const socket = connect({ auth: auth.state, getMessage });
    this.#socket = socket;
    const current = (): boolean => this.#socket === socket && !this.#ended;
    socket.ev.on('creds.update', (update) => {
      if (this.#unlinked) return; // they would bring back what was just removed
      Object.assign(auth.state.creds, update);
      auth.saveCreds().catch(() => this.#say('the credentials could not be stored'));
    });
    socket.ev.on('messages.upsert', ({ messages, type }) => {
      // `append` is history, and what came while we were away: answered late it would only confuse.
      if (type === 'notify' && current()) onMessages(messages);
    });
    socket.ev.on('messages.update', (updates) => void (current() && onUpdates(updates)));
    socket.ev.on('connection.update', (update) => void (current() && this.#changed(socket, update)));
  }

  #changed(socket: Socket, { connection, qr, lastDisconnect }: Partial<ConnectionState>): void {
    if (qr !== undefined) this.#pair(socket, qr);
    switch (connection) {
      case 'open':
        this.#isOpen = true;
        this.#tries = 0;
        return this.#say('connected');
      case 'close':
        this.#isOpen = false;
        return this.#closed(statusOf(lastDisconnect?.error));
      case 'connecting':
      case undefined:
        return;
      default:
        connection satisfies never;
    }
  }

  #closed(code: number | null): void {
    const { delayMs, onUnlinked } = this.#options;
    if (code === LOGGED_OUT) {
      this.#ended = true;
      this.#unlinked = true;
      this.#say('this device was unlinked on the phone; start again to link it anew');
      onUnlinked().catch(() => this.#say('the stored credentials could not be removed'));
      return;
    }
    // Right after pairing the other side always asks for a new connection.
    if (code !== RESTART_REQUIRED) this.#tries += 1;
    const wait = code === RESTART_REQUIRED ? 0 : delayMs(this.#tries);
    this.#say(`the connection was closed (${code ?? 'no code'}), again in ${Math.ceil(wait / 1000)} s`);
    this.#timer = setTimeout(() => {
      try {
        this.#begin();
      } catch {
        this.#closed(null);
      }
    }, wait);
  }

  #pair(socket: Socket, qr: string): void {
    const { pairDigits, print } = this.#options;
    if (pairDigits === null) return print(qr);
    if (this.#asked) return;
    this.#asked = true;
    socket.requestPairingCode(pairDigits).then(
      (code) => this.#say(`type this code on the phone, under Linked devices: ${code.slice(0, 4)}-${code.slice(4)}`),
      () => {
        this.#asked = false; // the next QR asks again
        this.#say('no code could be asked for');
      },
    );
  }

  #say(line: string): void {
    this.#options.print(`baileys: ${line}`);
  }
}

/** Status of the package's errors (Boom); null = another error, or none. */
export function statusOf(error: unknown): number | null {
  const output = (error as { readonly output?: { readonly statusCode?: unknown } } | null | undefined)?.output;
  return typeof output?.statusCode === 'number' ? output.statusCode : null;
}
