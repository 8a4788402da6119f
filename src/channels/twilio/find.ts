/** Was a message accepted after all? Twilio knows no client references in its list, so it is known by number, sender and words. */
import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { OutboundMessage } from '../port.js';
import { writeAddress } from './addresses.js';
import type { TwilioApi } from './client.js';
import { failureOf, numberFor, serviceFor, textFor, type Sender } from './send.js';

/** Clocks of ours and Twilio's differ, and its times are whole seconds. */
const SKEW_MS = 60_000;
/** Newest first; nobody gets as many messages between a crash and the question. */
const LATEST = 50;

/** Twilio's id, null = no trace since `since`. Throws when Twilio cannot be asked. */
export async function findSent(
  api: TwilioApi,
  sender: Sender,
  message: OutboundMessage,
  since: Date,
): Promise<string | null> {
  const latest = await latestTo(api, writeAddress(sender.channel, message.to));
  const service = serviceFor(sender, message);
  const found = latest.find(
    (sent) =>
      sent.direction.startsWith('outbound') &&
      sent.dateCreated.getTime() >= since.getTime() - SKEW_MS &&
      (service === null ? sent.from === numberFor(sender, message) : sent.messagingServiceSid === service) &&
      holdsWords(sent.body, sender, message),
  );
  return found?.sid ?? null;
}

async function latestTo(api: TwilioApi, to: string): Promise<readonly MessageInstance[]> {
  try {
    const client = await api.client();
    // Not by DateSent: what still waits in Twilio's queue has none.
    return await client.messages.list({ to, limit: LATEST, pageSize: LATEST });
  } catch (error) {
    throw new Error(`Twilio could not be asked (${failureOf(error).code})`); // its own words repeat the number
  }
}

/** Of a template Twilio keeps the finished text, or none: then it is known by its values. */
function holdsWords(body: string | null, sender: Sender, message: OutboundMessage): boolean {
  const words = body ?? '';
  if (message.template === null) return words === textFor(sender, message);
  return words === '' || message.template.variables.every((value) => words.includes(value));
}
