/** Where a campaign's people are, and what it has done: the figures of `campaign status`, all from the database. */
import type { OutcomeKind, Place } from '../domain/outcome.js';
import type { Asking } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import type { CampaignDoc } from './campaign.js';
import { figuresOf, type ArmFigures } from './figures.js';
import type { Shares } from './shares.js';

export type { ArmFigures } from './figures.js';

export interface CampaignStatus {
  readonly id: string;
  readonly state: CampaignDoc['state'];
  readonly enrolled: number;
  readonly excluded: Readonly<Record<string, number>>;
  /** People by where they stand in being asked. */
  readonly asking: Readonly<Partial<Record<Asking['state'], number>>>;
  /** Every person of the campaign, in one of the four places. */
  readonly places: Readonly<Record<Place, number>>;
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  readonly messages: Readonly<Record<string, number>>;
  readonly spent: number;
  readonly budget: number | null;
  readonly currency: string;
  readonly arms: readonly ArmFigures[];
  readonly shares: Shares;
  readonly log: CampaignDoc['log'];
}

/** Throws `UserError` when there is no such campaign. */
export async function statusOf(services: Services, id: string): Promise<CampaignStatus> {
  const { campaign, asking, places, outcomes, messages, arms, shares } = await figuresOf(services, id);
  return {
    id,
    state: campaign.state,
    enrolled: campaign.enrolled,
    excluded: campaign.excluded,
    asking,
    places,
    outcomes,
    messages,
    spent: campaign.spent,
    budget: campaign.budget,
    currency: services.programmes.get(campaign.programme)?.prices.currency ?? '',
    arms,
    shares,
    log: campaign.log,
  };
}
