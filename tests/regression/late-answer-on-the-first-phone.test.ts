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
}, 180_000);

it('so does one in a conversation that had been answered and then fell silent', async () => {
  const stage = await TestStage.open();
  try {
    const ana = patient({ phones: ['+56961112256', '+56961114478'] });
    const [placed] = await stage.add(ana);
    const [first, second] = placed?.addresses ?? [];
    await stage.settle();
    await stage.says(first ?? '', '1');
    await stage.wait(9 * DAY);
    // A newer list has another request of theirs: it is asked on the other phone, as nobody answered here any more.
    await stage.add({ ...ana, entries: [{ enteredOn: '2024-05-10', careCode: '07-102', healthService: 23 }] });
    await stage.settle();
    const live = async () =>
      await stage.services.store.conversations
        .find({ live: true })
        .map(({ address }) => address)
        .toArray();
    expect(await live()).toEqual([second]);
    await stage.says(first ?? '', 'si, la necesito');
    expect((await live()).includes(second ?? '')).toBe(false);
  } finally {
    await stage.close();
  }
}, 180_000);
