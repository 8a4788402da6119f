import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestStage } from '../support/services.js';
import { courses, play } from '../support/timer-course.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

/** A thousand more with `npm run verify`: timers.verify.ts. */
const RUNS = 12;

describe('a wait of one minute to 400 days', () => {
  it('ends once and never early, over changes of the clocks, a leap day, crashes, restarts and two workers at once', async () => {
    let [timers, fired] = [0, 0];
    await fc.assert(
      fc.asyncProperty(courses(2), async (course) => {
        const found = await play(stage, course);
        expect(found.wrong).toEqual([]);
        timers += found.timers;
        fired += found.fired;
      }),
      { numRuns: RUNS, seed: 20261123, endOnFailure: true },
    );
    // Some are put an end to by an answer; a course in which nothing ever fires would prove nothing.
    expect(fired).toBeGreaterThan(2 * RUNS);
    expect(timers).toBeGreaterThan(fired);
  }, 300_000);
});
