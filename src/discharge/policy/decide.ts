/** Outcome + evidence + norm → an allowed cause, or what is missing, or no and why (REQUIREMENTS, extra 2). Pure. */
import { DateTime } from 'luxon';
import type { DischargeCase } from './case.js';
import type { Decision, Refusal, Wait } from './decision.js';
import { normOn, type CauseRules, type Norm, type Policy } from './norm.js';
import { ask } from './rules.js';

/** By the norm in force on the day of the decision. */
export function decide(policy: Policy | null, known: DischargeCase): Decision {
  const norm = policy ? normOn(policy, known.today) : null;
  if (!norm) return { is: 'refused', norm: null, cause: null, why: ['no-norm'] };
  return decideBy(norm, known);
}

/** By this very norm: what was decided is decided again by its own. */
export function decideBy(norm: Norm, known: DischargeCase): Decision {
  const rules = norm.causes.find(({ outcome }) => outcome === known.outcome.is);
  const refused = (why: readonly Refusal[]): Decision => ({
    is: 'refused',
    norm: norm.id,
    cause: rules?.cause ?? null,
    why,
  });
  if (!rules) return refused([KEEPS.has(known.outcome.is) ? 'not-a-discharge' : 'cause-not-allowed']);
  if (known.entry.state === 'closed') return refused(['entry-closed']);
  if (known.held) return refused(['still-needs']);

  const found = rules.rules.map((rule) => ask(rule, known));
  const why = found.flatMap((each) => (each && 'refused' in each ? [each.refused] : []));
  if (why.length > 0) return refused([...new Set(why)]);
  const waits = found.flatMap((each) => (each && 'waits' in each ? [each] : []));
  if (waits.length > 0) {
    const until = waits.reduce<number | undefined>((last, each) => each.until ?? last, undefined);
    const named: readonly Wait[] = [...new Set(waits.map((each) => each.waits))];
    return { is: 'waits', norm: norm.id, cause: rules.cause, for: named, ...(until === undefined ? {} : { until }) };
  }
  const exitOn = exitDay(rules, known);
  if (exitOn === null) return { is: 'waits', norm: norm.id, cause: rules.cause, for: ['date'] };
  return { is: 'allowed', norm: norm.id, cause: rules.cause, exitOn, reviewers: rules.reviewers };
}

const KEEPS: ReadonlySet<string> = new Set(['stillNeeds', 'worse', 'postpones', 'undecided', 'notLocated']);

/** F_SALIDA, never before F_ENTRADA (SIGTE refuses it). */
function exitDay(rules: CauseRules, { outcome, person, evidence, entry, zone }: DischargeCase): string | null {
  switch (rules.exitOn) {
    case 'death':
      return person.registry?.diedOn ?? null;
    case 'reportedCare':
      return evidence.network?.on ?? null;
    case 'toldCare':
      return outcome.date?.length === 'yyyy-mm-dd'.length ? outcome.date : null;
    case 'insurerChange':
      return evidence.insurer?.since ?? null;
    case 'holdEnd': {
      const held = rules.rules.find((rule) => rule.rule === 'held');
      const end = outcome.at + (held ? held.hours * 3_600_000 : 0);
      const day = DateTime.fromMillis(end, { zone }).toISODate() ?? '';
      return day < entry.enteredOn ? entry.enteredOn : day;
    }
    default:
      return rules.exitOn satisfies never;
  }
}
