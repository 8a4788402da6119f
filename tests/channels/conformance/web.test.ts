import { VirtualClock } from '../../../src/domain/clock.js';
import { webChannel } from '../../../src/channels/web/channel.js';
import { openFrontDoor } from '../../../src/channels/web/front-door.js';
import { conforms, type Arrived } from './suite.js';

const NO_NETWORK = 'nothing leaves the process';
const NUMBER = '+56981110001';
const PERSON = 'p-1';

conforms({
  id: 'web',
  carries: ['sms', 'whatsapp', 'portal'],
  reaches: 'synthetic',
  person: NUMBER,
  from: { address: '+56448906100', providerRef: '' },
  numbers: 'text',
  references: true,
  make: async () => {
    const door = openFrontDoor({
      hear: async () => undefined,
      clock: new VirtualClock('2026-11-23T13:00:00Z'),
    });
    const seen: Arrived[] = [];
    door.sessions.listen(door.sessions.open(PERSON, null), {
      hear: (shown) => {
        if (shown === null) return;
        const { id, text, choices } = shown;
        seen.push({ to: NUMBER, text, labels: choices.map(({ label }) => label), reference: id });
      },
      end: () => undefined,
    });
    const web = webChannel(door);
    // Pages are reached by person, not by number.
    const port = {
      ...web,
      send: (message: Parameters<typeof web.send>[0]) => web.send({ ...message, person: PERSON }),
    };
    return { port, arrived: async () => seen, close: async () => door.stop() };
  },
  troubles: { refused: NO_NETWORK, closed: NO_NETWORK, garbage: NO_NETWORK, busy: NO_NETWORK },
});
