/**
 * Who is at the portal: a session in the database, known by a hash of what the browser has. It begins with nobody proved, changes its secret
 * with each proof, and is short: a phone is lent and lost.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Assurance } from '../domain/assurance.js';
import type { Locale } from '../domain/meaning.js';
import type { PortalProofs, PortalSessionDoc } from '../store/documents.js';
import { DURABLE, type Store } from '../store/store.js';

const COOKIE = 'vigente_portal';
const IDLE = 20 * 60_000;
const LONGEST = 2 * 3_600_000;
/** Written at most so often. */
const SEEN_EVERY = 30_000;

const NOTHING_PROVED: PortalProofs = { code: null, document: null, provider: null };

export interface PortalSession {
  readonly doc: PortalSessionDoc;
  readonly level: Assurance;
  /** Goes into every form, so that no other page can make the browser send it. */
  readonly key: string;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const sessionOf = (doc: PortalSessionDoc, secret: string): PortalSession => ({
  doc,
  level: levelOf(doc.proofs),
  key: hashOf(`portal form ${secret}`),
});

/** 1 a code to a number on file · 2 document digits and year · 3 both, or an identity provider (DESIGN §1). */
export function levelOf({ code, document, provider }: PortalProofs): Assurance {
  if (provider || (code && document)) return 3;
  if (document) return 2;
  return code ? 1 : 0;
}

/**
 * May it sign? Both proofs to a number that was validated long enough before, or the identity provider; whoever has just changed the number
 * signs nothing with it.
 */
export const maySign = ({ code, document, provider }: PortalProofs): boolean =>
  provider !== null || (code !== null && code.signs && document !== null);

export interface Begin {
  readonly programme: string;
  readonly person: string;
  readonly known: boolean;
  readonly address: string | null;
  readonly locale: Locale;
}

/** A session in which nothing is proved yet; whatever cookie the browser had before is worth nothing after it. */
export async function beginSession(
  store: Store,
  request: Request,
  response: Response,
  begin: Begin,
  now: number,
): Promise<void> {
  const secret = randomBytes(32).toString('base64url');
  const at = new Date(now);
  const doc: PortalSessionDoc = { _id: hashOf(secret), ...begin, at, seenAt: at, code: null, proofs: NOTHING_PROVED };
  await store.portalSessions.insertOne(doc, DURABLE);
  await endSession(store, request, response);
  setCookie(response, secret);
}

/** The session of a request; null = none, or for too long. */
export async function portalSessionOf(store: Store, request: Request, now: number): Promise<PortalSession | null> {
  const secret = secretOf(request);
  if (secret === null) return null;
  const doc = await store.portalSessions.findOne({ _id: hashOf(secret) });
  if (!doc) return null;
  if (now - doc.seenAt.getTime() > IDLE || now - doc.at.getTime() > LONGEST) {
    await store.portalSessions.deleteOne({ _id: doc._id });
    return null;
  }
  if (now - doc.seenAt.getTime() > SEEN_EVERY)
    await store.portalSessions.updateOne({ _id: doc._id }, { $set: { seenAt: new Date(now) } });
  return sessionOf(doc, secret);
}

/** Something more was proved: the session goes on under a new secret (session fixation). */
export async function withProof(
  store: Store,
  response: Response,
  { doc }: PortalSession,
  proof: Partial<PortalProofs>,
): Promise<void> {
  const secret = randomBytes(32).toString('base64url');
  const proofs = { ...doc.proofs, ...proof };
  const { oidc: _, ...rest } = doc;
  await store.portalSessions.insertOne({ ...rest, _id: hashOf(secret), proofs, code: null }, DURABLE);
  await store.portalSessions.deleteOne({ _id: doc._id }, DURABLE);
  setCookie(response, secret);
}

export async function changeSession(
  store: Store,
  { doc }: PortalSession,
  set: Partial<Pick<PortalSessionDoc, 'code' | 'oidc' | 'newPhone' | 'notice' | 'locale'>>,
): Promise<void> {
  await store.portalSessions.updateOne({ _id: doc._id }, { $set: set }, DURABLE);
}

export async function endSession(store: Store, request: Request, response: Response): Promise<void> {
  const secret = secretOf(request);
  if (secret !== null) await store.portalSessions.deleteOne({ _id: hashOf(secret) });
  response.clearCookie(COOKIE, { path: '/portal' });
}

/** Everywhere: a number was changed, or the person is erased. */
export const endPortalSessionsOf = (store: Store, person: string, but: string): Promise<unknown> =>
  store.portalSessions.deleteMany({ person, _id: { $ne: but } });

/** Not `strict`: whoever comes back from an identity provider, or from a link in a message, is still there. Forms carry a key of their own. */
function setCookie(response: Response, secret: string): void {
  response.cookie(COOKIE, secret, {
    httpOnly: true,
    sameSite: 'lax',
    secure: response.app.get('portal secure') === true,
    path: '/portal',
  });
}

const secretOf = (request: Request): string | null =>
  /(?:^|;\s*)vigente_portal=([\w-]{20,80})/.exec(request.headers.cookie ?? '')?.[1] ?? null;
