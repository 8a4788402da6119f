/** Two workers find at once that nobody of a campaign is left to ask: both go on, and it is finished once. */
import { expect, it } from '@jest/globals';
import { createCampaign } from '../../src/campaigns/create.js';
import { tendCampaigns } from '../../src/campaigns/tend.js';
import { TestStage } from '../support/services.js';

it('the one that comes second does not fail', async () => {
  const stage = await TestStage.open();
  try {
    const { services, programme } = stage;
    const { campaigns, persons } = services.store;
    const { _id } = await createCampaign(services, programme, { name: 'one', universe: '', by: 'Ana' });
    await campaigns.updateOne({ _id }, { $set: { state: 'running' } });
    // The other one finishes it between this one's look at its people and its command.
    const overtaken = new Proxy(persons, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (name !== 'findOne') return typeof value === 'function' ? value.bind(target) : value;
        return async () => {
          await tendCampaigns(services);
          return null;
        };
      },
    });
    await tendCampaigns({ ...services, store: { ...services.store, persons: overtaken } });
    const campaign = await campaigns.findOne({ _id });
    expect(campaign?.state).toBe('done');
    expect(campaign?.log.map(({ what }) => what)).toEqual(['new', 'finish']);
  } finally {
    await stage.close();
  }
});
