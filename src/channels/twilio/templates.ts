/** Templates at Twilio: contents, with WhatsApp's word on each. */
import { recordOf, textOf } from '../payload.js';
import type { ProviderTemplate } from '../port.js';
import type { TwilioApi } from './client.js';

const MOST = 1000;

/** Throws when Twilio cannot be asked. A content never submitted to WhatsApp has the status `unsubmitted`. */
export async function twilioTemplates(api: TwilioApi): Promise<readonly ProviderTemplate[]> {
  const client = await api.client();
  const contents = await client.content.v1.contentAndApprovals.list({ limit: MOST });
  return contents.map(({ sid, friendlyName, language, approvalRequests }) => {
    const approval = recordOf(approvalRequests);
    return {
      name: textOf(approval?.['name']) ?? friendlyName,
      language,
      status: textOf(approval?.['status']) ?? 'unsubmitted',
      category: textOf(approval?.['category']) ?? '',
      quality: '', // Twilio does not say
      contentSid: sid,
    };
  });
}
