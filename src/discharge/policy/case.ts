/** What is known of one proposal when the policy decides about it: plain data, so that a decision can be made again from its copy. */
import type { Assurance } from '../../domain/assurance.js';
import type { OutcomeKind } from '../../domain/outcome.js';

export interface DischargeCase {
  /** yyyy-mm-dd, by the programme's clock. */
  readonly today: string;
  /** Epoch ms. */
  readonly now: number;
  /** IANA zone in which its days are days. */
  readonly zone: string;
  readonly entry: CaseEntry;
  readonly person: CasePerson;
  readonly outcome: CaseOutcome;
  readonly evidence: CaseEvidence;
  /** "I do need it" was said, and nobody has lifted it. */
  readonly held: boolean;
}

export interface CaseEntry {
  readonly state: 'open' | 'closed';
  /** TIPO_PREST: 1 new consultation, 2 repeated, 3 procedure, 4 surgery, 5 major surgery. */
  readonly type: number;
  readonly careCode: string;
  /** yyyy-mm-dd */
  readonly enteredOn: string;
  /** Cancer is suspected or confirmed by what the file says of it. */
  readonly oncology: boolean;
  /** The last day on which a list showed the entry open, yyyy-mm-dd; null = not known. */
  readonly seenOpenOn: string | null;
}

export interface CasePerson {
  /** Whole years; null = the date of birth is not known. */
  readonly age: number | null;
  readonly prais: boolean;
  /** What the civil registry says; null = it was not asked. `unknown`: it has no such number. */
  readonly registry: {
    readonly is: 'alive' | 'dead' | 'unknown';
    readonly at: number;
    readonly diedOn: string | null;
    readonly reference: string;
  } | null;
  /** Somebody told of their death, and did not take it back. */
  readonly deathReported: boolean;
  /** Wrote, or was spoken to, after the day on which the registry says they died. */
  readonly wroteAfterDeath: boolean;
}

export interface CaseOutcome {
  readonly is: OutcomeKind;
  /** Epoch ms. */
  readonly at: number;
  readonly assurance: Assurance;
  /** `responsible` of a minor, `relative`: somebody else than the patient. */
  readonly by: 'self' | 'relative' | 'responsible' | 'registry';
  /** What is known of the number it was said from. */
  readonly number: 'validated' | 'reachable' | 'unverified';
  /** The person, or somebody on their behalf, really answered: an outcome without an answer is a list made at a desk. */
  readonly contacted: boolean;
  readonly confirmations: number;
  /** They were told that the place is lost, and offered to postpone and to be called, before they confirmed. */
  readonly toldLoss: boolean;
  /** What stands in their way, of those who refuse; null = they were not asked. */
  readonly barrier: string | null;
  /** Where the care was given, in the person's words or as a reviewer corrected it. */
  readonly place: string | null;
  /** yyyy, yyyy-mm or yyyy-mm-dd. */
  readonly date: string | null;
}

/** What came from outside the conversation; each with a reference that leads to its origin. */
export interface CaseEvidence {
  /** The insurer's answer: PREVISION (1 = FONASA) since a day. */
  readonly insurer?: {
    readonly insurer: number;
    readonly since: string | null;
    readonly at: number;
    readonly reference: string;
  };
  /** The report of the care, found in the network's records. */
  readonly network?: {
    /** yyyy-mm-dd */
    readonly on: string;
    readonly establishment: string;
    readonly careCode: string;
    readonly professional: string;
    readonly reference: string;
  };
  /** The signed writing, and its receipt in the clinical record. */
  readonly writing?: { readonly receivedOn: string; readonly reference: string };
  /** What a clinician or a trained operator heard on the phone. */
  readonly call?: { readonly confirmed: boolean; readonly on: string; readonly by: string; readonly reference: string };
  /** A reviewer compared what the person told with the entry: the same care. */
  readonly sameCare?: { readonly is: boolean; readonly by: string; readonly at: number };
}
