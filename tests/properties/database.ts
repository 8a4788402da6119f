import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { nothingWrong, runs, SEED } from '../support/property-runs.js';
import { TestStage } from '../support/services.js';
import { courses, type Course } from './events.js';
import { Household } from './household.js';

/** Side by side, each over a database of its own: a run waits for the disk most of the time. */
const LANES = [0, 1, 2, 3];

/** Four hundred courses of at most fifty events, or a share of them, which are shorter ones. */
export function databaseProperties(share: number): void {
  describe('whatever happens to a household, over the database', () => {
    it('the invariants of DESIGN §3 hold', async () => {
      const ended = await Promise.allSettled(
        LANES.map(async (lane) => {
          const stage = await TestStage.open();
          try {
            const holds = fc.asyncProperty(courses(50, share < 1 ? 'small' : 'medium'), (course) =>
              play(stage, course),
            );
            // A failure names its seed: VIGENTE_SEED with that number plays it first.
            await fc.assert(holds, { ...runs(400 / LANES.length, share), seed: SEED + lane });
          } finally {
            await stage.close();
          }
        }),
      );
      const failed = ended.find((each) => each.status === 'rejected');
      if (failed) throw failed.reason;
    }, 3_600_000);
  });
}

async function play(stage: TestStage, course: Course): Promise<void> {
  const home = await Household.begin(stage, course);
  for (const event of course.events) {
    await home.play(event);
    nothingWrong(home.watch.wrong);
  }
  nothingWrong(await home.end());
}
