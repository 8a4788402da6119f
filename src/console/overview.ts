/** `/console`: what people answered, what waits for a decision, and what is wrong, on one page. */
import { Router, type Response } from 'express';
import type { CampaignState } from '../campaigns/campaign.js';
import { houseFigures, type HouseFigures } from '../campaigns/house-figures.js';
import { alarmsOf } from '../store/queries/alarmsOf.js';
import type { Services } from '../turn/services.js';
import { bar } from './bars.js';
import * as campaignWords from './campaign-words.js';
import type { Frame } from './frame.js';
import { may, seenOf } from './guard.js';
import { say } from './language.js';
import { count, houseZone, percent, timeOfDay } from './numbers.js';
import { describeState, ENDED, OUTCOME_WORDS, QUEUE_WORDS } from './words.js';

/** A page waits so long for the first count; then it comes without figures, and they follow. */
const PATIENCE = 200;
/** Where most people stop, not every corner. */
const STOPS = 8;
const LIVE: CampaignState[] = ['firstWave', 'running', 'paused'];

export function overviewPages(frame: Frame): Router {
  const router = Router();
  const { services, show } = frame;
  const view = async (response: Response) => ({
    ...(await overviewOf(services, await houseFigures(services, PATIENCE))),
    alarms: await alarmsOf(services.store),
    mayOpen: Object.fromEntries(
      (['seeReviews', 'seeDischarges', 'seeInbox', 'seeCampaigns'] as const).map((act) => [
        act,
        may(seenOf(response), act),
      ]),
    ),
  });
  router.get('/console', frame.only('seeOverview'), async (_, response) =>
    show(response, 'console-overview', await view(response)),
  );
  router.get('/console/overview/figures', frame.only('seeOverview'), async (_, response) =>
    show(response, 'console-overview-figures', await view(response)),
  );
  return router;
}

async function overviewOf(services: Services, counted: HouseFigures | null) {
  const campaigns = await services.store.campaigns.find({ state: { $in: LIVE } }).toArray();
  return {
    counts: counted && counted.counts,
    at: counted && timeOfDay(new Date(counted.at), houseZone(services)),
    waiting: counted && {
      ...counted.waiting,
      tasks: counted.waiting.tasks.map(({ queue, count: n }) => ({ label: say(QUEUE_WORDS[queue]), count: count(n) })),
    },
    stops: counted ? stopsOf(counted.stops) : [],
    outcomes: (counted?.counts.outcomes ?? []).map((each) => ({
      is: each.is,
      label: say(OUTCOME_WORDS[each.is]),
      count: count(each.count),
    })),
    campaigns: campaigns.map((each) => ({
      path: `/console/campaigns/${encodeURIComponent(each._id)}`,
      name: each.name,
      state: each.state,
      stateWords: say(campaignWords.STATE_WORDS[each.state]),
      people: each.enrolled,
      enrolled: count(each.enrolled),
    })),
  };
}

/** Conversations by where they stand, most first: states that read the same are one row. */
function stopsOf(
  stops: readonly {
    readonly _id: { readonly state?: string; readonly ended?: keyof typeof ENDED };
    readonly count: number;
  }[],
) {
  const total = stops.reduce((sum, each) => sum + each.count, 0);
  const byLabel = new Map<string, number>();
  for (const { _id, count: n } of stops) {
    const label = say(_id.ended ? ENDED[_id.ended] : describeState(_id.state ?? ''));
    byLabel.set(label, (byLabel.get(label) ?? 0) + n);
  }
  return [...byLabel]
    .sort(([, a], [, b]) => b - a)
    .slice(0, STOPS)
    .map(([label, n]) => ({ label, count: count(n), share: percent(n / total), bar: bar(n / total) }));
}
