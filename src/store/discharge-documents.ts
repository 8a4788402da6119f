/** What is kept on the way from an outcome to a discharge: proposals with their own life, evidence from outside, batches, samples. */
import type { Assurance } from '../domain/assurance.js';
import type { OutcomeKind } from '../domain/outcome.js';
import type { Decision } from '../discharge/policy/decision.js';
import type { Sealed } from './person-documents.js';

/**
 * proposed → verified (the policy allows it) → approved (by as many people as it asks) → exported → accepted or rejected by SIGTE.
 * `refused`: by the policy or by a reviewer, the health service decides; `returned`: an incident took it back;
 * `withdrawn`: the person needs it after all; `reinstated`: the same, after it was exported.
 */
export const PROPOSAL_STATES = [
  'proposed', 'verified', 'approved', 'exported', 'accepted', 'rejected', 'refused', 'returned', 'withdrawn', 'reinstated',
] as const; // prettier-ignore
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** `seen`: read, not decided yet; the others settle it in the service's own systems. */
export const SERVICE_ANSWERS = ['seen', 'keep', 'transfer', 'clinicalDischarge'] as const;
export type ServiceAnswer = (typeof SERVICE_ANSWERS)[number];

/** In these a word of the person withdraws it at once (DESIGN §3.8). */
export const BEFORE_EXPORT = ['proposed', 'returned', 'verified', 'approved'] as const;

/** A removal that stands: said, and neither taken back, nor returned, nor refused. */
export const STANDING = ['proposed', 'verified', 'approved', 'exported'] as const;

export interface ProposalDoc {
  /** The outcome's id; of a death that only the registry knows `registry:<entry>`. */
  readonly _id: string;
  readonly programme: string;
  readonly entry: string;
  readonly person: string;
  readonly is: OutcomeKind;
  readonly state: ProposalState;
  readonly at: Date;
  readonly assurance: Assurance;
  readonly conversation: string;
  readonly turn: number;
  /** Of the entry: who may see it. Absent until the policy was asked. */
  readonly healthService?: number;
  /** Who is looking at it in the console, and until when it is theirs. */
  readonly claim?: { readonly by: string; readonly until: Date };
  /** The guard of every change; absent = never changed. */
  readonly revision?: number;
  /** What the policy last said, and when. */
  readonly decision?: Decision & { readonly at: Date };
  /** Sealed `DischargeCase` it was decided on: by it anybody decides again. */
  readonly case?: Sealed;
  readonly approvals?: readonly { readonly by: string; readonly at: Date }[];
  /** Sealed {date, place}: as a reviewer corrected what was told. */
  readonly corrected?: Sealed;
  /** The export it went out with. */
  readonly batch?: string;
  /** In SIGTE's words, where it said no. */
  readonly answer?: { readonly at: Date; readonly is: 'accepted' | 'rejected'; readonly why: string };
  /** A reviewer said no: who, and why, for the health service. */
  readonly refusal?: {
    readonly by: string;
    readonly at: Date;
    readonly why: string;
    /** Who had approved it before. */
    readonly despite?: readonly string[];
  };
  /** What the health service did with what was left to it. */
  readonly service?: { readonly is: ServiceAnswer; readonly by: string; readonly at: Date; readonly note: string };
  /** The last list that showed the entry open since it was proposed, yyyy-mm-dd. */
  readonly seenOpenOn?: string;
  /** When it last changed by a decision. */
  readonly touchedAt?: Date;
  readonly audit?: { readonly seq: number; readonly head: string };
  /** Links of the chain that are not yet in the audit. */
  readonly unlogged?: readonly {
    readonly seq: number;
    readonly at: Date;
    readonly event: string;
    readonly link: string;
  }[];
}

export const EVIDENCE_KINDS = ['insurer', 'network', 'writing', 'call', 'sameCare'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Evidence from outside the conversation. Never changed: a newer one stands beside it. */
export interface EvidenceDoc {
  /** kind:about:hash of its content */
  readonly _id: string;
  readonly programme: string;
  readonly kind: EvidenceKind;
  readonly person: string;
  /** null = about the person, whatever the entry. */
  readonly entry: string | null;
  /** Whose data they are. */
  readonly source: string;
  /** When it was true. */
  readonly at: Date;
  readonly loadedAt: Date;
  /** Sealed, with the person's key: what it says. */
  readonly secret: Sealed;
}

export interface BatchDoc {
  readonly _id: string;
  readonly programme: string;
  readonly by: string;
  readonly state: 'open' | 'written' | 'abandoned';
  readonly openedAt: Date;
  /** The process that makes it. */
  readonly host: string;
  readonly pid: number;
  /** No word said before this moment is missing from it. */
  readonly closedAt?: Date;
  readonly rows?: number;
  readonly byCause?: Readonly<Record<string, number>>;
  readonly byService?: Readonly<Record<string, number>>;
  readonly byEstablishment?: Readonly<Record<string, number>>;
  readonly files?: readonly { readonly name: string; readonly sha256: string }[];
}

/** Somebody with the right role has looked at an alarm and lets the batch pass, up to this many. */
export interface AlarmSignatureDoc {
  /** programme:alarm */
  readonly _id: string;
  readonly programme: string;
  readonly alarm: string;
  readonly by: string;
  readonly at: Date;
  readonly why: string;
  readonly upTo: number;
}

/** A removal that is called back to hear whether it was right. */
export interface SampleDoc {
  /** The proposal. */
  readonly _id: string;
  readonly programme: string;
  readonly person: string;
  readonly entry: string;
  readonly drawnAt: Date;
  readonly healthService: number;
  readonly age: string;
  readonly sex: number;
  readonly commune: string;
  readonly insurer: number;
  readonly result?: { readonly is: 'right' | 'wrong' | 'notReached'; readonly at: Date; readonly by: string };
}
