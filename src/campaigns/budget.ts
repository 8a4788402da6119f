/** A campaign's budget cannot be passed: the price of what opens and reminds is set aside before it is sent. */
import { priceOf } from '../programmes/prices.js';
import type { Ready } from '../outbox/choose.js';
import { isReply } from '../outbox/due.js';
import type { Services } from '../turn/services.js';
import { pauseByItself } from './commands.js';

/**
 * Those of the messages that may be sent. Money is set aside for all of a campaign's messages at once; where that is more than is left,
 * none of them goes and the campaign pauses. What was set aside for a send that failed stays spent: some providers charge for it.
 */
export async function withinBudget(services: Services, ready: readonly Ready[]): Promise<readonly Ready[]> {
  const costs = new Map<string, number>();
  for (const { message } of ready) {
    const { campaign, programme } = message.doc;
    const prices = services.programmes.get(programme)?.prices;
    if (!campaign || !prices || isReply(message) || message.again) continue;
    costs.set(campaign, (costs.get(campaign) ?? 0) + priceOf(prices, message.item.channel, message.item.segments ?? 0));
  }
  const refused = new Set<string>();
  for (const [campaign, cost] of costs) {
    const { modifiedCount } = await services.store.campaigns.updateOne(
      { _id: campaign, $or: [{ budget: null }, { $expr: { $lte: [{ $add: ['$spent', cost] }, '$budget'] } }] },
      { $inc: { spent: cost } },
    );
    if (modifiedCount === 1) continue;
    refused.add(campaign);
    await pauseByItself(services, campaign, 'budget');
  }
  if (refused.size === 0) return ready;
  return ready.filter(({ message }) => isReply(message) || !message.doc.campaign || !refused.has(message.doc.campaign));
}
