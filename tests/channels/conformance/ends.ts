/** Other ends of a connection that misbehave, on this machine only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface End {
  /** http://127.0.0.1:port */
  readonly url: string;
  close(): Promise<void>;
}

/** What a request held: the body whole. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function listening(server: Server): Promise<End> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers each request as `answer` says. */
export async function answering(answer: (asked: Asked, response: ServerResponse) => void): Promise<End> {
  return listening(
    createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () =>
        answer(
          {
            method: request.method ?? '',
            url: request.url ?? '',
            headers: request.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          },
          response,
        ),
      );
    }),
  );
}

/** A port at which nobody listens: it was free a moment ago. */
export async function refused(): Promise<End> {
  const end = await listening(createServer());
  await end.close();
  return { url: end.url, close: async () => undefined };
}

/** Reads the request whole and cuts the connection. */
export const closed = (): Promise<End> => answering((_, response) => void response.socket?.destroy());

/** Says yes in words that nobody understands. */
export const garbage = (status = 200): Promise<End> =>
  answering((_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end('<html>{"id":');
  });

/** Not now. */
export const busy = (): Promise<End> =>
  answering((_, response) => {
    response.writeHead(503, { 'Content-Type': 'text/html' });
    response.end('<h1>Service Unavailable</h1>');
  });
