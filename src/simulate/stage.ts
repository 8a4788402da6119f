/** A scratch database with a virtual clock and the simulator channel: where transcripts are played. */
import { openApp } from '../app.js';
import { simulator } from '../channels/simulator.js';
import type { Config } from '../config.js';
import { VirtualClock } from '../domain/clock.js';
import type { OutboundMessage } from '../channels/port.js';
import { claimKind } from '../store/store.js';
import { seededKeyring } from './keyring.js';
import type { Stage } from './replay.js';

/** Earlier than any transcript, which bring their own clocks. */
const BEFORE_ALL = '2020-01-01T00:00:00Z';

export async function openStage(
  config: Config,
  say: (line: string) => void,
): Promise<Stage & { stop(): Promise<void> }> {
  const unread: OutboundMessage[] = [];
  let ids = 0;
  const app = await openApp(config, {
    say,
    clock: new VirtualClock(BEFORE_ALL),
    scratch: { keyring: seededKeyring(1) },
    ports: [simulator((message) => void unread.push(message))],
    newId: () => `t${String((ids += 1)).padStart(9, '0')}`,
  });
  await claimKind(app.services.store, 'synthetic');
  return { services: app.services, unread, stop: app.stop };
}
