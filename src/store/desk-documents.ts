/** What people have to do, who is at it, and what became of each call. */
import type { HandOffReason, Queue } from '../domain/effect.js';
import type { Criterion } from '../routing/criteria.js';
import type { Sealed } from './person-documents.js';

export interface DeskTaskDoc {
  readonly _id: string;
  readonly programme: string;
  readonly queue: Queue;
  readonly reason: HandOffReason;
  readonly person: string | null;
  readonly entry: string | null;
  /** Null for what concerns no patient: a channel that was stopped. */
  readonly conversation: string | null;
  readonly state: 'open' | 'done';
  readonly at: Date;
  readonly dueAt: Date;
  /** The form that was filled in, and the number its person was told. */
  readonly request?: string;
  readonly number?: string;
  /** The language they write in, where it is none of ours: BCP 47. */
  readonly language?: string;
  /** They wrote from a number that is not on file: whoever calls takes one that is. */
  readonly unverified?: boolean;
  /** Sealed: `RequestAnswer[]`, with the key of the person, or of the conversation where nobody is known. */
  readonly secret?: Buffer | null;
  /** Not to be taken before: they asked for that hour, or were just called in vain. */
  readonly readyAt?: Date;
  /** An operator asked; until it is decided nobody else takes it. The state stays open, so that no discharge leaves meanwhile. */
  readonly waitsFor?: 'supervisor';
  readonly question?: DeskQuestion;
  /** The centre whose people take it; absent = everybody's, or not routed yet. */
  readonly centre?: string;
  /** It was passed on once, and is not again. */
  readonly moved?: boolean;
  /** Who closed it, when, and as what. */
  readonly closed?: { readonly by: string; readonly at: Date; readonly how: string };
  readonly notes?: readonly DeskNote[];
}

export interface DeskNote {
  readonly at: Date;
  readonly by: string;
  /** Sealed text. */
  readonly secret: Sealed;
}

export interface DeskQuestion {
  readonly by: string;
  readonly at: Date;
  /** Sealed text. */
  readonly secret: Sealed;
  readonly decision?: DeskNote;
}

/** Who has a person before them. One document a person: two operators never have the same one. */
export interface DeskClaimDoc {
  /** person:<id>, conversation:<id> of somebody unknown, task:<id> of neither */
  readonly _id: string;
  /** A user, or `list <id>`: the numbers went out in a file. */
  readonly by: string;
  readonly task: string;
  readonly at: Date;
  readonly until: Date;
  /** They are on the phone, or were a moment ago. */
  readonly call?: { readonly conversation: string; readonly at: Date };
}

export const CALL_RESULTS = [
  'answered', 'noAnswer', 'busy', 'callBack', 'wrongPerson', 'deadNumber', 'deceased',
] as const; // prettier-ignore
export type CallResult = (typeof CALL_RESULTS)[number];

/** One call and what became of it. */
export interface CallAttemptDoc {
  /** task:<what makes twice once> */
  readonly _id: string;
  readonly programme: string;
  readonly person: string | null;
  readonly task: string;
  readonly by: string;
  readonly at: Date;
  readonly result: CallResult;
  /** Motivo de no contactabilidad (MINSAL, DOMAIN §1.3): 1 does not answer, 3 wrong data, 4 other; null = they were reached. */
  readonly code: 1 | 3 | 4 | null;
  /** Blind index of the number. */
  readonly address: string | null;
  readonly callBackAt?: Date;
}

/** Where a call or a task went, and why not to its own centre. Says nothing of anybody. */
export interface RoutingDoc {
  /** task:<id>:<n>, or call:<what makes twice once> */
  readonly _id: string;
  readonly programme: string;
  readonly what: 'call' | 'task';
  readonly at: Date;
  readonly own: string;
  /** Null = nobody had room. */
  readonly to: string | null;
  /** Why its own centre did not take it; null = it did. */
  readonly why: Criterion | null;
}
