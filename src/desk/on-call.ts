/**
 * Somebody wrote of an emergency, and nobody may be looking: whoever is on call is told, by an address and by an SMS, and told again until a
 * person has the task. What is sent names no patient: it says which programme, since when, and where to look.
 */
import { DateTime } from 'luxon';
import type { OutboundMessage } from '../channels/port.js';
import type { Config } from '../config.js';
import { parseE164 } from '../domain/phone.js';
import type { Programme } from '../programmes/programme.js';
import type { DeskTaskDoc } from '../store/documents.js';
import { signedHeaders } from '../notices/sign.js';
import { DURABLE } from '../store/store.js';
import { claimOf } from './claims.js';
import type { Services } from '../turn/services.js';

export interface OnCall {
  /** Takes a POST of JSON; null = none. */
  readonly url: string | null;
  /** Signs it as Standard Webhooks want it: whsec_ and base64. */
  readonly secret: string | null;
  /** E.164, one's own; null = none. */
  readonly phone: string | null;
  /** Where the console is; null = not known. */
  readonly console: string | null;
}

/** As the settings say. */
export const onCallOf = ({
  ONCALL_URL,
  ONCALL_SECRET,
  ONCALL_PHONE,
  PUBLIC_URL,
}: Pick<Config, 'ONCALL_URL' | 'ONCALL_SECRET' | 'ONCALL_PHONE' | 'PUBLIC_URL'>): OnCall => ({
  url: ONCALL_URL ?? null,
  secret: ONCALL_SECRET ?? null,
  phone: ONCALL_PHONE ?? null,
  console: PUBLIC_URL === undefined ? null : `${PUBLIC_URL}/console/desk`,
});

/** Told again after so long. */
const EVERY = 5 * 60_000;
/** Whatever is older was seen by somebody, or never will be. */
const LOOK_BACK = 7 * 86_400_000;
const PATIENCE = 10_000;

/** Tells of every emergency that nobody has; returns how many. Of two workers one tells. */
export async function alertOnCall(services: Services, onCall: OnCall): Promise<number> {
  if (onCall.url === null && onCall.phone === null) return 0;
  const { store, clock } = services;
  const now = clock.now();
  const tasks = await store.deskTasks
    .find({ state: 'open', queue: 'emergency', dueAt: { $gt: new Date(now - LOOK_BACK), $lte: new Date(now) } })
    .toArray();
  let told = 0;
  for (const task of tasks) {
    const programme = services.programmes.get(task.programme);
    if (!programme || (await isTaken(services, task, now))) continue;
    const times = await claim(services, task, now);
    if (times === null) continue;
    told += 1;
    const results = await Promise.all([callUrl(onCall, task, times, now), sendSms(services, programme, onCall, task)]);
    if (!results.includes(true)) services.log.error({ task: task._id, times }, 'nobody on call could be told');
  }
  return told;
}

/** An operator has the person before them. */
const isTaken = async ({ store }: Services, task: DeskTaskDoc, now: number): Promise<boolean> =>
  (await store.deskClaims.findOne({ _id: claimOf(task), until: { $gt: new Date(now) } })) !== null;

/** The number of this telling; null = it is not time, or another worker tells. */
async function claim({ store }: Services, { _id }: DeskTaskDoc, now: number): Promise<number | null> {
  const nextAt = new Date(now + EVERY);
  const before = await store.onCalls.findOne({ _id });
  if (!before) {
    try {
      await store.onCalls.insertOne({ _id, at: new Date(now), times: 1, nextAt }, DURABLE);
      return 1;
    } catch (error) {
      if ((error as { code?: number }).code !== 11000) throw error;
      return null;
    }
  }
  if (before.nextAt.getTime() > now) return null;
  const times = before.times + 1;
  const { matchedCount } = await store.onCalls.updateOne(
    { _id, times: before.times },
    { $set: { times, nextAt } },
    DURABLE,
  );
  return matchedCount === 1 ? times : null;
}

async function callUrl(
  { url, secret, console: where }: OnCall,
  task: DeskTaskDoc,
  times: number,
  now: number,
): Promise<boolean> {
  if (url === null) return false;
  const { _id: id, programme, reason, at } = task;
  const body = JSON.stringify({
    type: 'emergency.waiting',
    timestamp: new Date(now).toISOString(),
    data: { task: id, programme, reason, since: at.toISOString(), times, console: where },
  });
  const signature = secret === null ? {} : signedHeaders([secret], `${id}.${String(times)}`, now, body);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signature },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Over the first of the programme's numbers that sends SMS. */
async function sendSms(
  services: Services,
  programme: Programme,
  { phone, console: where }: OnCall,
  { _id, at }: DeskTaskDoc,
): Promise<boolean> {
  const to = phone === null ? null : parseE164(phone);
  if (to === null) return false;
  const { senders, switchboard, store, words } = services;
  const sender = senders
    .on(programme.id, 'sms')
    .find(({ via }) => switchboard.ports.some(({ id, reaches }) => id === via && reaches === 'real'));
  const port = switchboard.ports.find(({ id }) => id === sender?.via);
  if (!sender || !port) return false;
  const key = 'onCall.emergency';
  const message: OutboundMessage = {
    id: `oncall-${services.newId()}`, channel: 'sms', to, from: { address: sender.address, providerRef: sender.providerRef },
    keys: [key], address: store.vault.blindIndex('address', to), kind: 'reply',
    text: words.text(programme.locale, 'sms', key, { programme: programme.name, where: where ?? 'vigente', task: _id.slice(-6),
      time: DateTime.fromJSDate(at, { zone: programme.zone }).toFormat('HH:mm') }),
    choices: [], template: null, conversation: 'oncall', person: null, possibleDuplicate: false,
  }; // prettier-ignore
  return (await port.send(message)).ok;
}
