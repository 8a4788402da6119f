import { describe, expect, it } from '@jest/globals';
import { webChannel } from '../../src/channels/web/channel.js';
import { simulator } from '../../src/channels/simulator.js';
import type { OutboundMessage } from '../../src/channels/port.js';
import { byPerson } from '../../src/simulate/by-person.js';

const message = (given: Partial<OutboundMessage>): OutboundMessage => ({
  id: 'm-1', channel: 'sms', to: '', from: { address: '', providerRef: '' }, keys: [], address: 'a', kind: 'reply', text: 'Hola',
  choices: [], template: null, conversation: 'c-1', person: null, possibleDuplicate: false, ...given,
}); // prettier-ignore

function opened() {
  const went: string[] = [];
  const alone = simulator(({ person }) => void went.push(`alone ${person}`));
  const played = webChannel({ say: async (person) => void went.push(`played ${person}`) });
  return { went, alone, played, port: byPerson((person) => person.startsWith('alone'), { alone, played }) };
}

describe('the phones of the demonstration', () => {
  it('ring with the virtual patient who answers alone, and on the page of the one who is played', async () => {
    const { port, went } = opened();
    await port.send(message({ person: 'alone-1' }));
    await port.send(message({ person: 'p-1' }));
    expect(went).toEqual(['alone alone-1', 'played p-1']);
  });

  it('leave to the simulator whom nobody can play: a writer who is not known, a call', async () => {
    const { port, went } = opened();
    await port.send(message({ person: null }));
    await port.send(message({ person: 'p-1', channel: 'operator' }));
    expect(went).toEqual(['alone null', 'alone p-1']);
  });

  it('are never those of real people', () => {
    const { alone, played } = opened();
    const real = { ...alone, reaches: 'real' as const };
    expect(() => byPerson(() => true, { alone: real, played })).toThrow(RangeError);
    expect(() => byPerson(() => true, { alone, played: { ...played, reaches: 'real' } })).toThrow(RangeError);
  });
});
