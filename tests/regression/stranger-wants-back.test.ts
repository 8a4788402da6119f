import { beforeAll, expect, it } from '@jest/globals';
import type { Rules } from '../../src/turn/rules.js';
import { live, says, theRules } from '../support/course.js';
import { REMOVAL } from '../support/happenings.js';

let rules: Rules;
beforeAll(async () => {
  rules = await theRules();
});

const WORDS = 'me arrepenti, no me saquen de la lista';
const answer = (...words: string[]) => live(rules, words.map(says)).turns.at(-1)?.record;

it.each([
  ['somebody whose number it is not', 'no soy esa persona'],
  ['the family, after a death was reported', 'ella fallecio'],
  ['a relative', 'soy su hija'],
])('tells %s nothing of a place that was given up, whatever they write', (_who, words) => {
  const record = answer(...REMOVAL, words, WORDS);
  expect(record?.sent.flatMap(({ keys }) => keys)).not.toContain('undo.done');
});

it('tells a relative nothing either when the conversation is over, and a person hears of it', () => {
  const record = answer(...REMOVAL, 'soy su hija', '3', WORDS);
  expect(record?.sent).toEqual([]);
  expect(record?.handOffs).toContainEqual({ queue: 'review', reason: 'unknownPerson' });
});

it('brings it back for the person themself, then as after the end', () => {
  for (const between of [[], ['1', '1', '1']]) {
    const { turns } = live(rules, [...REMOVAL, ...between, WORDS].map(says));
    const { record } = turns.at(-1) ?? {};
    expect(record?.sent.flatMap(({ keys }) => keys)).toContain('undo.done');
    expect(record?.facts.map(({ fact }) => fact)).toContain('hold');
  }
});
