/** Everything that the API does: an explicit list, one file a resource. */
import type { Services } from '../turn/services.js';
import type { Operation } from './operation.js';
import { ABOUT } from './resources/about.js';
import { campaignOperations } from './resources/campaigns.js';
import { dischargeOperations } from './resources/discharges.js';
import { ENTRIES } from './resources/entries.js';
import { PROPOSALS } from './resources/proposals.js';
import { systemOperations } from './resources/system.js';

export const operationsOf = (services: Services): readonly Operation[] => [
  ...ABOUT,
  ...systemOperations(services),
  ...campaignOperations(services),
  ...ENTRIES,
  ...PROPOSALS,
  ...dischargeOperations(services),
];
