/** Somebody who has given up a place begins to give another reason, and then keeps it: no export may overtake that (DESIGN §3.8). */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Rules } from '../../src/turn/rules.js';
import { live, says, theRules } from '../support/course.js';
import { REMOVAL } from '../support/happenings.js';

let rules: Rules;
beforeAll(async () => {
  rules = await theRules();
});

describe('whoever gave up their place and tells another reason, a week later', () => {
  it.each(['si, la necesito', 'ahora no', 'estoy peor'])('is held on the list when they end with "%s"', (words) => {
    const others = ['b', 'c'].map((closed) => ({ closed }));
    const { turns } = live(rules, [...others, ...REMOVAL.map(says), says('ya me mejore'), says(words)]);
    const last = turns.at(-1)?.record;
    expect(last?.outcomes).toMatchObject([{ entry: 'a' }]);
    expect(last?.facts).toContainEqual(expect.objectContaining({ fact: 'hold', entry: 'a' }));
  });

  it('is not held who keeps a place that was never given up', () => {
    const { turns } = live(rules, ['1', '4', '2', 'si, la necesito'].map(says));
    expect(turns.flatMap(({ record }) => record.facts).filter(({ fact }) => fact === 'hold')).toEqual([]);
  });
});
