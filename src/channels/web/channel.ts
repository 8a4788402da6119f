/** The chat page as a channel: what is sent appears at once where the person's page is open, and in the record for later. */
import type { Channel } from '../../domain/channel.js';
import type { SendFailure } from '../../domain/failure.js';
import type { Capabilities, ChannelPort } from '../port.js';
import type { FrontDoor } from './front-door.js';

/** Those that a synthetic person is played on. Calls of an operator have their own screen. */
const CARRIES: readonly Channel[] = ['sms', 'whatsapp', 'portal'];

/** A phone that does all that a phone can. */
const A_PHONE: Capabilities = {
  buttons: 3,
  rows: 10,
  maxLength: 4096,
  windowHours: null,
  needsTemplate: false,
  opens: true,
  receipts: false,
  perSecond: 0,
  pair: null,
};

const TOO_LONG: SendFailure = { kind: 'rejected', retryable: false, code: 'too-long' };
const NOT_CARRIED: SendFailure = { kind: 'misconfigured', retryable: false, code: 'not-carried' };

export function webChannel(door: Pick<FrontDoor, 'say'>): ChannelPort {
  return {
    id: 'web',
    carries: CARRIES,
    reaches: 'synthetic',
    capabilities: A_PHONE,
    send: async ({ id, channel, person, text, choices }) => {
      if (!CARRIES.includes(channel)) return { ok: false, failure: NOT_CARRIED };
      if (text.length > A_PHONE.maxLength) return { ok: false, failure: TOO_LONG };
      // More answers than a list holds are numbers in the text.
      const shown = { id, text, choices: choices.length > A_PHONE.rows ? [] : choices };
      // Sent all the same when a page fails: it shows the record, in which the message stands.
      if (person !== null) await door.say(person, shown).catch(() => undefined);
      return { ok: true, providerId: `web-${id}` };
    },
  };
}
