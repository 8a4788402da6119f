/**
 * One HTTP request to a provider and its answer. It tells apart what never left from what may have arrived: the first may be
 * sent again at once, the second perhaps twice (DESIGN §3.4).
 */
import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { SendFailure } from '../domain/failure.js';

export interface HttpAsk {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** No answer came. `left` — the request may have reached the provider. `code` — ECONNREFUSED, timeout …; names nobody. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(
    readonly code: string,
    readonly left: boolean,
  ) {
    super(left ? `no answer came (${code})` : `no connection (${code})`);
  }
}

/** The body is larger than asked for. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

export interface ExchangeOptions {
  /** Connections at once and host: with answers of 1 s, 200 carry the 80 messages a second of a WhatsApp number. */
  readonly sockets?: number;
  readonly timeoutMs?: number;
  readonly connectMs?: number;
  /** Bytes of the largest answer. */
  readonly maxBytes?: number;
}

export type Exchange = (ask: HttpAsk) => Promise<HttpAnswer>;

/** The largest file WhatsApp lets a person send in a chat as photo, voice or video. */
export const MEDIA_BYTES = 16 * 1024 * 1024;

/** Connections that are kept open. The promise rejects with NoAnswer or TooLarge only. */
export function exchange({
  sockets = 200,
  timeoutMs = 30_000,
  connectMs = 10_000,
  maxBytes = MEDIA_BYTES,
}: ExchangeOptions = {}): Exchange {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: sockets }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: sockets }),
  };

  return ({ method, url, headers = {}, body }) =>
    new Promise((resolve, reject) => {
      if (!URL.canParse(url)) return reject(new NoAnswer('bad-address', false));
      const target = new URL(url);
      const secure = target.protocol === 'https:';
      if (!secure && target.protocol !== 'http:') return reject(new NoAnswer('bad-address', false));
      let left = false;
      const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const open = (): http.ClientRequest =>
        (secure ? https : http).request(target, {
          method,
          agent: agents[secure ? 'https:' : 'http:'],
          headers: { ...headers, ...length },
        });
      let request: http.ClientRequest;
      try {
        request = open();
      } catch {
        return reject(new NoAnswer('bad-header', false)); // a token with a line break in it
      }
      const give = (code: string): void => void request.destroy(new NoAnswer(code, left));
      const timers = [setTimeout(() => give('timeout'), timeoutMs)];
      const done = (finish: () => void): void => {
        for (const timer of timers) clearTimeout(timer);
        finish();
      };
      request.on('socket', (socket: Socket) => {
        if (!socket.connecting) {
          left = true;
          return;
        }
        const connecting = setTimeout(() => give('connect-timeout'), connectMs);
        timers.push(connecting);
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          left = true;
          clearTimeout(connecting);
        });
      });
      const lose = (error: NodeJS.ErrnoException): void =>
        done(() => reject(error instanceof NoAnswer ? error : new NoAnswer(error.code ?? 'network', left)));
      request.on('error', lose);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= maxBytes) return void chunks.push(chunk);
          done(() => reject(new TooLarge(`more than ${maxBytes} bytes`)));
          request.destroy();
        });
        response.on('end', () =>
          done(() =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
          ),
        );
        response.on('error', lose);
      });
      request.end(body);
    });
}

/** A send without an answer, as a failure. What is no network error says nothing about the message: it is in doubt. */
export function lostSend(error: unknown): SendFailure {
  if (error instanceof NoAnswer) {
    return { kind: error.left ? 'unknown' : 'throttled', retryable: true, code: `network-${error.code}` };
  }
  return { kind: 'unknown', retryable: true, code: 'unreadable-answer' };
}

/** JSON of an answer; undefined = it is none. */
export function jsonOf({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
