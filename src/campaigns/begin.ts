/** The start of a campaign: checked, its people put in, the first wave open. Run again after a crash it goes on where it was. */
import { DateTime } from 'luxon';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';
import { mustAllow, type CampaignDoc } from './campaign.js';
import { checklist, mustBeReady } from './checklist.js';
import { campaignById, command, type Order } from './commands.js';
import { enrol, type Enrolled } from './enrol.js';

export interface Begun {
  readonly campaign: CampaignDoc;
  readonly enrolled: Enrolled;
}

/** Throws `UserError` when something of the checklist is not in order. */
export async function beginCampaign(
  services: Services,
  programme: Programme,
  id: string,
  order: Order,
  onPeople?: (looked: number) => void,
): Promise<Begun> {
  const campaign = await campaignById(services, id);
  mustAllow(campaign, 'start');
  mustBeReady(campaign, await checklist(services, programme, campaign));
  const today = DateTime.fromMillis(services.clock.now(), { zone: programme.zone }).toISODate() as string;
  const enrolled = await enrol(services, programme, campaign, today, onPeople);
  await services.store.campaigns.updateOne(
    { _id: id },
    { $set: { enrolled: enrolled.chosen, excluded: enrolled.excluded } },
  );
  return { campaign: await command(services, id, 'start', order), enrolled };
}
