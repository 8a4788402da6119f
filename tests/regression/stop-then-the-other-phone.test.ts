import { expect, it } from '@jest/globals';
import { patient } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';

it('whoever says STOP on one phone, known to us or not, gets nothing on their other one', async () => {
  const stage = await TestStage.open();
  try {
    const [placed] = await stage.add(patient({ phones: ['+56961112233', '+56961114455'] }));
    await stage.settle();
    expect(stage.sent).toHaveLength(1);
    await stage.says(placed?.addresses[0] ?? '', 'BAJA');
    stage.sent = [];
    await stage.wait(4 * DAY);
    expect(stage.sent).toEqual([]);
    const person = await stage.services.store.persons.findOne({ _id: placed?.person ?? '' });
    expect(person?.asking).toMatchObject({ state: 'excluded', why: 'optedOut' });
  } finally {
    await stage.close();
  }
}, 180_000);
