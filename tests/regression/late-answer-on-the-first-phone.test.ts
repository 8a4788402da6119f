import { expect, it } from '@jest/globals';
import { patient } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';

it('a late answer on the first phone ends what is being asked on the second one', async () => {
  const stage = await TestStage.open();
  try {
    const [placed] = await stage.add(patient({ phones: ['+56961112255', '+56961114477'] }));
    await stage.wait(10 * DAY);
    const { conversations } = stage.services.store;
    expect(
      await conversations
        .find({ live: true })
        .map(({ address }) => address)
        .toArray(),
    ).toEqual([placed?.addresses[1]]);
    stage.sent = [];
    await stage.says(placed?.addresses[0] ?? '', '1');
    expect(
      await conversations
        .find({ live: true })
        .map(({ address }) => address)
        .toArray(),
    ).toEqual([placed?.addresses[0]]);
    await stage.wait(10 * DAY);
    expect(stage.sent.some(({ address }) => address === placed?.addresses[1])).toBe(false);
  } finally {
    await stage.close();
  }
}, 60_000);
