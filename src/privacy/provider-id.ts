import type { Vault } from './vault.js';

/**
 * A provider's id of a message as it may be stored in the clear. WhatsApp's ids ("wamid.…") are base64 around the person's
 * number, so they are kept as a blind index; Twilio's are random and stay readable for support.
 */
export function storedProviderId(vault: Vault, id: string): string {
  return id.startsWith('wamid.') ? `wamid:${vault.blindIndex('message', id)}` : id;
}
