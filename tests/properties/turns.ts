import { beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import type { Rules } from '../../src/turn/rules.js';
import { nothingWrong, runs } from '../support/property-runs.js';
import { theRules } from '../support/course.js';
import { courses, live } from './turn-course.js';
import { wrongWith } from './turn-rules.js';

/** Twelve thousand courses, or a share of them. */
export function turnProperties(share: number): void {
  describe('every course of a conversation', () => {
    let rules: Rules;
    beforeAll(async () => {
      rules = await theRules();
    });

    it('keeps to what DESIGN §3 promises', () => {
      let removals = 0;
      let notLocated = 0;
      fc.assert(
        fc.property(courses, (course) => {
          const lived = live(rules, course);
          removals += lived.turns.filter(({ record }) => record.outcomes.some(({ details }) => (details.confirmations ?? 0) > 0)).length; // prettier-ignore
          notLocated += lived.turns.filter(({ record }) => record.notLocated.length > 0).length;
          nothingWrong(wrongWith(lived, rules));
        }),
        runs(12_000, share),
      );
      // A rule that is never tried is no rule.
      if (removals < 100 * share || notLocated < 100 * share) throw new Error(`${removals} removals, ${notLocated} not located`);
    }, 900_000); // prettier-ignore
  });
}
