/** On which channel somebody is written to first, about something of theirs that is no campaign's. */
import { wayOf } from '../outbox/prepare.js';
import { refusalOf, stopsOf, templateId } from '../outbox/stops.js';
import type { Programme } from '../programmes/programme.js';
import type { ContactPoint, ConversationDoc, PersonDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';

/**
 * Whoever answered us on WhatsApp last, or asked to be written to there, is written to there; what does not arrive follows by SMS.
 * `firstText` — key of what is said first.
 */
export async function channelFor(
  services: Services,
  programme: Programme,
  { _id, synthetic }: PersonDoc,
  { address, notOnWhatsApp, whatsappOptIn }: ContactPoint,
  firstText: string,
): Promise<'sms' | 'whatsapp'> {
  if (notOnWhatsApp || !(await opensOnWhatsApp(services, programme, synthetic, firstText))) return 'sms';
  if (whatsappOptIn) return 'whatsapp';
  const talks = await services.store.conversations
    .find({ person: _id })
    .project<Pick<ConversationDoc, 'address' | 'answered' | 'saidAt' | 'channel'>>({
      address: 1,
      answered: 1,
      saidAt: 1,
      channel: 1,
    })
    .toArray();
  const [last] = talks.filter((talk) => talk.answered && talk.address === address).sort((a, b) => b.saidAt - a.saidAt);
  return last?.channel === 'whatsapp' ? 'whatsapp' : 'sms';
}

/** Has the programme a number there that works, and the template that it must begin with? What waited for either would come too late. */
async function opensOnWhatsApp(
  services: Services,
  { id, locale }: Programme,
  synthetic: boolean,
  firstText: string,
): Promise<boolean> {
  const way = wayOf(services, { programme: id, channel: 'whatsapp', synthetic });
  if (!way?.port.capabilities.opens) return false;
  const stops = await stopsOf(services);
  if (stops.channels.has(way.port.id)) return false;
  if (!way.port.capabilities.needsTemplate) return true;
  const template = services.templates.forTexts([firstText], locale) ?? services.templates.resume(locale);
  if (!template) return false;
  const known = stops.templates.get(templateId(way.port.id, template.name, template.language));
  return refusalOf(known, template.category) === null;
}
