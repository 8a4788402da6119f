/** Tokens: one for each system that may use the API, or for a person through one. Shown once, stored as a hash, never for ever. */
import { createHash, randomBytes } from 'node:crypto';
import { UserError } from '../domain/failure.js';
import { ROLES, type Role } from '../domain/role.js';
import type { ApiTokenDoc, UserDoc } from '../store/documents.js';
import { logAct } from '../store/logAct.js';
import { DURABLE, type Store } from '../store/store.js';
import type { Services } from '../turn/services.js';

const DAY = 86_400_000;
/** A quarter: long enough to be no chore, short enough that a forgotten one ends. */
const USUAL_DAYS = 90;
const MOST_DAYS = 400;
/** Its use is written down at most so often. */
const USED_EVERY = 60_000;
/** So that it is recognised where it should not be: in a log, in a repository. */
const PREFIX = 'vgt_';

export interface NewToken {
  readonly name: string;
  /** Of a system. A person's token has the role of the person. */
  readonly role?: Role;
  readonly services?: readonly number[];
  readonly days?: number;
  /** The person it speaks for. */
  readonly for?: string;
}

/** Who asks: what the acts need to know of them. */
export interface Caller {
  readonly token: string;
  /** The person it speaks for; null = a system. */
  readonly person: string | null;
  /** Role and scope as of this moment, in the shape of a user. */
  readonly as: UserDoc;
  readonly expiresAt: Date;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Returns the token: nobody can show it again. Throws `UserError`: no name, taken, a role that is none, a person who is nobody. */
export async function addToken(
  { store, clock }: Services,
  { name, role, services = [], days = USUAL_DAYS, for: person = undefined }: NewToken,
): Promise<{ readonly token: string; readonly doc: ApiTokenDoc }> {
  if (!/^[a-z0-9][a-z0-9._-]{1,59}$/.test(name))
    throw new UserError(
      'token-name',
      `"${name}" is no name of a token.`,
      'Small letters, digits, dots, dashes: siggo-osorno',
    );
  if (!(days >= 1 && days <= MOST_DAYS))
    throw new UserError('token-days', `A token lasts 1 to ${MOST_DAYS} days.`, 'Make a new one before it ends.');
  const user = person === undefined ? null : await store.users.findOne({ _id: person, state: 'active' });
  if (person !== undefined && !user)
    throw new UserError('user-unknown', `There is no active user "${person}".`, 'See: vigente user list', 1);
  if (user && role !== undefined && role !== user.role)
    throw new UserError(
      'token-role',
      `${user._id} is ${user.role}.`,
      'A token for a person has their role: leave --role out.',
    );
  const of = user?.role ?? role;
  if (of === undefined || !ROLES.includes(of))
    throw new UserError('token-role', 'Which role?', `Add --role with one of ${ROLES.join(', ')}, or --for USER.`);
  const now = clock.now();
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const doc: ApiTokenDoc = {
    _id: name, hash: hashOf(token), role: of, services, for: user?._id ?? null, state: 'active', at: new Date(now), expiresAt: new Date(now + days * DAY),
  }; // prettier-ignore
  try {
    await store.apiTokens.insertOne(doc, DURABLE);
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    throw new UserError(
      'token-exists',
      `There is or was a token "${name}".`,
      'Its name stays in the audit: choose another.',
    );
  }
  await logAct(store, 'users', ['token added', name, of, services, doc.for, days], doc.at);
  return { token, doc };
}

/** From the next request on it opens nothing. */
export async function revokeToken({ store, clock }: Services, name: string): Promise<void> {
  const { matchedCount } = await store.apiTokens.updateOne(
    { _id: name, state: 'active' },
    { $set: { state: 'revoked' } },
    DURABLE,
  );
  if (matchedCount === 0)
    throw new UserError('token-unknown', `There is no active token "${name}".`, 'See: vigente token list', 1);
  await logAct(store, 'users', ['token revoked', name], new Date(clock.now()));
}

/** Whose token this is; null = nobody's: wrong, revoked, over, or of somebody who was disabled. */
export async function callerOf(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  token: string,
): Promise<Caller | null> {
  if (!/^vgt_[\w-]{43}$/.test(token)) return null;
  const doc = await store.apiTokens.findOne({ hash: hashOf(token) });
  const now = clock.now();
  if (!doc || doc.state !== 'active' || doc.expiresAt.getTime() <= now) return null;
  const as = await actsAs(store, doc);
  if (as && now - (doc.usedAt?.getTime() ?? 0) > USED_EVERY)
    await store.apiTokens.updateOne({ _id: doc._id }, { $set: { usedAt: new Date(now) } }, { writeConcern: { w: 1 } });
  return as && { token: doc._id, person: doc.for, as, expiresAt: doc.expiresAt };
}

/** A person's token never reaches farther than the person does now. */
async function actsAs(store: Store, doc: ApiTokenDoc): Promise<UserDoc | null> {
  const { _id, role, services, at } = doc;
  if (doc.for === null) return { _id: `token:${_id}`, role, services, state: 'active', at };
  const user = await store.users.findOne({ _id: doc.for, state: 'active' });
  if (!user) return null;
  const both =
    services.length === 0
      ? user.services
      : user.services.length === 0
        ? services
        : services.filter((each) => user.services.includes(each));
  // Nothing in common is not "all".
  if (both.length === 0 && services.length > 0) return null;
  return { _id: user._id, role: user.role, services: both, state: 'active', at: user.at };
}
