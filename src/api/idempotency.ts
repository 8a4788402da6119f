/**
 * A POST that is sent again is carried out once: its key and a hash of what it asks are written down before, the answer after
 * (draft-ietf-httpapi-idempotency-key-header). Answers are kept for a day and deleted by `turn/purge.ts`: no TTL index (DESIGN §3.10).
 */
import { createHash, randomBytes } from 'node:crypto';
import { openJson, sealJson } from '../privacy/vault.js';
import type { ApiAnswerDoc } from '../store/documents.js';
import { bytesOf } from '../store/loadConversations.js';
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { Problem } from './problem.js';

/** As long as an answer is kept. */
const KEPT = 24 * 3_600_000;
/** Whoever carries it out and has not answered by then was killed; the acts themselves are guarded, so that doing one again changes nothing. */
const LEASE = 60_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const sha = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Throws `Problem`: no key, the same request is under way, the key is another request's. A failure of ours (5xx) is forgotten. */
export async function once(
  { store, clock }: Services,
  token: string,
  key: string | undefined,
  asked: string,
  act: () => Promise<Answer>,
): Promise<Answer & { readonly again: boolean }> {
  if (key === undefined || !/^[\x21-\x7e]{8,255}$/.test(key)) throw new Problem('idempotency-key-missing');
  const _id = `${token}:${sha(key)}`;
  const hash = sha(asked);
  const now = clock.now();
  const lease = { id: randomBytes(9).toString('base64url'), until: new Date(now + LEASE) };
  const mine: ApiAnswerDoc = { _id, asked: hash, at: new Date(now), lease };
  const before = await claim();
  if (before) {
    if (before.asked !== hash) throw new Problem('idempotency-other-body');
    if (before.status === undefined || !before.secret) throw new Problem('idempotency-in-flight');
    return { status: before.status, body: openJson(store.vault.inboxKey, bytesOf(before.secret)), again: true };
  }
  const still = { _id, 'lease.id': lease.id };
  try {
    const answer = await act();
    const secret = sealJson(store.vault.inboxKey, answer.body);
    await store.apiAnswers.updateOne(still, { $set: { status: answer.status, secret, lease: null } }, DURABLE);
    return { ...answer, again: false };
  } catch (error) {
    await store.apiAnswers.deleteOne(still);
    throw error;
  }

  /** Null = it is ours now. */
  async function claim(): Promise<ApiAnswerDoc | null> {
    // One that is over, or whose bearer was killed, makes room first.
    await store.apiAnswers.deleteOne({ _id, at: { $gte: new Date(0), $lt: new Date(now - KEPT) } });
    await store.apiAnswers.deleteOne({ _id, asked: hash, 'lease.until': { $gte: new Date(0), $lt: new Date(now) } });
    try {
      await store.apiAnswers.insertOne(mine, DURABLE);
      return null;
    } catch (error) {
      if ((error as { code?: number }).code !== 11000) throw error;
      return store.apiAnswers.findOne({ _id });
    }
  }
}
