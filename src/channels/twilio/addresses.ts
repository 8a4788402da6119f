/** Addresses as Twilio writes them: "+569…", "whatsapp:+569…", "whatsapp:CL.1234" where the number is hidden. */
import { e164Of, userIdOf } from '../payload.js';

const WHATSAPP = 'whatsapp:';

export interface TwilioAddress {
  readonly channel: 'sms' | 'whatsapp';
  /** E.164; null when hidden. */
  readonly number: string | null;
  readonly userId: string | null;
}

/** Null = neither a number nor a person of WhatsApp: short codes, names of companies, groups, other channels. */
export function readAddress(text: string): TwilioAddress | null {
  const whatsapp = text.startsWith(WHATSAPP);
  const bare = whatsapp ? text.slice(WHATSAPP.length) : text;
  const number = bare.startsWith('+') ? e164Of(bare) : null;
  const userId = whatsapp && number === null ? userIdOf(bare) : null;
  if (number === null && userId === null) return null;
  return { channel: whatsapp ? 'whatsapp' : 'sms', number, userId };
}

/** `bare` — E.164, short code, name or user id. */
export function writeAddress(channel: 'sms' | 'whatsapp', bare: string): string {
  return channel === 'whatsapp' && !bare.startsWith(WHATSAPP) ? `${WHATSAPP}${bare}` : bare;
}
