/** Webhooks on raw HTTP, in front of the pages: read whole, verified, stored, answered (DESIGN §3.1). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ingress, WebhookAnswer } from '../../channels/port.js';
import type { Clock } from '../../domain/clock.js';
import type { Log } from '../../log.js';
import type { Vault } from '../../privacy/vault.js';
import { rowsOf, type Rows } from '../../turn/rows.js';
import type { Intake } from './intake.js';
import { SpoolFull, type Spool } from './spool.js';

export interface WebhookOptions {
  readonly ingresses: readonly Ingress[];
  readonly intake: Pick<Intake, 'write'>;
  /** By name of the ingress, for those that do not send again. */
  readonly spools: ReadonlyMap<string, Spool>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
}

/** Bodies under way at once, at their largest: about a hundred of Meta's, six thousand of Twilio's. */
const MOST_HELD = 400 * 2 ** 20;

/** After a failed write the database is asked again only after this long; until then everything takes the other way at once. */
const AWAY = 2_000;

export class Webhooks {
  readonly #options: WebhookOptions;
  readonly #byPath = new Map<string, Ingress>();
  #awayUntil = 0;
  #draining: Promise<void> | null = null;
  /** Bytes that bodies under way may grow to. */
  #held = 0;

  constructor(options: WebhookOptions) {
    this.#options = options;
    for (const ingress of options.ingresses) for (const path of ingress.paths) this.#byPath.set(path, ingress);
  }

  /** Takes the request if it is a webhook's; false = somebody else's. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const url = request.url ?? '';
    const query = url.indexOf('?');
    const ingress = this.#byPath.get(query < 0 ? url : url.slice(0, query));
    if (!ingress) return false;
    // Whoever we do not know yet may not fill our memory.
    const most = Math.min(Number(request.headers['content-length'] ?? ingress.maxBody) || 0, ingress.maxBody);
    if (this.#held + most > MOST_HELD) {
      answer(response, 503, '', request);
      return true;
    }
    this.#held += most;
    readBody(request, ingress.maxBody)
      .finally(() => (this.#held -= most))
      .then(async (body) => {
        if (body === null) return answer(response, 413, '', request);
        const { status, text } = await this.#take(ingress, request, body);
        answer(response, status, text);
      })
      .catch(() => response.destroy()); // the sender hung up, or we could not answer: nothing was acknowledged
    return true;
  }

  async #take(ingress: Ingress, request: IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> {
    const { vault, clock, log } = this.#options;
    let read: WebhookAnswer;
    try {
      read = ingress.read({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      if (read.status !== 200) return { status: read.status, text: '' };
      if (read.events.length === 0) return { status: 200, text: read.text ?? '' };
    } catch (error) {
      // A payload that breaks the parser would be sent again for days: it is refused, and somebody must look.
      log.error({ ingress: ingress.id, error: (error as Error).name }, 'a webhook could not be read');
      return { status: 400, text: '' };
    }
    let rows: Rows;
    try {
      rows = rowsOf(vault, ingress.id, read.events, clock.now());
    } catch (error) {
      log.error({ ingress: ingress.id, error: (error as Error).name }, 'a webhook could not be sealed');
      return { status: 503, text: '' };
    }
    if (rows.inbound.length + rows.reports.length === 0) return { status: 200, text: read.text ?? '' };
    return (await this.#keep(ingress, rows)) ? { status: 200, text: read.text ?? '' } : { status: 503, text: '' };
  }

  /** In the database, or in the spool; false = nowhere. While anything waits in the spool all of that provider goes through it, in order. */
  async #keep(ingress: Ingress, rows: Rows): Promise<boolean> {
    const { intake, spools, clock, log } = this.#options;
    const spool = spools.get(ingress.id);
    if (clock.now() >= this.#awayUntil && (spool?.isEmpty ?? true)) {
      try {
        await intake.write(rows);
        return true;
      } catch (error) {
        if (clock.now() >= this.#awayUntil)
          log.error(
            { ingress: ingress.id, error: (error as Error).name },
            'the database does not take what providers send',
          );
        this.#awayUntil = clock.now() + AWAY;
      }
    }
    if (!spool) return false;
    try {
      await spool.append(rows);
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      log.error({ ingress: ingress.id }, 'the spool is full: the provider is told to wait');
      return false;
    }
    void this.drain();
    return true;
  }

  /** Brings what waits in the spools into the database, as soon as it is back. */
  drain(): Promise<void> {
    this.#draining ??= this.#drainAll().finally(() => (this.#draining = null));
    return this.#draining;
  }

  async #drainAll(): Promise<void> {
    const { spools, intake, clock, log } = this.#options;
    if (clock.now() < this.#awayUntil) return;
    for (const [id, spool] of spools) {
      if (spool.isEmpty) continue;
      try {
        await spool.drain((rows) => intake.write(rows));
        if (spool.isEmpty) log.info({ ingress: id }, 'the spool is empty again');
      } catch (error) {
        this.#awayUntil = clock.now() + AWAY;
        log.warn({ ingress: id, bytes: spool.bytes, error: (error as Error).name }, 'the spool waits for the database');
        return;
      }
    }
  }
}

/** The whole body; null = larger than it may be. Rejects when the sender hangs up. */
function readBody(request: IncomingMessage, most: number): Promise<Buffer | null> {
  return new Promise((done, failed) => {
    if (Number(request.headers['content-length'] ?? 0) > most) return done(null);
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) {
        request.removeAllListeners('data');
        done(null);
      } else chunks.push(chunk);
    });
    request.once('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', failed);
    request.once('close', () => failed(new Error('closed')));
  });
}

function answer(response: ServerResponse, status: number, text: string, unread?: IncomingMessage): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
    // What was not read would be taken for the next request.
    ...(unread ? { Connection: 'close' } : {}),
  });
  response.end(text);
  if (unread) {
    unread.resume();
    // Bounded: whoever sends on and on is cut off.
    response.once('finish', () => setTimeout(() => unread.destroy(), 1_000).unref());
  }
}
