/** Requests to Meta's Graph API with the account's token. */
import { exchange, jsonOf, type HttpAnswer } from '../exchange.js';
import { numberOf, recordOf, type Payload } from '../payload.js';

export interface GraphAccess {
  readonly token: string;
  /** https://graph.facebook.com unless the settings say otherwise. */
  readonly apiUrl?: string;
  readonly apiVersion?: string;
}

export interface GraphAnswer {
  readonly status: number;
  /** Null = not JSON, or no object. */
  readonly body: Payload | null;
  /** error.code; null = none. */
  readonly code: number | null;
}

export interface Graph {
  readonly origin: string;
  /** `path` — below the version, with its query. Rejects with NoAnswer or TooLarge. */
  get(path: string): Promise<GraphAnswer>;
  post(path: string, body: object): Promise<GraphAnswer>;
  /** The bytes at an address that Graph gave us. */
  bytes(url: string): Promise<HttpAnswer>;
}

const API = 'https://graph.facebook.com';
/** Meta keeps a version for two years and then answers with the next one. */
const VERSION = 'v23.0';

export function graph({ token, apiUrl = API, apiVersion = VERSION }: GraphAccess): Graph {
  const send = exchange();
  const base = `${apiUrl.replace(/\/+$/, '')}/${apiVersion}`;
  const headers = { Authorization: `Bearer ${token}` };
  return {
    origin: URL.canParse(apiUrl) ? new URL(apiUrl).origin : apiUrl,
    get: async (path) => read(await send({ method: 'GET', url: `${base}/${path}`, headers })),
    post: async (path, body) =>
      read(
        await send({
          method: 'POST',
          url: `${base}/${path}`,
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    bytes: (url) => send({ method: 'GET', url, headers }),
  };
}

function read(answer: HttpAnswer): GraphAnswer {
  const body = recordOf(jsonOf(answer));
  const error = recordOf(body?.['error']);
  const code = numberOf(error?.['code']);
  // A number or account that the token may not use comes as a wrong parameter (100), told apart by its sub-code.
  return { status: answer.status, body, code: code === 100 && numberOf(error?.['error_subcode']) === 33 ? 33 : code };
}
