import { simulator } from '../../../src/channels/simulator.js';
import { conforms, type Arrived } from './suite.js';

const NO_NETWORK = 'nothing leaves the process';

conforms({
  id: 'simulator',
  carries: ['sms', 'whatsapp', 'portal', 'operator'],
  reaches: 'synthetic',
  person: '+56981110001',
  from: { address: '+56448906100', providerRef: '' },
  numbers: 'text',
  references: true,
  make: async () => {
    const seen: Arrived[] = [];
    const port = simulator(({ to, text, id }) => void seen.push({ to, text, labels: [], reference: id }));
    return { port, arrived: async () => seen, close: async () => undefined };
  },
  troubles: { refused: NO_NETWORK, closed: NO_NETWORK, garbage: NO_NETWORK, busy: NO_NETWORK },
  skip: { length: 'a virtual patient reads any length; the words are measured where they are written' },
});
