/** A channel that behaves like a provider's: a window, templates, receipts, a rate. Reaches invented people only. */
import type { Capabilities, ChannelPort, OutboundMessage, SendResult } from '../../src/channels/port.js';
import { simulator } from '../../src/channels/simulator.js';
import type { SendFailure } from '../../src/domain/failure.js';

type Answer = (message: OutboundMessage) => SendResult | void | Promise<SendResult | void>;

export interface ScriptedPort extends ChannelPort {
  /** Every request, whatever was answered. */
  readonly requests: OutboundMessage[];
  /** What it answers from now on; everything is taken unless told. */
  answer: Answer;
}

export function scriptedPort(
  change: Partial<Omit<ChannelPort, 'capabilities'>> & { readonly capabilities?: Partial<Capabilities> } = {},
): ScriptedPort {
  const plain = simulator(() => undefined);
  const requests: OutboundMessage[] = [];
  const port: ScriptedPort = {
    ...plain,
    id: 'scripted',
    ...change,
    capabilities: {
      ...plain.capabilities, windowHours: 24, needsTemplate: true, receipts: true, ...change.capabilities,
    }, // prettier-ignore
    requests,
    answer: () => undefined,
    send: async (message) => {
      requests.push(message);
      return (await port.answer(message)) ?? { ok: true, providerId: `${port.id}-${requests.length}` };
    },
  };
  return port;
}

export const failing = (failure: Partial<SendFailure> & Pick<SendFailure, 'kind'>): SendResult => ({
  ok: false,
  failure: { retryable: false, code: '1', ...failure },
});
