import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ANSWERS } from '../../dialogs/context.js';
import { isRemoving } from '../../src/domain/outcome.js';
import type { Rules } from '../../src/turn/rules.js';
import { live, theRules, says, type Happening } from '../support/course.js';
import { cutAnywhere, REMOVAL, WORDS } from '../support/happenings.js';

let rules: Rules;
beforeAll(async () => {
  rules = await theRules();
});

const say = fc.record({
  say: fc.constantFrom(...WORDS),
  late: fc.boolean().map((late) => late),
  channel: fc.constantFrom('sms', 'whatsapp'),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: say.map((said) => ({ ...said, late: said.late && said.say.length % 5 === 0 }) as Happening) },
  { weight: 5, arbitrary: fc.constantFrom(...ANSWERS).map((click): Happening => ({ click })) },
  { weight: 1, arbitrary: fc.constantFrom('voice', 'photo').map((media): Happening => ({ media: media as 'voice' })) },
  { weight: 3, arbitrary: fc.constantFrom('timer', 'undelivered', 'sent', 'sent').map((what): Happening => ({ what: what as 'timer' })) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'b', 'c').map((closed): Happening => ({ closed })) },
); // prettier-ignore
const towardsRemoval = cutAnywhere(REMOVAL.map(says), happening);
const course = fc.oneof(fc.array(happening, { maxLength: 25 }), fc.tuple(towardsRemoval, fc.array(happening, { maxLength: 8 })).map(([a, b]) => [...a, ...b])); // prettier-ignore

const hold = (rule: (lived: ReturnType<typeof live>) => void) =>
  fc.assert(
    fc.property(course, (happenings) => rule(live(rules, happenings))),
    { numRuns: 200, seed: 20261123 },
  );

describe('whatever happens, in whatever order', () => {
  it('nobody is removed unproved, or without having confirmed twice', () => {
    let removals = 0;
    hold(({ turns }) => {
      for (const { record } of turns)
        for (const { is, details } of record.outcomes.filter((outcome) => isRemoving(outcome.is))) {
          removals += 1;
          expect({ is, assurance: record.assurance >= 2, confirmations: (details.confirmations ?? 0) >= 2 }).toEqual({
            is,
            assurance: true,
            confirmations: true,
          });
        }
    });
    // A rule that is never tried is no rule.
    expect(removals).toBeGreaterThan(20);
  });

  it('nobody is removed by a relative: only the person themself, identified again, can be', () => {
    hold(({ turns }) => {
      let relative = false;
      for (const { record } of turns) {
        for (const { fact } of record.facts) {
          if (fact === 'relativeAnswered') relative = true;
          if (fact === 'identified') relative = false;
        }
        if (relative) expect(record.outcomes.filter(({ is }) => isRemoving(is))).toEqual([]);
      }
    });
  });

  it('STOP is always heard and stops the number', () => {
    hold(({ turns }) => {
      for (const { record, conversation } of turns)
        if (record.heard?.label === 'stop') {
          const before = turns.filter(({ record: each }) => each.turn < record.turn);
          const stopped = before.some(({ record: each }) => each.to === 'stopped') && record.from === 'stopped';
          expect(stopped || record.facts.some(({ fact }) => fact === 'optedOut')).toBe(true);
          expect(conversation.live).toBe(false);
        }
    });
  });

  it('a conversation that ended waits for nothing, and one that lives always waits for something', () => {
    hold(({ turns }) => {
      for (const { conversation } of turns) expect(conversation.timers.length > 0).toBe(conversation.live);
    });
  });

  it('each turn is one more, applied once, from where the last one left', () => {
    hold(({ turns, conversation }) => {
      turns.forEach(({ record }, at) => {
        expect(record.turn).toBe(at + 1);
        if (at > 0) expect(record.from).toBe(turns[at - 1]?.record.to);
      });
      expect(conversation.turn).toBe(turns.length);
      expect(new Set(conversation.applied).size).toBe(turns.length);
    });
  });

  it('help in danger, and that a STOP was heard, are never withdrawn', () => {
    hold(({ turns }) => {
      const kinds = new Map(turns.flatMap(({ record }) => record.sent.map(({ id, kind }) => [id, kind] as const)));
      for (const { record } of turns)
        for (const id of record.withdrawn) expect(kinds.get(id)).not.toMatch(/emergency|stopConfirmation|closing/);
    });
  });

  it('silence never removes, and never says "not located" of somebody who answered', () => {
    hold(({ turns }) => {
      for (const { record, conversation } of turns) {
        if (record.kind !== 'said') expect(record.outcomes.filter(({ is }) => isRemoving(is))).toEqual([]);
        if (conversation.answered) expect(record.notLocated).toEqual([]);
      }
    });
  });
});
