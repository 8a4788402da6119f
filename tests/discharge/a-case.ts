/** A case that passes every rule of its cause, to be spoilt one fact at a time. */
import type { DischargeCase } from '../../src/discharge/policy/case.js';
import type { OutcomeKind } from '../../src/domain/outcome.js';

const DAY = 86_400_000;
export const NOW = Date.parse('2026-11-30T15:00:00Z');

/** What is different, one level deep. */
export type Change = {
  readonly [K in keyof DischargeCase]?: DischargeCase[K] extends object ? Partial<DischargeCase[K]> : DischargeCase[K];
};

const whole: DischargeCase = {
  today: '2026-11-30',
  now: NOW,
  zone: 'America/Santiago',
  entry: { state: 'open', type: 1, careCode: '07-000', enteredOn: '2023-03-01', oncology: false, seenOpenOn: '2026-11-20' },
  person: {
    age: 60, prais: false, deathReported: false, wroteAfterDeath: false,
    registry: { is: 'alive', at: NOW - 5 * DAY, diedOn: null, reference: 'RC-1' },
  },
  outcome: {
    is: 'refuses', at: NOW - 4 * DAY, assurance: 2, by: 'self', number: 'validated', contacted: true, confirmations: 2, toldLoss: true,
    barrier: 'none', place: 'Hospital Base', date: '2025-06-10',
  },
  evidence: {
    insurer: { insurer: 2, since: '2025-02-01', at: NOW - 2 * DAY, reference: 'FON-1' },
    network: { on: '2025-06-12', establishment: '123100', careCode: '07-000', professional: '12345678-5', reference: 'N-1' },
    writing: { receivedOn: '2026-11-28', reference: 'FC-1' },
    call: { confirmed: true, on: '2026-11-28', by: 'Dra. Soto', reference: 'LL-1' },
    sameCare: { is: true, by: 'ana', at: NOW - DAY },
  },
  held: false,
}; // prettier-ignore

/** `drop` — evidence that is not there. */
export function aCase(
  is: OutcomeKind,
  change: Change = {},
  drop: readonly (keyof DischargeCase['evidence'])[] = [],
): DischargeCase {
  const base: DischargeCase = { ...whole, outcome: { ...whole.outcome, is } };
  const dead = is === 'deceasedReported';
  const person = dead
    ? { ...base.person, registry: { is: 'dead' as const, at: NOW - DAY, diedOn: '2026-05-02', reference: 'RC-2' } }
    : base.person;
  const evidence = Object.fromEntries(
    Object.entries({ ...base.evidence, ...change.evidence }).filter(([name]) => !drop.includes(name as never)),
  );
  return {
    ...base,
    ...(change as Partial<DischargeCase>),
    entry: { ...base.entry, ...change.entry },
    person: { ...person, ...change.person },
    outcome: { ...base.outcome, ...change.outcome },
    evidence,
  };
}
