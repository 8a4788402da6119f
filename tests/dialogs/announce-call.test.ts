import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { patient } from '../support/people.js';
import { DAY, TestStage, type Placed } from '../support/services.js';

/** Its SMS can be read but not answered. */
let stage: TestStage;
let only: TestStage;
beforeAll(async () => {
  const announce = { channel: 'sms', dialog: 'announce-call' } as const;
  [stage, only] = await Promise.all([
    TestStage.open({ programme: { cadence: [announce, { channel: 'whatsapp', dialog: 'confirm-need' }] } }),
    TestStage.open({ programme: { cadence: [announce] } }),
  ]);
});
afterAll(() => Promise.all([stage.close(), only.close()]));

async function told(on = stage): Promise<Placed> {
  const [placed] = (await on.add(patient())) as [Placed];
  await on.settle();
  return placed;
}
const sentTo = ({ person }: Placed, on = stage) => on.sent.filter((message) => message.person === person);
const keysTo = (placed: Placed, on = stage) =>
  sentTo(placed, on).map(({ channel, keys }) => `${channel} ${keys.join(' ')}`);

describe('an SMS that nobody can answer', () => {
  it('says that we will call and from which number, and asks nothing', async () => {
    const placed = await told();
    expect(keysTo(placed)).toEqual(['sms announce.call']);
    expect(sentTo(placed)[0]?.choices).toEqual([]);
    expect(sentTo(placed)[0]?.text).toContain('600 006 1022');
    expect(sentTo(placed)[0]?.text).not.toMatch(/\?|Responda/);
  });

  it('is followed by no reminder: after the silence the next channel is tried', async () => {
    const placed = await told();
    await stage.wait(3 * DAY);
    expect(keysTo(placed)).toEqual(['sms announce.call', 'whatsapp who.ask']);
  });

  it('leads to the call that it announced where there is no other channel', async () => {
    const placed = await told(only);
    await only.wait(4 * DAY);
    expect(keysTo(placed, only)).toEqual(['sms announce.call']);
    expect(await only.tasks(placed.person)).toEqual(['call unknownPerson']);
  });
});

describe('whoever writes all the same', () => {
  it.each(['hola', 'si', 'no', 'ok gracias'])(
    '"%s" is asked who they are, once, and the care comes next',
    async (words) => {
      const placed = await told();
      await stage.says(placed.addresses[0] ?? '', words);
      expect(keysTo(placed)).toEqual(['sms announce.call', 'sms who.ask']);
      await stage.says(placed.addresses[0] ?? '', '1');
      expect(keysTo(placed).at(-1)).toBe('sms need.ask');
      expect((await stage.conversation(placed.person)).assurance).toBe(1);
    },
  );

  it('is answered, and stopped, as anywhere', async () => {
    const placed = await told();
    await stage.says(placed.addresses[0] ?? '', 'STOP');
    expect(keysTo(placed)).toEqual(['sms announce.call', 'sms stop.done']);
  });
});
