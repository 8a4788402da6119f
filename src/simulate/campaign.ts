/** The campaign of a simulation: over everybody, confirmed and released by the simulation itself. */
import { beginCampaign } from '../campaigns/begin.js';
import { CONFIRMATIONS } from '../campaigns/campaign.js';
import { confirm } from '../campaigns/checklist.js';
import { command } from '../campaigns/commands.js';
import { createCampaign } from '../campaigns/create.js';
import { dryRunCampaign } from '../campaigns/dry-run.js';
import { cadenceOf } from '../programmes/cadence.js';
import { priceOf } from '../programmes/prices.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';

export interface InventedCampaign {
  readonly name: string;
  readonly perHour: number;
  readonly seed: number;
  readonly wordings?: readonly string[];
  /** Where the plan goes. */
  readonly plan?: string;
}

/** Only ever over a database of invented people: no person has confirmed anything. Returns the campaign's id. */
export async function askEverybody(
  services: Services,
  programme: Programme,
  wanted: InventedCampaign,
): Promise<string> {
  const by = 'simulation';
  const { name, perHour: peoplePerHour, seed, wordings, plan } = wanted;
  const people = await services.store.persons.countDocuments({ programme: programme.id });
  const made = await createCampaign(services, programme, {
    name, universe: '', peoplePerHour, seed, wordings, by, budget: people * mostOf(programme),
  }); // prettier-ignore
  if (plan !== undefined) await dryRunCampaign(services, programme, made, { plan });
  for (const what of CONFIRMATIONS) await confirm(services, made._id, what, by);
  await beginCampaign(services, programme, made._id, { by });
  await command(services, made._id, 'release', { by });
  return made._id;
}

/** What a person can cost at most: every attempt the rule allows, two segments each; reminders of what was begun come besides, so twice that. */
function mostOf(programme: Programme): number {
  const cadence = cadenceOf(programme, null);
  const dearest = Math.max(...cadence.steps.map(({ channel }) => priceOf(programme.prices, channel, 2)));
  return 2 * cadence.attempts.perPerson * dearest;
}
