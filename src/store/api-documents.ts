/** What is kept for other systems: who may ask, what was answered, and who is told. */
import type { Role } from '../domain/role.js';
import type { Sealed } from './person-documents.js';

/** A system, or a person through one, that may use the API. */
export interface ApiTokenDoc {
  /** Its name, as the audit names it. */
  readonly _id: string;
  /** SHA-256 of the token, base64url; the token itself is nowhere. */
  readonly hash: string;
  readonly role: Role;
  /** Health services it sees; empty = all. */
  readonly services: readonly number[];
  /** The person it speaks for; null = a system, which decides about nobody. */
  readonly for: string | null;
  readonly state: 'active' | 'revoked';
  readonly at: Date;
  readonly expiresAt: Date;
  /** Written at most once a minute. */
  readonly usedAt?: Date;
}

/** What a POST was answered, so that the same one again gets the same. */
export interface ApiAnswerDoc {
  /** token:hash of the key */
  readonly _id: string;
  /** Hash of method, path and body. */
  readonly asked: string;
  readonly at: Date;
  /** Whoever carries it out; another may after `until`. */
  readonly lease: { readonly id: string; readonly until: Date } | null;
  readonly status?: number;
  /** Sealed: the body. */
  readonly secret?: Sealed;
}

export const WEBHOOK_EVENTS = [
  'outcome.recorded',
  'proposal.changed',
  'discharge.exported',
  'discharge.accepted',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** An address of another system that is told what happens. */
export interface WebhookDoc {
  readonly _id: string;
  readonly programme: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  /** Health services it is told of; empty = all. */
  readonly services: readonly number[];
  /** `stopped`: it failed too often; a person looks and resumes it. */
  readonly state: 'active' | 'stopped';
  readonly at: Date;
  /** Sealed {secrets}: the newest first; the one before it signs too until it is taken away. */
  readonly secret: Sealed;
  /** How far each source has been read. Where it stands after a crash is where it goes on: told twice, never not at all. */
  readonly cursors: Readonly<Record<string, { readonly at: Date; readonly id: string }>>;
  /** Messages on their way, in order; read from the sources before the cursor moved on. */
  readonly failures: number;
  readonly nextAt: Date;
  readonly why?: string;
  readonly lease?: { readonly id: string; readonly until: Date } | null;
  readonly deliveredAt?: Date;
}
