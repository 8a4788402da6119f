/** The first text of a campaign to a phone of one's own, before anybody else gets it. */
import type { OutboundMessage } from '../channels/port.js';
import { parseE164 } from '../domain/phone.js';
import { UserError } from '../domain/failure.js';
import { cadenceOf } from '../programmes/cadence.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';
import { campaignById } from './commands.js';
import { firstText } from './first-text.js';

export interface TestSent {
  readonly arm: string;
  readonly channel: string;
  readonly text: string;
  readonly segments: number;
  /** `sent`, or why it was not. */
  readonly result: string;
}

/** Nobody of the list has this name. */
const NAME = 'Prueba';

/**
 * Every wording of the first text, as the first step's channel sends it. What is answered to it comes from a number that is on no list, and
 * is answered as such. Throws `UserError` when the phone is none, or no channel of the programme could send it.
 */
export async function sendTest(
  services: Services,
  programme: Programme,
  id: string,
  phone: string,
  by: string,
): Promise<readonly TestSent[]> {
  const campaign = await campaignById(services, id);
  const to = parseE164(phone);
  if (to === null)
    throw new UserError('phone-wrong', `"${phone}" is no phone number.`, 'Give it with its country: +56912345678');
  const { switchboard, senders, store, clock } = services;
  const cadence = cadenceOf(programme, campaign.cadence);
  const { channel } = firstText(services, programme, cadence, null, { firstName: NAME });
  const sender = senders
    .on(programme.id, channel)
    .find(({ via }) => switchboard.ports.some((port) => port.id === via && port.reaches === 'real'));
  const port = switchboard.ports.find(({ id: via }) => via === sender?.via);
  if (!sender || !port)
    throw new UserError(
      'test-channel',
      `No live number of ${programme.id} sends by ${channel}.`,
      'See: vigente doctor',
    );
  const sent: TestSent[] = [];
  for (const arm of campaign.arms) {
    const first = firstText(services, programme, cadence, arm.wording, { firstName: NAME });
    const approved = port.capabilities.needsTemplate ? services.templates.forTexts(first.keys, programme.locale) : null;
    const message: OutboundMessage = {
      id: `test-${services.newId()}`, channel, to, from: { address: sender.address, providerRef: sender.providerRef }, keys: first.keys,
      address: store.vault.blindIndex('address', to), kind: 'first', text: first.text, choices: first.choices,
      template: approved && {
        name: approved.name, language: approved.language, contentSid: services.contentSids.get(`${approved.name}|${approved.language}`) ?? null,
        variables: approved.variables.map(() => NAME), buttons: approved.buttons,
      },
      conversation: 'test', person: null, possibleDuplicate: false,
    }; // prettier-ignore
    const result = await port.send(message);
    sent.push({
      arm: arm.id, channel, text: first.text, segments: first.segments,
      result: result.ok ? 'sent' : `not sent: ${result.failure.kind} (${result.failure.code})`,
    }); // prettier-ignore
  }
  await store.campaigns.updateOne(
    { _id: id },
    {
      $push: { log: { at: new Date(clock.now()), what: 'test', by, why: sent.map(({ result }) => result).join(', ') } },
    },
  );
  return sent;
}
