import { expect, it } from '@jest/globals';
import { patient } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';

it('whoever writes long after every attempt is answered, and that is no attempt more', async () => {
  const stage = await TestStage.open();
  try {
    const [placed] = await stage.add(patient({ phones: ['+56961112255'] }));
    await stage.wait(45 * DAY);
    const { conversations } = stage.services.store;
    const [before] = await conversations.find({}).toArray();
    await stage.says(placed?.addresses[0] ?? '', 'hola');
    const live = await conversations.findOne({ live: true });
    expect(live?._id).not.toBe(before?._id);
    expect(before?.attempts?.length).toBeGreaterThan(2);
    expect(live?.attempts).toEqual(before?.attempts);
  } finally {
    await stage.close();
  }
}, 180_000);
