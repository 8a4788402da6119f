/** Messages that a channel does not even try to send. */
import type { SendFailure } from '../domain/failure.js';
import type { ChannelPort, OutboundMessage } from './port.js';
import { lengthOf } from './numbered.js';

/** Why this message is not for this channel; null = it may go. `text` — what would be sent, with its numbers. */
export function refusal(
  { carries, capabilities }: Pick<ChannelPort, 'carries' | 'capabilities'>,
  message: OutboundMessage,
  text: string,
): SendFailure | null {
  if (!carries.includes(message.channel)) {
    return { kind: 'rejected', retryable: false, code: 'other-channel' };
  }
  if (message.template === null && lengthOf(text) > capabilities.maxLength) {
    return { kind: 'rejected', retryable: false, code: 'too-long' };
  }
  return null;
}
