/** Looks at the token, the number and the webhook, and says what to click. */
import { lostSend } from '../exchange.js';
import { recordsOf, textOf } from '../payload.js';
import type { Probe } from '../port.js';
import { whatsappCloudFailure } from './failures.js';
import type { Graph, GraphAnswer } from './graph.js';
import { WHATSAPP_WEBHOOK } from './ingress.js';

const NUMBER = 'WhatsApp number';
const WEBHOOK = 'WhatsApp webhook';
const CLICK = `developers.facebook.com > your app > WhatsApp > Configuration > Webhook: PUBLIC_URL${WHATSAPP_WEBHOOK}, field "messages"`;

/** Never throws: what cannot be asked is a finding. `businessId` null = the webhook cannot be looked at. */
export async function probeCloud(graph: Graph, phoneId: string, businessId: string | null): Promise<readonly Probe[]> {
  const number = await asked(graph, `${phoneId}?fields=verified_name,quality_rating`, NUMBER, TOKEN, ({ body }) => {
    const quality = textOf(body?.['quality_rating']) ?? 'UNKNOWN';
    return quality === 'RED'
      ? bad(NUMBER, 'quality is RED', 'too many people block or report it: send less before Meta stops it')
      : fine(NUMBER, `quality is ${quality}`);
  });
  if (!number.ok) return [number];
  if (businessId === null) {
    return [number, { ...fine(WEBHOOK, 'not looked at'), hint: `set WHATSAPP_BUSINESS_ID to look, or see ${CLICK}` }];
  }
  const webhook = await asked(graph, `${businessId}/subscribed_apps`, WEBHOOK, CLICK, ({ body }) =>
    recordsOf(body?.['data']).length > 0
      ? fine(WEBHOOK, 'the account tells an app of its messages')
      : bad(WEBHOOK, 'the account tells no app of its messages', CLICK),
  );
  return [number, webhook];
}

const TOKEN = 'check WHATSAPP_TOKEN and WHATSAPP_PHONE_ID: business.facebook.com > System users > Generate token';

async function asked(
  graph: Graph,
  path: string,
  name: string,
  hint: string,
  judge: (answer: GraphAnswer) => Probe,
): Promise<Probe> {
  try {
    const answer = await graph.get(path);
    if (answer.status === 200) return judge(answer);
    const { kind, code } = whatsappCloudFailure(answer.code, answer.status);
    return bad(name, `could not be asked (${kind}, ${code})`, hint);
  } catch (error) {
    return bad(name, `could not be asked (${lostSend(error).code})`, 'is there a way out to graph.facebook.com?');
  }
}

const fine = (name: string, what: string): Probe => ({ name, ok: true, what, hint: '' });
const bad = (name: string, what: string, hint: string): Probe => ({ name, ok: false, what, hint });
