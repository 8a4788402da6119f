/** What the subjects of both providers have in common: they meet the fake provider, and every trouble of the network. */
import type { ChannelPort } from '../../../src/channels/port.js';
import type { Stage, Subject, Trouble } from '../conformance/suite.js';
import { busy, closed, garbage, refused, type End } from '../conformance/ends.js';
import { fakeProvider } from './provider.js';

const ENDS: Readonly<Record<Trouble, () => Promise<End>>> = { refused, closed, garbage, busy };

export function overHttp(connect: (apiUrl: string) => ChannelPort): Pick<Subject, 'make' | 'troubles'> {
  const troubles = Object.fromEntries(
    Object.entries(ENDS).map(([trouble, open]) => [
      trouble,
      async (): Promise<Stage> => {
        const end = await open();
        return { port: connect(end.url), arrived: async () => [], close: end.close };
      },
    ]),
  ) as Record<Trouble, () => Promise<Stage>>;
  return {
    make: async () => {
      const provider = await fakeProvider();
      return { port: connect(provider.url), arrived: provider.arrived, close: provider.close };
    },
    troubles,
  };
}
