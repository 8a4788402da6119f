/** Passwords (argon2id, RFC 9106) and one-time codes (TOTP, RFC 6238); ten wrong tries close a name for a quarter of an hour. */
import { hash, verify } from '@node-rs/argon2';
import { generateSecret, generateURI, verifySync } from 'otplib';
import { UserError } from '../domain/failure.js';
import { openJson, sealJson } from '../privacy/vault.js';
import type { UserDoc } from '../store/documents.js';
import { logAct } from '../store/logAct.js';
import { bytesOf } from '../store/loadConversations.js';
import { DURABLE, type Store } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { endSessionsOf } from './sessions.js';

const SHORTEST = 12;
const MOST_TRIES = 10;
const LOCKED = 15 * 60_000;
/** Seconds by which the clock of a phone may be off. */
const TOLERANCE = 30;

/** Throws `UserError`: nobody has that name, or the password is short. Ends every session of theirs. */
export async function setPassword(services: Services, name: string, password: string): Promise<void> {
  const { store, clock } = services;
  if (password.length < SHORTEST)
    throw new UserError(
      'password-short',
      `A password has at least ${SHORTEST} characters.`,
      'Four words that nobody would put together are easier than signs.',
    );
  const passwordHash = await hash(password);
  const { matchedCount } = await store.users.updateOne(
    { _id: name, state: 'active' },
    { $set: { passwordHash } },
    DURABLE,
  );
  if (matchedCount === 0)
    throw new UserError(
      'user-unknown',
      `There is no active user "${name}".`,
      'Add one with: vigente user add NAME --role ROLE',
      1,
    );
  await endSessionsOf(store, name);
  await logAct(store, 'users', ['password', name], new Date(clock.now()));
}

/** A new secret for the person's phone; the old one is worth nothing. Returns the address an authenticator reads. */
export async function setCode(services: Services, name: string): Promise<string> {
  const { store, clock } = services;
  const secret = generateSecret();
  const totp = sealJson(store.vault.inboxKey, { secret });
  const { matchedCount } = await store.users.updateOne(
    { _id: name, state: 'active' },
    { $set: { totp }, $unset: { codeUsed: '' } },
    DURABLE,
  );
  if (matchedCount === 0) throw new UserError('user-unknown', `There is no active user "${name}".`, undefined, 1);
  await endSessionsOf(store, name);
  await logAct(store, 'users', ['code', name], new Date(clock.now()));
  return generateURI({ issuer: 'vigente', label: name, secret });
}

export type SignIn = { readonly ok: true; readonly user: UserDoc } | { readonly ok: false; readonly locked: boolean };

/** A hash of nothing anybody knows: a name that is not there takes as long as one that is. */
const NOBODY = hash('nobody has this password, and the same work is done for it');

/**
 * Whoever is wrong is told the same, whatever was wrong, after the same work. The try is counted before anything is compared: a thousand at once
 * are no more than ten.
 */
export async function signIn(services: Services, name: string, password: string, code: string): Promise<SignIn> {
  const { store, clock } = services;
  const now = clock.now();
  const locked = await countTry(services, name);
  const user = locked ? null : await store.users.findOne({ _id: name });
  const right = await verify(user?.passwordHash ?? (await NOBODY), password).catch(() => false);
  if (
    !right ||
    user?.state !== 'active' ||
    user.passwordHash === undefined ||
    !(await codeFits(store, user, code, now))
  )
    return { ok: false, locked };
  await store.signIns.deleteOne({ _id: name });
  await logAct(store, 'users', ['signed in', name], new Date(now));
  return { ok: true, user };
}

/** Each code counts once: whoever looked over a shoulder comes too late. */
async function codeFits(store: Store, user: UserDoc, code: string, now: number): Promise<boolean> {
  if (!user.totp) return true;
  const { secret } = openJson<{ secret: string }>(store.vault.inboxKey, bytesOf(user.totp));
  const digits = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) return false;
  if (!verifySync({ secret, token: digits, epoch: Math.floor(now / 1000), epochTolerance: TOLERANCE }).valid)
    return false;
  const { modifiedCount } = await store.users.updateOne(
    { _id: user._id, codeUsed: { $ne: digits } },
    { $set: { codeUsed: digits } },
    DURABLE,
  );
  return modifiedCount === 1;
}

/** Is the name closed? If not, this try counts. */
async function countTry({ store, clock }: Services, name: string): Promise<boolean> {
  const now = new Date(clock.now());
  // A quarter of an hour after the last try the count begins anew.
  await store.signIns.deleteOne({ _id: name, at: { $gte: new Date(0), $lt: new Date(now.getTime() - LOCKED) } });
  const after = await store.signIns.findOneAndUpdate(
    { _id: name },
    { $inc: { tries: 1 }, $setOnInsert: { at: now } },
    { upsert: true, returnDocument: 'after', ...DURABLE },
  );
  const tries = after?.tries ?? 1;
  if (tries === MOST_TRIES + 1) await logAct(store, 'users', ['locked', name], now);
  return tries > MOST_TRIES;
}

/**
 * Can anybody sign in? Then the key that is printed at the start opens nothing any more. `elsewhere` — an identity provider lets in whoever has
 * an account.
 */
export const signInExists = async (store: Store, elsewhere: boolean): Promise<boolean> =>
  (await store.users.findOne(
    { ...(elsewhere ? {} : { passwordHash: { $exists: true } }), state: 'active' },
    { projection: { _id: 1 } },
  )) !== null;
