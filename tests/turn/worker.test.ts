import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPeople } from '../../src/campaigns/start.js';
import { systemClock } from '../../src/domain/clock.js';
import { Pace } from '../../src/outbox/pace.js';
import { receive } from '../../src/turn/receive.js';
import type { Services } from '../../src/turn/services.js';
import { startWorker } from '../../src/turn/worker.js';
import { patient } from '../support/people.js';
import { scriptedPort } from '../support/real-port.js';
import { TestStage, type Placed } from '../support/services.js';

/** A provider that takes 20 to 50 ms for each request, and forty of them a second. */
const port = scriptedPort({ capabilities: { perSecond: 40, windowHours: null, needsTemplate: false } });
let underWay = 0;
let mostUnderWay = 0;
port.answer = async () => {
  underWay += 1;
  mostUnderWay = Math.max(mostUnderWay, underWay);
  await new Promise((resolve) => setTimeout(resolve, 20 + ((port.requests.length * 7) % 31)));
  underWay -= 1;
};
let stage: TestStage;
let services: Services;
beforeAll(async () => {
  stage = await TestStage.open({ ports: [port] });
  const clock = systemClock();
  // Real time: the loops wait for real.
  services = stage.also({
    clock, pace: new Pace(clock), anyHour: true, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }); // prettier-ignore
});
afterAll(() => stage.close());

async function until(reached: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await reached())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('the loops of a worker', () => {
  it('send side by side, no message twice, and answers before the campaign', async () => {
    // Not so long ago that the asker's own reminder would be due.
    stage.clock.advanceTo(services.clock.now());
    const [asker] = (await stage.add(patient())) as [Placed];
    await stage.settle(services);
    const mine = ({ person }: { person: string | null }) => person === asker.person;
    port.requests.splice(0);
    await stage.add(...Array.from({ length: 300 }, () => patient()));
    while ((await startPeople(services, 400)) > 0);

    const worker = startWorker(services, { start: () => false });
    try {
      await until(() => port.requests.length > 20, 'the campaign has begun');
      const saidAt = Date.now();
      const message = stage.inbound(asker.addresses[0] ?? '', 'quien es usted', { saidAt });
      await receive(services, [message]);
      await until(() => port.requests.some(mine), 'the answer');
      // It passed the campaign: in its turn, after all who wait, it would be the last. How soon it comes is the bench's matter.
      expect(port.requests.findIndex(mine)).toBeLessThan(250);
      const sent = () => services.store.messages.countDocuments({ direction: 'out', state: 'sent' });
      await until(async () => (await sent()) >= 302, 'the rest');
    } finally {
      await worker.stop();
    }
    expect(mostUnderWay).toBeGreaterThan(1);
    expect(new Set(port.requests.map(({ id }) => id)).size).toBe(port.requests.length);
    expect(port.requests).toHaveLength(301);
  });
});
