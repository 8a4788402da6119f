/** What a provider's code in a receipt means, by the ingress that told it. */
import type { SendFailure } from '../domain/failure.js';
import { smsGatewayFailure } from './sms-gateway/failures.js';
import { twilioFailure } from './twilio/failures.js';
import { whatsappCloudFailure } from './whatsapp-cloud/failures.js';

/** A code that nobody has a table for: the phone did not get it, and we do not know why. */
const NO_TABLE: SendFailure = { kind: 'unreachable', retryable: true, code: 'unknown' };

export function failureOf(ingress: string, code: number | null): SendFailure {
  switch (ingress) {
    case 'twilio':
      return twilioFailure(code);
    case 'whatsapp-cloud':
      return whatsappCloudFailure(code);
    case 'sms-gateway':
      return smsGatewayFailure(code);
    default:
      return NO_TABLE;
  }
}
