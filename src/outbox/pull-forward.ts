/** What was held back may go again: a campaign was resumed, an incident is over. */
import { dueMessages } from './due.js';
import { HELD_FOR } from './prepare.js';
import { Results } from './results.js';
import type { Services } from '../turn/services.js';
import type { Waiting } from './due.js';
import { PROJECTION } from './due.js';

const BATCH = 1000;

/**
 * Moves what would be looked at within the next minutes to now; whoever sends it looks at hours, opt-outs and rates as ever. Without it
 * held messages go within `HELD_FOR`: nothing is lost when a crash comes in between. `campaign` null = of all. Returns how many.
 */
export async function pullForward(services: Services, campaign: string | null): Promise<number> {
  const { store, clock } = services;
  const now = clock.now();
  const until = new Date(now + HELD_FOR * 1.5);
  const found = store.conversations
    .find({ ...(campaign === null ? {} : { campaign }), live: true, sendDueAt: { $gt: new Date(now), $lte: until } })
    .project<Waiting>(PROJECTION);
  let pulled = 0;
  let results = new Results();
  let gathered = 0;
  for await (const doc of found) {
    for (const message of dueMessages([doc], until.getTime())) {
      if (message.again || message.item.dueAt.getTime() <= now) continue;
      results.postpone(message, now, null);
      pulled += 1;
    }
    gathered += 1;
    if (gathered % BATCH > 0) continue;
    await results.write(services);
    results = new Results();
  }
  await results.write(services);
  return pulled;
}
