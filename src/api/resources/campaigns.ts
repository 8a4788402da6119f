/** Campaigns: how each goes, and what a coordinator orders. */
import { z } from 'zod';
import { CAMPAIGN_STATES, statesFor, type CampaignDoc } from '../../campaigns/campaign.js';
import { campaignById, command } from '../../campaigns/commands.js';
import { figuresOf } from '../../campaigns/figures.js';
import { FreshFigures } from '../../campaigns/fresh-figures.js';
import { describeUniverse } from '../../campaigns/universe.js';
import { UserError } from '../../domain/failure.js';
import type { Services } from '../../turn/services.js';
import { does, reads, type Operation } from '../operation.js';
import { Problem } from '../problem.js';
import { byId, counts, id, iso, programmeId, reason, when } from '../shapes.js';

/** A request waits so long for the first count; then it is answered without, and asked again later. */
const PATIENCE = 3_000;
const ORDERS = ['start', 'release', 'pause', 'resume', 'stop'] as const;

const outline = z.object({
  id, programme: programmeId, name: z.string(), state: z.enum(CAMPAIGN_STATES), universe: z.string(), cadence: z.string(), enrolled: z.number().int(),
  begun: z.number().int(), firstWave: z.number().int(), budget: z.number().nullable().describe('in the smallest unit of the currency'), spent: z.number(),
  createdAt: when, startedAt: when.nullable(), endedAt: when.nullable(), orders: z.array(z.enum(ORDERS)).describe('those that make sense now'),
}); // prettier-ignore

const figures = z.object({
  at: when.describe('when they were counted'), people: z.number().int(), begun: z.number().int(), answered: z.number().int(), asking: counts, cadence: counts,
  places: counts, outcomes: counts, messages: counts,
}); // prettier-ignore

const shown = (campaign: CampaignDoc) => ({
  ...campaign, id: campaign._id, universe: describeUniverse(campaign.universe), createdAt: iso(campaign.createdAt), startedAt: iso(campaign.startedAt),
  endedAt: iso(campaign.endedAt), orders: ORDERS.filter((order) => statesFor(order).includes(campaign.state)),
}); // prettier-ignore

async function found(services: Services, of: string): Promise<CampaignDoc> {
  try {
    return await campaignById(services, of);
  } catch (error) {
    throw error instanceof UserError ? new Problem('not-found') : error;
  }
}

export function campaignOperations(services: Services): readonly Operation[] {
  const fresh = new FreshFigures((of) => figuresOf(services, of));
  const list = reads({
    id: 'listCampaigns', path: '/campaigns', tag: 'campaigns', act: 'seeCampaigns',
    summary: 'All campaigns, the newest first',
    answer: z.object({ items: z.array(outline) }),
    handle: async () => {
      const all = await services.store.campaigns.find({}).toArray();
      return { items: all.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).map(shown) };
    },
  }); // prettier-ignore
  const one = reads({
    id: 'getCampaign', path: '/campaigns/{id}', tag: 'campaigns', act: 'seeCampaigns',
    summary: 'One campaign, with its figures',
    note: 'Figures are counted by one request at a time and shown again for some seconds; null = they are being counted: ask again in a moment.',
    params: byId,
    answer: outline.extend({ figures: figures.nullable() }),
    handle: async ({ params }) => {
      const campaign = await found(services, params.id);
      const counted = await fresh.of(campaign._id, PATIENCE);
      return { ...shown(campaign), figures: counted && { ...counted, at: iso(counted.at) } };
    },
  }); // prettier-ignore
  const order = does({
    id: 'orderCampaign', path: '/campaigns/{id}/orders', tag: 'campaigns', act: 'orderCampaigns',
    summary: 'Start, release, pause, resume or stop',
    note: 'Who gave it and why go into the log of the campaign; a system stands there by the name of its token. `stop` is for good and wants `sure`.',
    params: byId,
    body: z.object({ order: z.enum(ORDERS), why: reason, sure: z.boolean().default(false) }),
    answer: outline,
    handle: async ({ caller, params, body }) => {
      const campaign = await found(services, params.id);
      if (body.order === 'stop' && !body.sure) throw new Problem('refused', 'Stopping is for good: say that you are sure.', [], 'Send "sure": true.');
      if (!statesFor(body.order).includes(campaign.state)) throw new Problem('conflict', `The campaign is ${campaign.state}.`);
      return shown(await command(services, campaign._id, body.order, { by: caller.as._id, why: body.why }));
    },
  }); // prettier-ignore
  return [list, one, order];
}
