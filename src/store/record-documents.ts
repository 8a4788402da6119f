/** What is kept of what was done: lists that came in, the audit chain, and who may decide. */
import type { Role } from '../domain/role.js';
import type { Sealed } from './person-documents.js';

export interface ImportDoc {
  readonly _id: string;
  readonly programme: string;
  readonly file: string;
  readonly state: 'reading' | 'done' | 'refused';
  /** Rows up to this line are in the database. */
  readonly lastLine: number;
  readonly today: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly rows: number;
  readonly changed: number;
}

/** Long work that somebody began in the console. It goes on without their browser; what it made waits in a folder of the machine that did it. */
export interface JobDoc {
  readonly _id: string;
  readonly kind: string;
  readonly programme: string;
  /** Who began it; null = whoever had the key of the start. */
  readonly by: string | null;
  /** What was chosen, and the names of files in its folder. */
  readonly params: Readonly<Record<string, string>>;
  readonly state: 'running' | 'done' | 'failed';
  readonly done: number;
  /** 0 = not known. */
  readonly total: number;
  /** What it found, as the command prints it. */
  readonly result: unknown;
  readonly failure: { readonly code: string; readonly message: string; readonly hint: string } | null;
  /** What it made, by name. */
  readonly files: readonly string[];
  readonly at: Date;
  /** While it runs, every few seconds: a process that died leaves it old. */
  readonly touchedAt: Date;
  readonly endedAt: Date | null;
  /** The machine whose folder it is. */
  readonly host: string;
}

/** An emergency that nobody has: how often whoever is on call was told. */
export interface OnCallDoc {
  /** The desk task. */
  readonly _id: string;
  readonly at: Date;
  readonly times: number;
  readonly nextAt: Date;
}

export interface AuditDoc {
  /** stream:seq */
  readonly _id: string;
  readonly stream: string;
  readonly seq: number;
  readonly at: Date;
  /** What happened, in codes; never a name, a number or words. */
  readonly event: string;
  readonly link: string;
}

/** Every changed head of the chains so far, under one signature: whoever keeps it outside can prove later what was there. */
export interface SealDoc {
  /** Its number, eight digits: "00000042". */
  readonly _id: string;
  readonly at: Date;
  /** Merkle root over the heads below, base64url. */
  readonly root: string;
  readonly streams: number;
  /** Signature of the seal before; '' = the first. */
  readonly previous: string;
  readonly signature: string;
  /** Streams whose head changed since the seal before, in order, with that head. */
  readonly heads: readonly { readonly stream: string; readonly seq: number; readonly head: string }[];
}

/** The last link of a chain that has no document of its own. */
export interface ChainHeadDoc {
  /** The stream. */
  readonly _id: string;
  readonly seq: number;
  readonly head: string;
  readonly at: Date;
}

/** Somebody who may decide. Passwords belong to the sign-in of the console. */
export interface UserDoc {
  readonly _id: string;
  readonly role: Role;
  /** Health services they see; empty = all. */
  readonly services: readonly number[];
  /** The centre they sit at; absent = none in particular, they see what all have. */
  readonly centre?: string;
  readonly state: 'active' | 'disabled';
  readonly at: Date;
  readonly by?: string;
  /** argon2id; absent = they cannot sign in. */
  readonly passwordHash?: string;
  /** Sealed {secret} of their one-time codes; absent = none is asked. */
  readonly totp?: Sealed;
  /** The last code that was used. */
  readonly codeUsed?: string;
}

export interface SessionDoc {
  /** Hash of what the browser has. */
  readonly _id: string;
  readonly user: string;
  readonly at: Date;
  readonly seenAt: Date;
}

/** Wrong tries at a name since the last right one. */
export interface SignInDoc {
  readonly _id: string;
  readonly tries: number;
  /** Of the first of them. */
  readonly at: Date;
}
