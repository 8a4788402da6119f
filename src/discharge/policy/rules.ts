/**
 * The questions a cause must pass. Pure: each takes the case and says nothing (passed), what is waited for, or why not.
 * Which cause must pass which, and with what figures, is the norm's data.
 */
import type { DischargeCase } from './case.js';
import type { Refusal, Wait } from './decision.js';
import type { Rule } from './norm.js';

export type Found = { readonly refused: Refusal } | { readonly waits: Wait; readonly until?: number } | null;

const DAY = 86_400_000;
const HOUR = 3_600_000;
const ADULT = 18;
const PASSED = null;

const refuse = (refused: Refusal): Found => ({ refused });
const waitFor = (waits: Wait): Found => ({ waits });
const unless = (passed: boolean, refused: Refusal): Found => (passed ? PASSED : refuse(refused));

export function ask(rule: Rule, known: DischargeCase): Found {
  const { entry, person, outcome, evidence } = known;
  switch (rule.rule) {
    case 'contacted':
      return unless(outcome.contacted, 'no-contact');
    case 'assurance':
      return unless(outcome.assurance >= rule.atLeast, 'assurance-low');
    case 'saidByPerson':
      return unless(outcome.by === 'self', 'said-by-another');
    case 'adult':
      // Whose age nobody knows may be a child.
      return unless(person.age !== null && person.age >= ADULT, 'minor');
    case 'numberVerified':
      return unless(outcome.number === 'validated', 'number-unverified');
    case 'confirmed':
      return unless(outcome.confirmations >= rule.times, 'not-confirmed');
    case 'toldLoss':
      return unless(outcome.toldLoss, 'not-told-loss');
    case 'barrierAsked':
      return unless(outcome.barrier !== null, 'barrier-not-asked');
    case 'held': {
      const until = outcome.at + rule.hours * HOUR;
      return known.now >= until ? PASSED : { waits: 'hold', until };
    }
    case 'inRegistry':
      return inRegistry(known, rule.maxAgeDays);
    case 'deadInRegistry':
      return deadInRegistry(known);
    case 'networkReport':
      if (!evidence.network) return waitFor('network');
      return dated(known, evidence.network.on);
    case 'careDateAndPlace':
      if (outcome.date === null || outcome.date.length < 'yyyy-mm-dd'.length) {
        const early = outcome.date !== null && outcome.date < entry.enteredOn.slice(0, outcome.date.length);
        return early ? refuse('date-before-entry') : waitFor('date');
      }
      return dated(known, outcome.date) ?? unless((outcome.place ?? '').trim() !== '', 'no-place');
    case 'sameCare':
      if (!evidence.sameCare) return waitFor('review');
      return unless(evidence.sameCare.is, 'other-care');
    case 'insurerLeft': {
      const { insurer } = evidence;
      if (!insurer || known.now - insurer.at > rule.maxAgeDays * DAY) return waitFor('insurer');
      // A check made before they told it knows nothing of it.
      if (insurer.at < outcome.at - DAY) return waitFor('insurer');
      if (rule.public.includes(insurer.insurer)) return refuse('still-insured');
      return insurer.since === null ? waitFor('insurer') : dated(known, insurer.since);
    }
    case 'notPrais':
      return unless(!person.prais, 'prais');
    case 'writing':
      return rule.types.includes(entry.type) && !evidence.writing ? waitFor('writing') : PASSED;
    case 'call': {
      const child = person.age === null || person.age < rule.belowAge;
      if (!rule.types.includes(entry.type) && !child && !(rule.oncology && entry.oncology)) return PASSED;
      if (!evidence.call) return waitFor('call');
      return unless(evidence.call.confirmed, 'call-says-no');
    }
    default:
      return rule satisfies never;
  }
}

/** F_ENTRADA ≤ date ≤ today. */
function dated({ entry, today }: DischargeCase, on: string): Found {
  if (on < entry.enteredOn) return refuse('date-before-entry');
  return on > today ? refuse('date-in-future') : PASSED;
}

/** Somebody who is to be taken off the list for what they said must exist, and be alive. */
function inRegistry({ person, now }: DischargeCase, maxAgeDays: number): Found {
  const { registry } = person;
  if (registry?.is === 'unknown') return refuse('not-in-registry');
  if (registry?.is === 'dead') return refuse('registry-dead');
  return !registry || now - registry.at > maxAgeDays * DAY ? waitFor('registry') : PASSED;
}

/** A death is what the registry says it is: with its date, and nobody who wrote afterwards. */
function deadInRegistry({ person, outcome, today, entry }: DischargeCase): Found {
  const { registry } = person;
  if (registry?.is === 'unknown') return refuse('not-in-registry');
  // What it said before the news came is no answer to the news.
  if (!registry || (registry.is === 'alive' && registry.at < outcome.at)) return waitFor('registry');
  if (registry.is === 'alive') return refuse('registry-alive');
  if (person.wroteAfterDeath) return refuse('dead-writes');
  if (registry.diedOn === null) return waitFor('registry');
  if (registry.diedOn > today) return refuse('date-in-future');
  return registry.diedOn < entry.enteredOn ? refuse('date-before-entry') : PASSED;
}
