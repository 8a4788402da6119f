/** The official client, over connections of our own: so the API's address can be another, and a lost request says whether it left. */
import type twilio from 'twilio';
import { exchange, jsonOf, type Exchange } from '../exchange.js';

export interface TwilioAccess {
  readonly accountSid: string;
  readonly authToken: string;
  /** Stands in for https://api.twilio.com and all its sisters (content, lookups, messaging). */
  readonly apiUrl?: string;
}

export interface TwilioApi {
  /** Made on first use: the package takes a third of a second to load. Throws when the account's id is none. */
  client(): Promise<twilio.Twilio>;
  readonly exchange: Exchange;
  /** Address of the API to ask for what Twilio calls by `url`; null = not an address of Twilio. */
  addressOf(url: string): string | null;
}

export function twilioApi({ accountSid, authToken, apiUrl }: TwilioAccess): TwilioApi {
  const send = exchange();
  let made: Promise<twilio.Twilio> | null = null;

  function addressOf(url: string): string | null {
    if (!URL.canParse(url)) return null;
    const { protocol, hostname, port, origin, pathname, search } = new URL(url);
    if (apiUrl !== undefined && origin === new URL(apiUrl).origin) return url;
    if (protocol !== 'https:' || port !== '' || !/(?:^|\.)twilio\.com$/.test(hostname)) return null;
    return apiUrl === undefined ? url : `${apiUrl.replace(/\/+$/, '')}${pathname}${search}`;
  }

  async function make(): Promise<twilio.Twilio> {
    const { default: Twilio } = await import('twilio');
    class Connection extends Twilio.RequestClient {
      override async request<TData>(
        options: Parameters<twilio.RequestClient['request']>[0],
      ): Promise<Awaited<ReturnType<twilio.RequestClient['request']>> & { body: TData }> {
        const address = addressOf(options.uri);
        if (address === null) throw new Error('not an address of Twilio');
        const credentials = Buffer.from(`${options.username ?? ''}:${options.password ?? ''}`).toString('base64');
        const answer = await send({
          method: options.method.toUpperCase(),
          url: withQuery(address, options.params),
          headers: { ...textHeaders(options.headers), Authorization: `Basic ${credentials}` },
          ...(options.data === undefined ? {} : { body: formOf(options.data) }),
        });
        const parsed = jsonOf(answer);
        return {
          statusCode: answer.status,
          headers: answer.headers,
          body: (parsed === undefined ? answer.body.toString('utf8') : parsed) as TData,
        };
      }
    }
    return new Twilio.Twilio(accountSid, authToken, { httpClient: new Connection() });
  }

  return {
    client: () => (made ??= make()),
    exchange: send,
    addressOf,
  };
}

function textHeaders(headers: object | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([, value]) => typeof value === 'string'));
}

function formOf(data: unknown): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) form.append(name, String(each));
  }
  return form.toString();
}

function withQuery(address: string, parameters: object | undefined): string {
  const query = formOf(parameters);
  return query === '' ? address : `${address}${address.includes('?') ? '&' : '?'}${query}`;
}
