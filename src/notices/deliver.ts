/**
 * Other systems are told, in order and at least once: the place up to which each was told is in the database, and moves on only when a
 * notice has arrived. One that fails is sent again, later and later; one that goes on failing is stopped, and the coordinator is told.
 */
import { randomBytes } from 'node:crypto';
import { openJson } from '../privacy/vault.js';
import { SENDING_LOCK, tell } from '../outbox/stops.js';
import type { WebhookDoc } from '../store/api-documents.js';
import { bytesOf } from '../store/loadConversations.js';
import type { Place } from '../store/queries/pageInWindows.js';
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { targetOf, type Target } from './address.js';
import { horizonOf, SOURCES, toldSince, type Notice } from './events.js';
import { post } from './post.js';
import { signedHeaders } from './sign.js';

export interface NoticeOptions {
  /** Hosts of our own network that may be called. */
  readonly allowed: readonly string[];
}

/** Longer than a pass: another worker takes over only what was left. */
const LEASE = 120_000;
/** A pass of one address ends after this, so that the others have their turn. */
const PASS = 60_000;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 3_600_000;
/** With those pauses half a day: the night of whoever runs it. */
const MOST_FAILURES = 20;

/** Returns how many notices have arrived. */
export async function deliverNotices(services: Services, { allowed }: NoticeOptions): Promise<number> {
  const { store, clock } = services;
  const now = new Date(clock.now());
  const hooks = await store.webhooks.find({ state: 'active', nextAt: { $gte: new Date(0), $lte: now } }).toArray();
  if (hooks.length === 0) return 0;
  // A restored database tells nobody what it has told before, until a person has looked.
  const lock = await store.settings.findOne({ _id: SENDING_LOCK });
  if (lock !== null && lock.value !== null) return 0;
  const horizon = await horizonOf(store, clock.now());
  const done = await Promise.all(hooks.map((hook) => deliverTo(services, hook, horizon, allowed)));
  return done.reduce((sum, each) => sum + each, 0);
}

async function deliverTo(
  services: Services,
  { _id }: WebhookDoc,
  horizon: number,
  allowed: readonly string[],
): Promise<number> {
  const { store, clock } = services;
  const mine = randomBytes(9).toString('base64url');
  const free = [{ lease: null }, { lease: { $exists: false } }, { 'lease.until': { $lt: new Date(clock.now()) } }];
  const hook = await store.webhooks.findOneAndUpdate(
    { _id, state: 'active', $or: free },
    { $set: { lease: { id: mine, until: new Date(clock.now() + LEASE) } } },
    { returnDocument: 'after', ...DURABLE },
  );
  if (!hook) return 0;
  const { arrived, cursors, failed } = await tellAll(services, hook, horizon, allowed);
  const at = clock.now();
  const failures = failed === null ? 0 : arrived > 0 ? 1 : hook.failures + 1;
  const stopped = failed !== null && (failures >= MOST_FAILURES || failed === 'status-410');
  const pause = failed === null ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
  await store.webhooks.updateOne(
    { _id, 'lease.id': mine },
    {
      $set: {
        cursors, failures, nextAt: new Date(at + pause), lease: null, state: stopped ? 'stopped' : 'active',
        ...(failed === null ? {} : { why: failed }), ...(arrived > 0 ? { deliveredAt: new Date(at) } : {}),
      },
      ...(failed === null ? { $unset: { why: '' } } : {}),
    },
    DURABLE,
  ); // prettier-ignore
  if (stopped) {
    services.log.error({ webhook: _id, why: failed }, 'an address is told nothing more until a person has looked');
    await tell(services, `webhook:${_id}`);
  }
  return arrived;
}

interface Result {
  readonly arrived: number;
  readonly cursors: WebhookDoc['cursors'];
  /** In a word; null = all went well. */
  readonly failed: string | null;
}

async function tellAll(
  services: Services,
  hook: WebhookDoc,
  horizon: number,
  allowed: readonly string[],
): Promise<Result> {
  const cursors: Record<string, { at: Date; id: string }> = { ...hook.cursors };
  const until = services.clock.now() + PASS;
  let arrived = 0;
  let target: Target | null = null;
  for (const source of SOURCES) {
    let place: Place | null = { at: cursors[source]?.at.getTime() ?? hook.at.getTime(), id: cursors[source]?.id ?? '' };
    while (place !== null && services.clock.now() < until) {
      const { notices, next } = await toldSince(services.store, hook, source, place, horizon);
      for (const { notice, place: reached } of notices) {
        target ??= await targetOf(hook.url, allowed);
        const failed = 'refused' in target ? target.refused : await sendOne(services, hook, target, notice);
        if (failed !== null) return { arrived, cursors, failed };
        arrived += 1;
        cursors[source] = { at: new Date(reached.at), id: reached.id };
      }
      // What was not theirs is passed over for good.
      if (next) cursors[source] = { at: new Date(next.at), id: next.id };
      place = next;
    }
  }
  return { arrived, cursors, failed: null };
}

/** Null = it has arrived. */
async function sendOne(
  { store, clock }: Services,
  hook: WebhookDoc,
  target: Extract<Target, { url: URL }>,
  notice: Notice,
): Promise<string | null> {
  const { secrets } = openJson<{ secrets: readonly string[] }>(store.vault.inboxKey, bytesOf(hook.secret));
  const body = JSON.stringify({ type: notice.type, timestamp: notice.at.toISOString(), data: notice.data });
  const answer = await post(target, signedHeaders(secrets, notice.id, clock.now(), body), body);
  if (typeof answer === 'string') return answer;
  return answer >= 200 && answer < 300 ? null : `status-${answer}`;
}
