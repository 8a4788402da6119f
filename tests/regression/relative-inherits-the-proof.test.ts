import { beforeAll, describe, expect, it } from '@jest/globals';
import { isRemoving } from '../../src/domain/outcome.js';
import type { Rules } from '../../src/turn/rules.js';
import { live, says, theRules, type Happening } from '../support/course.js';

let rules: Rules;
beforeAll(async () => {
  rules = await theRules();
});

/** The patient proves who they are; then somebody else takes the phone. */
const PROVED = ['1', '4', '2', '5567 1943'].map(says);
const REMOVES = ['4', '2', 'en la clinica', 'en marzo de 2025', '1', '1'].map(says);

function removalsAfterARelative(course: readonly Happening[]): number {
  const { turns } = live(rules, course);
  const at = turns.findIndex(({ record }) => record.facts.some(({ fact }) => fact === 'relativeAnswered'));
  expect(at).toBeGreaterThan(0);
  const identified = turns.findIndex(
    ({ record }, n) => n > at && record.facts.some(({ fact }) => fact === 'identified'),
  );
  return turns
    .slice(at, identified === -1 ? undefined : identified)
    .flatMap(({ record }) => record.outcomes)
    .filter(({ is }) => isRemoving(is)).length;
}

describe('a relative who takes the phone after the patient proved who they are', () => {
  it('removes nothing after a STOP and an ALTA', () => {
    expect(removalsAfterARelative([...PROVED, says('soy su hija'), says('STOP'), says('alta'), ...REMOVES])).toBe(0);
  });

  it('removes nothing when the list closes the entry that was being asked about', () => {
    expect(removalsAfterARelative([...PROVED, says('soy su hija'), { closed: 'a' }, ...REMOVES])).toBe(0);
  });

  it('has to prove it anew who says "now it is me"', () => {
    const { turns } = live(rules, [...PROVED, says('soy su hija'), says('soy yo'), ...REMOVES]);
    expect(turns.flatMap(({ record }) => record.outcomes).filter(({ is }) => isRemoving(is))).toEqual([]);
  });
});
