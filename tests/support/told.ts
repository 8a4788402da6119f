/** What providers tell, handed in as a webhook would: stored first, applied later. */
import type { ChannelPort, OutboundMessage } from '../../src/channels/port.js';
import { simulator } from '../../src/channels/simulator.js';
import type { InboundEvent, ProviderEvent, ReceiptEvent } from '../../src/domain/provider-event.js';
import { rowsOf } from '../../src/turn/rows.js';
import { Intake } from '../../src/web/webhooks/intake.js';
import type { TestStage } from './services.js';

export async function tell({ services }: TestStage, via: string, ...events: readonly ProviderEvent[]): Promise<void> {
  await new Intake(services.store).write(rowsOf(services.store.vault, via, events, services.clock.now()));
}

let told = 0;

export function letter(from: string | null, over: Partial<InboundEvent> = {}): InboundEvent {
  const messageId = `wamid.in${(told += 1)}`;
  const plain = { channel: 'whatsapp', userId: null, to: '+56225550100', type: 'text', text: 'hola' } as const;
  return { kind: 'inbound', messageId, from, ...plain, ...over };
}

export function receipt(state: ReceiptEvent['state'], over: Partial<ReceiptEvent> = {}): ReceiptEvent {
  const plain = { channel: 'sms', messageId: 'SM1', to: null, userId: null, errorCode: null } as const;
  return { kind: 'receipt', status: state, state, ...plain, ...over };
}

/** Channels for invented people and, apart, for whoever is on no list; `sent` holds what either was given. */
export function bothPorts(over: Partial<ChannelPort> = {}): { ports: ChannelPort[]; sent: OutboundMessage[] } {
  const sent: OutboundMessage[] = [];
  const port = (id: string, reaches: ChannelPort['reaches']): ChannelPort => ({
    ...simulator(() => undefined),
    ...over,
    id,
    reaches,
    send: async (message) => {
      sent.push(message);
      return { ok: true, providerId: `${id}-${sent.length}` };
    },
  });
  return { ports: [port('simulator', 'synthetic'), port('twilio-whatsapp', 'real')], sent };
}
