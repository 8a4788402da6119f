/** Every rule of DOMAIN §7 and every finding of the auditors, as a case that is stopped. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { decide, decideBy } from '../../src/discharge/policy/decide.js';
import type { Decision } from '../../src/discharge/policy/decision.js';
import { REFUSALS } from '../../src/discharge/policy/decision.js';
import { normOn, type Policy } from '../../src/discharge/policy/norm.js';
import { OUTCOMES, type OutcomeKind } from '../../src/domain/outcome.js';
import { PATHS } from '../../src/paths.js';
import { loadProgramme, type Programme } from '../../src/programmes/programme.js';
import { aCase, NOW, type Change } from './a-case.js';

const DAY = 86_400_000;
let minsal: Programme;
let policy: Policy;
beforeAll(async () => {
  minsal = await loadProgramme(join(PATHS.programmes, 'minsal'));
  policy = minsal.policy as Policy;
});

/** "refused: a b", "waits: a b" or "allowed 4 2025-06-10 by 2". */
const said = (decision: Decision): string =>
  decision.is === 'allowed'
    ? `allowed ${decision.cause} ${decision.exitOn} by ${decision.reviewers}`
    : decision.is === 'waits'
      ? `waits: ${decision.for.join(' ')}`
      : `refused: ${decision.why.join(' ')}`;

const judge = (is: OutcomeKind, change: Change = {}, drop: Parameters<typeof aCase>[2] = []) =>
  said(decide(policy, aCase(is, change, drop)));

describe('what may be discharged', () => {
  it.each([
    ['attendedPublic', 'allowed 2 2025-06-12 by 1'],
    ['attendedElsewhere', 'allowed 4 2025-06-10 by 2'],
    ['insurerChanged', 'allowed 5 2025-02-01 by 1'],
    ['refuses', 'allowed 6 2026-11-29 by 2'],
    ['recovered', 'allowed 7 2026-11-29 by 2'],
    ['deceasedReported', 'allowed 9 2026-05-02 by 2'],
  ] as const)('%s, with all that its cause needs: %s', (is, expected) => {
    expect(judge(is)).toBe(expected);
  });

  it('never discharges by any other outcome', () => {
    const others = OUTCOMES.filter((is) => !policy.norms[0]?.causes.some(({ outcome }) => outcome === is));
    expect(others).toEqual(['stillNeeds', 'worse', 'postpones', 'undecided', 'notLocated']);
    for (const is of others) expect(judge(is)).toBe('refused: not-a-discharge');
  });

  it('knows the causes of the Ordinario and no other', () => {
    expect(policy.norms.at(-1)?.causes.map(({ cause }) => cause)).toEqual([2, 4, 5, 6, 7, 9]);
  });
});

describe('what the auditors found is stopped', () => {
  it.each([
    [
      'a false death: the registry says alive',
      'deceasedReported',
      { person: { registry: { is: 'alive', at: NOW, diedOn: null, reference: 'x' } } },
      'refused: registry-alive',
    ],
    ['a death that nobody matched', 'deceasedReported', { person: { registry: null } }, 'waits: registry'],
    [
      'a registry answer older than the news',
      'deceasedReported',
      { person: { registry: { is: 'alive', at: NOW - 30 * DAY, diedOn: null, reference: 'x' } } },
      'waits: registry',
    ],
    [
      'a death without a date',
      'deceasedReported',
      { person: { registry: { is: 'dead', at: NOW, diedOn: null, reference: 'x' } } },
      'waits: registry',
    ],
    ['the dead who write', 'deceasedReported', { person: { wroteAfterDeath: true } }, 'refused: dead-writes'],
    ['nobody was contacted', 'recovered', { outcome: { contacted: false } }, 'refused: no-contact'],
    [
      'a document that is not in the registry',
      'recovered',
      { person: { registry: { is: 'unknown', at: NOW, diedOn: null, reference: 'x' } } },
      'refused: not-in-registry',
    ],
    [
      'a death of a document that is not in the registry',
      'deceasedReported',
      { person: { registry: { is: 'unknown', at: NOW, diedOn: null, reference: 'x' } } },
      'refused: not-in-registry',
    ],
    [
      'somebody dead who "recovered"',
      'recovered',
      { person: { registry: { is: 'dead', at: NOW, diedOn: '2026-01-01', reference: 'x' } } },
      'refused: registry-dead',
    ],
    [
      'a registry check that is too old',
      'recovered',
      { person: { registry: { is: 'alive', at: NOW - 31 * DAY, diedOn: null, reference: 'x' } } },
      'waits: registry',
    ],
  ] as const)('%s', (_, is, change, expected) => {
    expect(judge(is, change as Change)).toBe(expected);
  });
});

describe('each cause by the book', () => {
  it.each([
    // 2
    ['2 without the located report', 'attendedPublic', {}, ['network'], 'waits: network'],
    [
      '2 of a care before the day of entry',
      'attendedPublic',
      {
        evidence: {
          network: { on: '2022-01-01', establishment: '123100', careCode: '07-000', professional: '', reference: 'N' },
        },
      },
      [],
      'refused: date-before-entry',
    ],
    // 4
    [
      '4 before the day of entry',
      'attendedElsewhere',
      { outcome: { date: '2020-01-01' } },
      [],
      'refused: date-before-entry',
    ],
    [
      '4 in a year before the entry',
      'attendedElsewhere',
      { outcome: { date: '2021' } },
      [],
      'refused: date-before-entry',
    ],
    ['4 tomorrow', 'attendedElsewhere', { outcome: { date: '2026-12-01' } }, [], 'refused: date-in-future'],
    ['4 with a month only', 'attendedElsewhere', { outcome: { date: '2025-06' } }, [], 'waits: date'],
    ['4 without a day', 'attendedElsewhere', { outcome: { date: null } }, [], 'waits: date'],
    ['4 without a place', 'attendedElsewhere', { outcome: { place: ' ' } }, [], 'refused: no-place'],
    ['4 that nobody compared', 'attendedElsewhere', {}, ['sameCare'], 'waits: review'],
    [
      '4 of another care',
      'attendedElsewhere',
      { evidence: { sameCare: { is: false, by: 'ana', at: NOW } } },
      [],
      'refused: other-care',
    ],
    // 5
    ['5 without the insurer', 'insurerChanged', {}, ['insurer'], 'waits: insurer'],
    ['5 of a PRAIS person', 'insurerChanged', { person: { prais: true } }, [], 'refused: prais'],
    [
      '5 of somebody with FONASA',
      'insurerChanged',
      { evidence: { insurer: { insurer: 1, since: null, at: NOW, reference: 'F' } } },
      [],
      'refused: still-insured',
    ],
    [
      '5 by an insurer check that is too old',
      'insurerChanged',
      { evidence: { insurer: { insurer: 2, since: '2025-02-01', at: NOW - 40 * DAY, reference: 'F' } } },
      [],
      'waits: insurer',
    ],
    [
      '5 by a check made before it was told',
      'insurerChanged',
      { evidence: { insurer: { insurer: 2, since: '2025-02-01', at: NOW - 10 * DAY, reference: 'F' } } },
      [],
      'waits: insurer',
    ],
    // 6
    ['6 confirmed once', 'refuses', { outcome: { confirmations: 1 } }, [], 'refused: not-confirmed'],
    ['6 without proof of who it is', 'refuses', { outcome: { assurance: 1 } }, [], 'refused: assurance-low'],
    [
      '6 without being told that the place is lost',
      'refuses',
      { outcome: { toldLoss: false } },
      [],
      'refused: not-told-loss',
    ],
    [
      '6 without asking what stands in the way',
      'refuses',
      { outcome: { barrier: null } },
      [],
      'refused: barrier-not-asked',
    ],
    ['6 by a relative', 'refuses', { outcome: { by: 'relative' } }, [], 'refused: said-by-another'],
    ['6 of a minor', 'refuses', { person: { age: 17 } }, [], 'refused: minor'],
    ['6 of somebody whose age nobody knows', 'refuses', { person: { age: null } }, [], 'refused: minor'],
    ['6 from an unverified number', 'refuses', { outcome: { number: 'unverified' } }, [], 'refused: number-unverified'],
    [
      '6 from a number that only answered',
      'refuses',
      { outcome: { number: 'reachable' } },
      [],
      'refused: number-unverified',
    ],
    ['6 before 72 hours', 'refuses', { outcome: { at: NOW - 71 * 3_600_000 } }, [], 'waits: hold'],
    ['6 of a procedure without the writing', 'refuses', { entry: { type: 3 } }, ['writing'], 'waits: writing'],
    ['6 of surgery without the writing', 'refuses', { entry: { type: 4 } }, ['writing'], 'waits: writing'],
    ['6 of major surgery without the writing', 'refuses', { entry: { type: 5 } }, ['writing'], 'waits: writing'],
    [
      '6 of a consultation needs no writing',
      'refuses',
      { entry: { type: 1 } },
      ['writing'],
      'allowed 6 2026-11-29 by 2',
    ],
    ['6 of surgery with the writing', 'refuses', { entry: { type: 4 } }, [], 'allowed 6 2026-11-29 by 2'],
    // 7
    ['7 of surgery without the call', 'recovered', { entry: { type: 4 } }, ['call'], 'waits: call'],
    ['7 of a child without the call', 'recovered', { person: { age: 9 } }, ['call'], 'waits: call'],
    [
      '7 with a suspicion of cancer without the call',
      'recovered',
      { entry: { oncology: true } },
      ['call'],
      'waits: call',
    ],
    [
      '7 where the call said no',
      'recovered',
      { entry: { type: 5 }, evidence: { call: { confirmed: false, on: '2026-11-29', by: 'x', reference: 'L' } } },
      [],
      'refused: call-says-no',
    ],
    ['7 of a consultation of an adult', 'recovered', {}, ['call'], 'allowed 7 2026-11-29 by 2'],
    // 9
    [
      '9 before the day of entry',
      'deceasedReported',
      { person: { registry: { is: 'dead', at: NOW, diedOn: '2020-01-01', reference: 'x' } } },
      [],
      'refused: date-before-entry',
    ],
    // any
    ['what is held', 'recovered', { held: true }, [], 'refused: still-needs'],
    ['a death that is held', 'deceasedReported', { held: true }, [], 'refused: still-needs'],
    ['what is closed', 'recovered', { entry: { state: 'closed' } }, [], 'refused: entry-closed'],
    [
      'several things at once, all named',
      'refuses',
      { outcome: { confirmations: 0, assurance: 1, by: 'relative', toldLoss: false } },
      [],
      'refused: assurance-low said-by-another not-confirmed not-told-loss',
    ],
  ] as const)('%s', (_, is, change, drop, expected) => {
    expect(judge(is, change as Change, drop)).toBe(expected);
  });

  it('says when a hold ends', () => {
    const at = NOW - 3_600_000;
    expect(decide(policy, aCase('refuses', { outcome: { at } }))).toMatchObject({
      is: 'waits',
      until: at + 72 * 3_600_000,
    });
  });

  it('dates the end of a hold by the clock of the programme', () => {
    // 01:30 UTC is still the day before in Chile.
    const at = Date.parse('2026-11-27T01:30:00Z') - 72 * 3_600_000 + 0;
    expect(judge('refuses', { outcome: { at } })).toBe('allowed 6 2026-11-26 by 2');
  });
});

describe('norms are versions', () => {
  const later = (): Policy => {
    const [first] = policy.norms as [Policy['norms'][number]];
    const only9 = { ...first, id: 'N2', from: '2026-11-15', causes: first.causes.filter(({ cause }) => cause === 9) };
    return { ...policy, norms: [first, only9] };
  };

  it('decides by the norm of the day, and what was decided by its own', () => {
    expect(said(decide(later(), aCase('recovered')))).toBe('refused: cause-not-allowed');
    expect(said(decide(later(), aCase('recovered', { today: '2026-11-14' })))).toMatch(/^allowed 7/);
    expect(said(decideBy(policy.norms[0] as never, aCase('recovered')))).toMatch(/^allowed 7/);
  });

  it('discharges nobody before the first norm, or without a policy', () => {
    expect(normOn(policy, '2023-09-14')).toBeNull();
    expect(judge('recovered', { today: '2023-09-14' })).toBe('refused: no-norm');
    expect(said(decide(null, aCase('recovered')))).toBe('refused: no-norm');
  });

  it('has words for every refusal, in both languages', () => {
    for (const { en, es } of Object.values(REFUSALS))
      for (const words of [en, es]) expect(words.length).toBeGreaterThan(10);
  });
});

describe('the two national code tables', () => {
  it('numbers causes as SIGTE and as TEI, and maps none to another', () => {
    const tei = (sigte: number) => minsal.causes.get(sigte)?.tei;
    expect([1, 2, 4, 5, 6, 7, 9, 13, 14, 15, 16].map(tei)).toEqual([2, 3, 4, 5, 6, 7, 9, 12, 13, 14, 15]);
    expect([3, 12, 20].map(tei)).toEqual([null, null, null]);
  });
});
