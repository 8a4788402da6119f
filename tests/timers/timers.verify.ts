import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestStage } from '../support/services.js';
import { courses, play } from '../support/timer-course.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

describe('waits of one minute to 400 days, a thousand courses', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'all end once and never early (seed %d)',
    async (seed) => {
      await fc.assert(
        fc.asyncProperty(courses(3), async (course) => {
          expect((await play(stage, course)).wrong).toEqual([]);
        }),
        { numRuns: 100, seed, endOnFailure: true },
      );
    },
    900_000,
  );
});
