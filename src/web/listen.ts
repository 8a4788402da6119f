/** The port: who listens on it, and how long a request may take to arrive. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { UserError } from '../domain/failure.js';

/** A request that does not arrive whole within this is given up: nobody holds a connection by sending a byte a minute. */
const REQUEST_TIMEOUT = 30_000;
const HEADERS_TIMEOUT = 10_000;
/** Longer than the minute of usual proxies, so that they never use a connection that we have just closed. */
const KEEP_ALIVE = 65_000;

const waited = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** A list of millions of rows over a slow line: whoever is known and sends one may take longer than others. */
export const takesLong = (request: IncomingMessage): void => clearTimeout(waited.get(request));

/** Node's own limit holds for all requests of a server alike; this one can be lifted for one. */
const bounded =
  (app: RequestListener): RequestListener =>
  (request, response) => {
    const timer = setTimeout(() => {
      if (!request.complete) request.socket.destroy();
    }, REQUEST_TIMEOUT);
    waited.set(request, timer);
    response.once('close', () => clearTimeout(timer));
    app(request, response);
  };

/** Listens; throws `UserError` when the port is taken. */
export function listen(app: RequestListener, host: string, port: number): Promise<{ server: Server; address: string }> {
  const server = createServer({ requestTimeout: 0, headersTimeout: HEADERS_TIMEOUT }, bounded(app));
  server.keepAliveTimeout = KEEP_ALIVE;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new UserError(
            'port-in-use',
            `Port ${port} on ${host} is in use.`,
            'Stop what uses it, or: npm start -- --port 3001',
          ),
        );
      else
        reject(
          new UserError('cannot-listen', `Cannot listen on ${host}:${port}: ${error.message}`, 'Check HOST and PORT.'),
        );
    });
    server.listen(port, host, () => {
      const at = server.address();
      const actual = typeof at === 'object' && at !== null ? at.port : port;
      resolve({ server, address: `http://${host.includes(':') ? `[${host}]` : host}:${actual}` });
    });
  });
}
