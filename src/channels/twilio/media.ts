/** Files that people sent, which Twilio keeps behind the account's password. */
import type { MediaReference } from '../../domain/provider-event.js';
import { TooLarge, type HttpAnswer } from '../exchange.js';
import type { TwilioAccess, TwilioApi } from './client.js';

/** Twilio answers with the address of its store, once. */
const MOST_REDIRECTS = 2;

/**
 * Null = gone, too large (16 MB), or not at Twilio: asking again changes nothing. Throws when it may work later.
 * The password goes to the API only, never to the address it sends us on to.
 */
export async function fetchTwilioMedia(
  api: TwilioApi,
  { accountSid, authToken }: TwilioAccess,
  media: MediaReference,
): Promise<{ readonly type: string; readonly bytes: Buffer } | null> {
  const address = media.url === undefined ? null : api.addressOf(media.url);
  if (address === null) return null;
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  try {
    let answer = await api.exchange({
      method: 'GET',
      url: address,
      headers: { Authorization: `Basic ${credentials}` },
    });
    for (let hop = 0; hop < MOST_REDIRECTS; hop++) {
      const next = nextAddress(answer, address);
      if (next === null) break;
      answer = await api.exchange({ method: 'GET', url: next });
    }
    if (answer.status === 404 || answer.status === 410) return null;
    if (answer.status !== 200) throw new Error(`the file could not be fetched: HTTP ${answer.status}`);
    return { type: media.type, bytes: answer.body };
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  }
}

/** Where the answer sends us; only to an address as well protected as the API's. */
function nextAddress({ status, headers }: HttpAnswer, from: string): string | null {
  if (status < 300 || status >= 400 || headers.location === undefined) return null;
  if (!URL.canParse(headers.location, from)) return null;
  const next = new URL(headers.location, from);
  return next.protocol === new URL(from).protocol ? next.href : null;
}
