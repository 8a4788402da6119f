/** Looks at the account and the webhooks, and says what to click. */
import type { Probe } from '../port.js';
import { recordOf, textOf } from '../payload.js';
import type { TwilioApi } from './client.js';
import { TWILIO_WEBHOOK } from './ingress.js';
import { failureOf, type Sender } from './send.js';

/** Never throws: what cannot be asked is a finding. */
export async function probeTwilio(api: TwilioApi, sender: Sender, accountSid: string): Promise<readonly Probe[]> {
  const account = await asked(`Twilio account`, 'check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN', async () => {
    const client = await api.client();
    const { status } = await client.api.v2010.accounts(accountSid).fetch();
    return status === 'active'
      ? fine('Twilio account', 'active')
      : bad('Twilio account', `is ${status}`, 'open console.twilio.com and see what it asks for');
  });
  if (!account.ok) return [account];
  const webhook = `${sender.publicUrl}${TWILIO_WEBHOOK}`;
  return [
    account,
    sender.channel === 'sms' ? await probeSms(api, sender, webhook) : await probeWhatsapp(api, sender, webhook),
  ];
}

async function probeSms(api: TwilioApi, sender: Sender, webhook: string): Promise<Probe> {
  const { service } = sender;
  if (service !== null) {
    const name = 'Twilio Messaging Service';
    const hint = `console.twilio.com > Messaging > Services > your service > Integration: "Send a webhook" to ${webhook}`;
    return asked(name, hint, async () => {
      const client = await api.client();
      const found = await client.messaging.v1.services(service).fetch();
      if (found.useInboundWebhookOnNumber) {
        return {
          ...fine(name, 'leaves answers to the webhook of each number'),
          hint: `each number must post to ${webhook}`,
        };
      }
      return pointsHere(name, found.inboundRequestUrl, webhook, hint);
    });
  }
  const name = 'Twilio SMS number';
  const hint = `console.twilio.com > Phone Numbers > Active numbers > your number > Messaging: "A message comes in" = ${webhook}, HTTP POST`;
  if (!sender.from.startsWith('+')) return fine(name, 'a name or short code: people may not be able to answer it');
  return asked(name, hint, async () => {
    const client = await api.client();
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: sender.from, limit: 1 });
    if (number === undefined) return bad(name, 'is not of this account', 'check TWILIO_FROM_SMS');
    return pointsHere(name, number.smsUrl, webhook, hint);
  });
}

async function probeWhatsapp(api: TwilioApi, sender: Sender, webhook: string): Promise<Probe> {
  const name = 'Twilio WhatsApp sender';
  const hint = `console.twilio.com > Messaging > Senders > WhatsApp senders > your number: "Webhook URL for incoming messages" = ${webhook}`;
  return asked(name, hint, async () => {
    const client = await api.client();
    const senders = await client.messaging.v2.channelsSenders.list({ channel: 'whatsapp', limit: 100 });
    const ours = senders.find(({ senderId }) => senderId === `whatsapp:${sender.from}`);
    if (ours === undefined) return bad(name, 'is not of this account', 'check TWILIO_FROM_WHATSAPP');
    return pointsHere(name, textOf(recordOf(ours.webhook)?.['callbackUrl']), webhook, hint);
  });
}

function pointsHere(name: string, found: string | null, webhook: string, hint: string): Probe {
  return found === webhook ? fine(name, 'sends its messages here') : bad(name, 'sends its messages elsewhere', hint);
}

async function asked(name: string, hint: string, ask: () => Promise<Probe>): Promise<Probe> {
  try {
    return await ask();
  } catch (error) {
    const { kind, code } = failureOf(error);
    return bad(name, `could not be asked (${kind}, ${code})`, hint);
  }
}

const fine = (name: string, what: string): Probe => ({ name, ok: true, what, hint: '' });
const bad = (name: string, what: string, hint: string): Probe => ({ name, ok: false, what, hint });
