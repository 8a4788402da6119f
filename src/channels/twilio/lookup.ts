/** Twilio Lookup v2: is a number a mobile? Each question is paid. */
import { recordOf } from '../payload.js';
import { twilioApi, type TwilioAccess } from './client.js';

export type LineType = 'mobile' | 'landline' | 'unknown';
export type Lookup = (e164: string) => Promise<LineType>;

/** Voice over IP on a fixed line takes no SMS; nonFixedVoip often does, so it stays unknown, as all others. */
const TYPES: ReadonlyMap<unknown, LineType> = new Map<unknown, LineType>([
  ['mobile', 'mobile'],
  ['landline', 'landline'],
  ['fixedVoip', 'landline'],
]);

/** Throws when Twilio cannot be asked; a number it does not know is `unknown`. */
export function twilioLookup(access: TwilioAccess): Lookup {
  const api = twilioApi(access);
  return async (e164) => {
    const client = await api.client();
    try {
      const { lineTypeIntelligence } = await client.lookups.v2
        .phoneNumbers(e164)
        .fetch({ fields: 'line_type_intelligence' });
      return TYPES.get(recordOf(lineTypeIntelligence)?.['type']) ?? 'unknown';
    } catch (error) {
      if (recordOf(error)?.['status'] === 404) return 'unknown';
      throw new Error('the number could not be looked up'); // Twilio's message repeats the number
    }
  };
}
