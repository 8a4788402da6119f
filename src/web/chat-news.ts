/**
 * Server-sent events that say only "there is something new": the page then asks for the lines. A browser reconnects by itself and
 * names the last line it was told of, so that nothing said in between is missed.
 */
import type { Response } from 'express';
import type { Session, Sessions } from '../channels/web/sessions.js';

/** Proxies and mobile networks cut what is silent for half a minute; the browser comes back at once. */
const OPEN_FOR = 25_000;
const COME_BACK_AFTER = 500;

export interface News {
  readonly sessions: Sessions;
  readonly session: Session;
  /** Id of the last line the page shows. */
  readonly seen: string;
  /** Id of the last line of the record. */
  latest(): Promise<string>;
}

/** Answers with a stream until something ends it: 25 s, the page, the session, the server. 429 when too many tabs are open. */
export async function streamNews(response: Response, { sessions, session, seen, latest }: News): Promise<void> {
  let told = seen;
  let looking = false;
  let again = false;
  const look = async (): Promise<void> => {
    again = true;
    if (looking) return; // whoever looks now looks once more
    looking = true;
    try {
      while (again && !response.writableEnded) {
        again = false;
        const last = await latest();
        if (last === told || response.writableEnded) continue;
        told = last;
        response.write(`id: ${last}\ndata: new\n\n`);
      }
    } catch {
      response.end(); // the database is away: the browser comes back and asks again
    } finally {
      looking = false;
    }
  };
  const stop = sessions.listen(session, { hear: () => void look(), end: () => void response.end() });
  if (stop === null) return void response.status(429).end();
  const timer = setTimeout(() => response.end(), OPEN_FOR);
  response.once('close', () => {
    clearTimeout(timer);
    stop();
  });
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  response.write(`retry: ${COME_BACK_AFTER}\n\n`);
  await look();
}
