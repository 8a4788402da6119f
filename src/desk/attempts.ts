/** What became of a call, and what the programme's attempt rule says now (REQUIREMENTS M12). Silence never discharges. */
import { DateTime } from 'luxon';
import { settleNotLocated } from '../campaigns/give-up.js';
import type { Channel } from '../domain/channel.js';
import { cadenceOf } from '../programmes/cadence.js';
import type { Programme } from '../programmes/programme.js';
import { hoursFor, whereaboutsOf, zoneOf } from '../programmes/zones.js';
import { contactChange } from '../store/contactChanges.js';
import type { CallAttemptDoc, CallResult, DeskTaskDoc, PersonDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { DURABLE } from '../store/store.js';
import { bestStart } from '../timers/best-hour.js';
import { nextAllowed } from '../timers/hours.js';
import { ZoneClock } from '../timers/offset.js';
import type { Services } from '../turn/services.js';
import { nextStaffed } from './working-days.js';
import { beginCall, endCall, hear } from './call.js';
import { claimOf, release } from './claims.js';
import { closeCallsOf, closeTask } from './tasks.js';

const MINUTE = 60_000;
/** A busy line is free soon; whoever does not answer may be at work: later that day, or on another day where the rule wants days. */
const AGAIN: Readonly<Record<'busy' | 'noAnswer', number>> = { busy: 15 * MINUTE, noAnswer: 180 * MINUTE };

/** Motivo de no contactabilidad (MINSAL, DOMAIN §1.3). */
const CODES: Readonly<Record<CallResult, CallAttemptDoc['code']>> = {
  answered: null, noAnswer: 1, busy: 1, callBack: null, wrongPerson: 3, deadNumber: 3, deceased: 4,
}; // prettier-ignore

/** How far the programme's rule is met: attempts, on so many days, over so many channels. */
export interface RuleStanding {
  readonly attempts: { readonly done: number; readonly of: number };
  readonly days: { readonly done: readonly string[]; readonly of: number };
  readonly channels: { readonly done: readonly Channel[]; readonly of: number };
  readonly met: boolean;
}

export function standingOf(
  programme: Programme,
  { asking, region, commune }: Pick<PersonDoc, 'asking' | 'region' | 'commune'>,
  cadence?: string | null,
): RuleStanding {
  const { notLocated: rule } = cadenceOf(programme, cadence);
  const clock = ZoneClock.of(zoneOf(programme, { region, commune }));
  const tried = asking.attempts ?? [];
  const days = [...new Set(tried.map(({ at }) => clock.day(at.getTime())))].sort();
  const channels = [...new Set(tried.map(({ channel }) => channel))];
  return {
    attempts: { done: tried.length, of: rule.attempts },
    days: { done: days, of: rule.days },
    channels: { done: channels, of: rule.channels },
    met: tried.length >= rule.attempts && days.length >= rule.days && channels.length >= rule.channels,
  };
}

export interface Attempted {
  /** What makes twice once: of a form, or of a row of a file. */
  readonly id: string;
  readonly by: string;
  readonly result: CallResult;
  /** Blind index of the number that was called; null = none. */
  readonly address: string | null;
  /** Epoch ms; only for `callBack`. */
  readonly callBackAt?: number;
  /** Epoch ms; now unless told. */
  readonly at?: number;
}

/** `settled`: nothing is left to do for this task; `again`: from when it is taken again; `talking`: the call is under way. */
export type Followed =
  | { readonly is: 'settled' }
  | { readonly is: 'again'; readonly at: Date }
  | { readonly is: 'talking'; readonly conversation: string }
  | { readonly is: 'refused'; readonly why: 'nobody' | 'dead' | 'numberTaken' };

/** Writes the attempt down, once, and does what follows from it. */
export async function attempt(
  services: Services,
  programme: Programme,
  task: DeskTaskDoc,
  tried: Attempted,
): Promise<Followed> {
  const { store, clock } = services;
  const at = new Date(tried.at ?? clock.now());
  const { result, address, by } = tried;
  if (result === 'answered' || result === 'wrongPerson' || result === 'deceased') {
    const began = address
      ? await beginCall(services, programme, task, { id: `${task._id}:${tried.id}`, by, address })
      : ({ ok: false, why: 'nobody' } as const);
    if (!began.ok) return { is: 'refused', why: began.why };
    await writeDown(services, task, tried, at);
    if (result === 'answered') {
      const call = { conversation: began.conversation, at };
      await store.deskClaims.updateOne({ _id: claimOf(task), by }, { $set: { call } }, DURABLE);
      return { is: 'talking', conversation: began.conversation };
    }
    // The machine hears it as it would from anybody: who is stopped, who is asked, and what is frozen is its business.
    await hearAtOnce(services, began.conversation, by, result === 'deceased' ? 'phone.death' : 'phone.wrong');
    await endCall(services, began.conversation, by);
    return result === 'deceased' ? settle(services, task, by, result, at) : afterALostNumber(services, task, by, at);
  }
  await writeDown(services, task, tried, at);
  if (result === 'callBack') return later(services, task, new Date(tried.callBackAt ?? at.getTime()));
  if (result === 'deadNumber') {
    if (task.person && address)
      await store.persons.bulkWrite([
        contactChange({ person: task.person, address, at }, 'unreachable', 'noSuchNumber'),
      ]);
    return afterALostNumber(services, task, by, at);
  }
  return afterSilence(services, programme, task, by, result, at);
}

async function hearAtOnce(services: Services, conversation: string, by: string, choice: string): Promise<void> {
  const doc = await services.store.conversations.findOne({ _id: conversation }, { projection: { turn: 1 } });
  if (doc) await hear(services, conversation, by, { choice, text: null, turn: doc.turn });
}

async function writeDown({ store }: Services, task: DeskTaskDoc, tried: Attempted, at: Date): Promise<void> {
  const { id, by, result, address, callBackAt } = tried;
  const row: CallAttemptDoc = {
    _id: `${task._id}:${id}`, programme: task.programme, person: task.person, task: task._id, by, at, result, code: CODES[result], address,
    ...(callBackAt === undefined ? {} : { callBackAt: new Date(callBackAt) }),
  }; // prettier-ignore
  await store.callAttempts.insertOne(row, DURABLE).catch((error: unknown) => {
    if (!onlyDuplicates(error)) throw error;
  });
  // Equal attempts are one: a repeated click, or a crash in between, adds none.
  if (task.person && CODES[result] !== null)
    await store.persons.updateOne(
      { _id: task.person },
      { $addToSet: { 'asking.attempts': { channel: 'operator', at } } } as object,
      DURABLE,
    );
}

/** Numbers of theirs that are left to call. */
export const callable = ({ contacts }: Pick<PersonDoc, 'contacts'>) =>
  contacts.filter(
    ({ kind, status, guarded, shared }) =>
      kind !== 'email' && guarded !== true && !shared && status !== 'unreachable' && status !== 'wrongPerson',
  );

async function afterALostNumber(services: Services, task: DeskTaskDoc, by: string, at: Date): Promise<Followed> {
  const doc = task.person ? await services.store.persons.findOne({ _id: task.person }) : null;
  if (doc && callable(doc).length > 0) return later(services, task, at);
  // Nobody is left to call: whoever supervises decides where another number can come from.
  await services.store.deskTasks.updateOne(
    { _id: task._id, state: 'open' },
    { $set: { queue: 'identify', reason: 'unreachable' } },
  );
  await release(services, task, by);
  return { is: 'settled' };
}

async function afterSilence(
  services: Services,
  programme: Programme,
  task: DeskTaskDoc,
  by: string,
  result: 'busy' | 'noAnswer',
  at: Date,
): Promise<Followed> {
  const { store } = services;
  const doc = task.person ? await store.persons.findOne({ _id: task.person }) : null;
  if (!doc) return later(services, task, new Date(at.getTime() + AGAIN[result]));
  const campaign = doc.asking.campaign ? await store.campaigns.findOne({ _id: doc.asking.campaign }) : null;
  const standing = standingOf(programme, doc, campaign?.cadence);
  // Only whoever has answered nothing anywhere is not located; a promised call is still owed to the others.
  if (standing.met && doc.asking.state === 'calling') {
    await settleNotLocated(services, doc, at);
    return settle(services, task, by, 'notLocated', at);
  }
  const where = whereaboutsOf(programme, doc);
  const wantsAnotherDay = result === 'noAnswer' && standing.days.done.length < standing.days.of;
  const zone = zoneOf(programme, doc);
  const from = wantsAnotherDay
    ? DateTime.fromJSDate(at, { zone }).plus({ days: 1 }).startOf('day').toMillis()
    : at.getTime() + AGAIN[result];
  const hours = { ...hoursFor(programme, where), hours: programme.desk.hours };
  const answeredHour = doc.answeredAt ? DateTime.fromJSDate(doc.answeredAt, { zone }).hour : null;
  const best = wantsAnotherDay ? bestStart(from, hours, answeredHour) : nextAllowed(from, hours);
  return later(services, task, new Date(nextStaffed(programme, where, best)));
}

/** The call is over. What the dialog settled is settled; otherwise it goes on where it was, and the task is taken again from then on. */
export async function finishCall(
  services: Services,
  programme: Programme,
  task: DeskTaskDoc,
  by: string,
  call: { readonly conversation: string; readonly at: Date },
): Promise<Followed> {
  const { store, clock } = services;
  const at = new Date(clock.now());
  await endCall(services, call.conversation, by);
  await store.deskClaims.updateOne({ _id: claimOf(task), by }, { $unset: { call: '' } });
  const doc = await store.conversations.findOne({ _id: call.conversation }, { projection: { live: 1, ended: 1 } });
  const records = await store.turns.countDocuments({
    conversation: call.conversation,
    at: { $gte: call.at },
    event: 'handedBack',
  });
  // Nobody settled anything: they rang off, or the line broke.
  if (!doc || doc.live || records > 0)
    return later(services, task, new Date(nextStaffed(programme, {}, at.getTime() + AGAIN.busy)));
  if (doc.ended === 'wrongPerson') return afterALostNumber(services, task, by, at);
  // Whoever was reached and is known to be the person has answered every call that was owed to them.
  if (doc.ended === 'answered') await closeCallsOf(services, task, by, 'answered', at);
  else await closeTask(services, task, by, doc.ended ?? 'answered', at);
  return { is: 'settled' };
}

async function later({ store }: Services, task: DeskTaskDoc, at: Date): Promise<Followed> {
  await store.deskTasks.updateOne({ _id: task._id, state: 'open' }, { $set: { readyAt: at } });
  return { is: 'again', at };
}

async function settle(services: Services, task: DeskTaskDoc, by: string, how: string, at: Date): Promise<Followed> {
  await closeTask(services, task, by, how, at);
  return { is: 'settled' };
}
