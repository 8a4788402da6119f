/** Who is signed in: a session in the database, known by a hash of what the browser has; new at each sign-in, short, and ended everywhere at once. */
import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { UserDoc } from '../store/documents.js';
import { DURABLE, type Store } from '../store/store.js';

export const SESSION_COOKIE = 'vigente_session';
/** Nobody touches the page for so long: it is anybody's. */
const IDLE = 30 * 60_000;
/** A working day. */
const LONGEST = 12 * 3_600_000;
/** Written at most so often: a page that refreshes itself is no work for the database. */
const SEEN_EVERY = 60_000;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Begins a session; whatever cookie the browser had before is worth nothing after it (session fixation). */
export async function beginSession(
  store: Store,
  response: Response,
  user: UserDoc,
  now: number,
  secure: boolean,
): Promise<void> {
  const secret = randomBytes(32).toString('base64url');
  const at = new Date(now);
  await store.sessions.insertOne({ _id: hashOf(secret), user: user._id, at, seenAt: at }, DURABLE);
  response.cookie(SESSION_COOKIE, secret, {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/console',
    maxAge: LONGEST,
  });
}

export interface Viewer {
  readonly user: UserDoc;
  /** Goes into every form, so that no other page can make the browser send it. */
  readonly key: string;
}

/** Who sent this request; null = nobody, or for too long. A user who was disabled is nobody from the next request on. */
export async function viewerOf(store: Store, request: Request, now: number): Promise<Viewer | null> {
  const secret = secretOf(request);
  if (secret === null) return null;
  const session = await store.sessions.findOne({ _id: hashOf(secret) });
  if (!session) return null;
  if (now - session.seenAt.getTime() > IDLE || now - session.at.getTime() > LONGEST) {
    await store.sessions.deleteOne({ _id: session._id });
    return null;
  }
  const user = await store.users.findOne({ _id: session.user, state: 'active' });
  if (!user) return null;
  if (now - session.seenAt.getTime() > SEEN_EVERY)
    await store.sessions.updateOne({ _id: session._id }, { $set: { seenAt: new Date(now) } });
  return { user, key: hashOf(`form ${secret}`) };
}

export async function endSession(store: Store, request: Request, response: Response): Promise<void> {
  const secret = secretOf(request);
  if (secret !== null) await store.sessions.deleteOne({ _id: hashOf(secret) });
  response.clearCookie(SESSION_COOKIE, { path: '/console' });
}

/** Everywhere: a password was changed, or somebody was disabled. */
export const endSessionsOf = (store: Store, user: string): Promise<unknown> => store.sessions.deleteMany({ user });

const secretOf = (request: Request): string | null =>
  /(?:^|;\s*)vigente_session=([\w-]{20,80})/.exec(request.headers.cookie ?? '')?.[1] ?? null;
