/** One message to the Cloud API, and what its answer means. */
import { lostSend } from '../exchange.js';
import { recordsOf, textOf } from '../payload.js';
import type { ChannelPort, OutboundMessage, SendResult } from '../port.js';
import { refusal } from '../refusals.js';
import { compose, plainText } from './compose.js';
import { whatsappCloudFailure } from './failures.js';
import type { Graph, GraphAnswer } from './graph.js';

/** "Not on the list of a test number": there an Argentine or Mexican number is listed without its extra digit. */
const NOT_LISTED = 131030;

/** Never throws: what Meta or the network does is a failure. */
export async function sendThrough(
  graph: Graph,
  port: Pick<ChannelPort, 'carries' | 'capabilities'> & { readonly phoneId: string; readonly listLabel: string },
  message: OutboundMessage,
): Promise<SendResult> {
  const refused = refusal(port, message, plainText(message));
  if (refused !== null) return { ok: false, failure: refused };
  const content = compose(message, port.listLabel);
  const post = (to: string): Promise<GraphAnswer> =>
    graph.post(`${port.phoneId}/messages`, {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...(to.startsWith('+') ? { to: to.slice(1) } : { recipient: to }),
      ...content,
      biz_opaque_callback_data: message.id,
    });
  try {
    const answer = await post(message.to);
    const other = answer.code === NOT_LISTED ? withoutExtraDigit(message.to) : null;
    return resultOf(other === null ? answer : await post(other));
  } catch (error) {
    return { ok: false, failure: lostSend(error) };
  }
}

function resultOf({ status, body, code }: GraphAnswer): SendResult {
  if (status >= 400 || code !== null) return { ok: false, failure: whatsappCloudFailure(code, status) };
  const providerId = textOf(recordsOf(body?.['messages'])[0]?.['id']);
  return providerId === null ? { ok: false, failure: lostSend(null) } : { ok: true, providerId };
}

/** +549… as +54…, +521… as +52…; null = another country. */
function withoutExtraDigit(to: string): string | null {
  const parts = /^\+(?:(54)9|(52)1)(\d{10})$/.exec(to);
  return parts === null ? null : `+${parts[1] ?? parts[2] ?? ''}${parts[3] ?? ''}`;
}
