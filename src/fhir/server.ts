/** One request to a FHIR R4 server. Its faults are ours to wait for; what it refuses is told apart. */
import { UserError } from '../domain/failure.js';

export interface FhirServer {
  /** The server's base, as `https://agenda.example/fhir`. */
  readonly base: string;
  /** Bearer token; '' = none. */
  readonly token: string;
}

export interface FhirRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface FhirAnswer {
  readonly status: number;
  /** Null where it answered no JSON. */
  readonly body: unknown;
}

const TIMEOUT = 30_000;
const JSON_TYPE = 'application/fhir+json';

export const rootOf = ({ base }: Pick<FhirServer, 'base'>): string => base.replace(/\/+$/, '');

/** `url` below the server's base. Throws `UserError` when it is away, faulty, busy, or does not know us; any other answer is the caller's. */
export async function request(server: FhirServer, url: string, options: FhirRequest = {}): Promise<FhirAnswer> {
  const root = rootOf(server);
  const { method = 'GET', headers = {}, body } = options;
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: {
        accept: JSON_TYPE,
        ...(server.token === '' ? {} : { authorization: `Bearer ${server.token}` }),
        ...(body === undefined ? {} : { 'content-type': JSON_TYPE }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (error) {
    throw fhirFailed(root, `cannot be reached (${(error as Error).name})`);
  }
  const { status } = response;
  if (status === 401 || status === 403) throw fhirFailed(root, `answered ${status}`, 'Check FHIR_TOKEN');
  if (status === 429 || status >= 500) throw fhirFailed(root, `answered ${status}`);
  return { status, body: await response.json().catch(() => null) };
}

export const fhirFailed = (root: string, what: string, hint = 'Try again, or use a file.'): UserError =>
  new UserError('fhir-failed', `${root} ${what}.`, hint);
