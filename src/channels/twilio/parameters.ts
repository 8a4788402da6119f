/** Parameters of a webhook of Twilio, read as they were signed: nothing trimmed, nothing left out. */
import { parse } from 'node:querystring';
import { recordOf } from '../payload.js';

/** Without a prototype: a parameter may be called `constructor`. A repeated name has a list. */
export type TwilioParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A form body. Reads any bytes. */
export function formParameters(body: string): TwilioParameters {
  const parameters: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of Object.entries(parse(body, '&', '=', { maxKeys: 0 }))) {
    // a list of our own: Twilio's validator knows one by `instanceof`, which fails for those of another realm
    if (value !== undefined) parameters[name] = typeof value === 'string' ? value : [...value];
  }
  return parameters;
}

/** A JSON body; null = it is no object. Numbers become texts, as in a form; what is neither is left out. */
export function jsonParameters(body: string): TwilioParameters | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  const record = recordOf(parsed);
  if (record === null) return null;
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'string') parameters[name] = value;
    else if (typeof value === 'number') parameters[name] = String(value);
  }
  return parameters;
}

/** The first value of a parameter; '' = absent or empty, which Twilio does not tell apart. */
export function valueOf(parameters: TwilioParameters, name: string): string {
  const value = parameters[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}
