/** Commit: every turn is one guarded update of one conversation document (DESIGN §3.2). */
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import { sealJson } from '../privacy/vault.js';
import type { SuppressionReason } from '../domain/suppression.js';
import type { Turn, TurnRecord } from '../turn/conversation.js';
import type { ConversationDoc, HoldDoc, OutboxItem, SuppressionDoc } from './documents.js';
import { bulkUpdate } from './bulk.js';
import { optInScopes, optOutScopes } from './optOutScopes.js';
import { bytesOf, type Loaded } from './loadConversations.js';
import { onlyDuplicates } from './duplicates.js';
import { DURABLE, type Store } from './store.js';
import { lift, suppress } from './suppressions.js';

/** The turns of one conversation in one batch, in order. `isNew`: the document does not exist yet. */
export interface Folded {
  readonly loaded: Loaded;
  readonly turns: readonly Turn[];
  readonly isNew: boolean;
}

export interface Committing {
  /** Our turns are in the documents: they are ours to project. */
  readonly won: readonly Folded[];
  /** Some of their events are not applied: somebody else took a turn first. To be run again. */
  readonly lost: readonly Folded[];
}

/** Commits all of them. What is in neither list was applied, as turns of another worker, who projects them. */
export async function commitTurns(store: Store, folded: readonly Folded[], now: number): Promise<Committing> {
  if (folded.length === 0) return { won: [], lost: [] };
  await writeAhead(store, folded, now);
  const planned = folded.map((fold) => planOf(store, fold, now));
  const operations = planned.map(({ operation }) => operation);
  try {
    const result = await bulkUpdate(store, store.conversations, operations, { durable: true });
    if (result && result.matchedCount + result.insertedCount === folded.length) return { won: folded, lost: [] };
  } catch (error) {
    // A conversation that exists already (E11000) lost its race; anything else is the caller's.
    if (!onlyDuplicates(error)) throw error;
  }
  return readBack(store, planned);
}

/**
 * Who won is never guessed: what was applied is read back. An event that is applied may be so in a turn of somebody else, with
 * another number and other words; only the sealed bytes of a pending turn say that it is ours.
 */
async function readBack(store: Store, planned: readonly Planned[]): Promise<Committing> {
  const docs = await store.conversations
    .find({ _id: { $in: planned.map(({ fold }) => fold.loaded.conversation.id) } })
    .project<Pick<ConversationDoc, '_id' | 'applied' | 'pending'>>({ applied: 1, pending: 1 })
    .toArray();
  const byId = new Map(docs.map((doc) => [doc._id, doc]));
  const won: Folded[] = [];
  const lost: Folded[] = [];
  for (const { fold, pending } of planned) {
    const doc = byId.get(fold.loaded.conversation.id);
    const mine = pending[0]?.secret;
    if (!doc || fold.turns.some(({ record }) => !doc.applied.includes(record.eventId))) lost.push(fold);
    else if (mine && doc.pending.some(({ secret }) => bytesOf(secret).equals(mine))) won.push(fold);
  }
  return { won, lost };
}

/** Suppressions and holds are in force before the turn is (DESIGN §3.5, §3.8). */
async function writeAhead(store: Store, folded: readonly Folded[], now: number): Promise<void> {
  // By id and reason: the last word on each is the one that holds.
  const words = new Map<string, { readonly doc: SuppressionDoc; readonly lifted: boolean }>();
  const holds: HoldDoc[] = [];
  for (const { loaded, turns } of folded) {
    const { id: conversation, address, context } = loaded.conversation;
    // What is said at a number that is not on file stops that number, never the person elsewhere.
    const person = context.unverified ? null : loaded.conversation.person;
    const at = new Date(now);
    const say = (_id: string, why: SuppressionReason, lifted = false) =>
      words.set(`${_id} ${why}`, { doc: { _id, why, at, conversation }, lifted });
    for (const { record } of turns) {
      for (const fact of record.facts) {
        if (fact.fact === 'optedOut') for (const id of optOutScopes(address, person, record)) say(id, 'stop');
        if (fact.fact === 'optedIn') for (const id of optInScopes(address, person, record)) say(id, 'stop', true);
        if (fact.fact === 'deathReported' && person) say(`person:${person}`, 'death');
        if (fact.fact === 'deathDenied' && person) say(`person:${person}`, 'death', true);
        if (fact.fact === 'wrongPerson' && person) say(`pair:${address}:${person}`, 'wrongPerson');
        if (fact.fact === 'hold') holds.push({ _id: fact.entry, at, conversation });
      }
    }
  }
  const lifted = [...words.values()].filter((word) => word.lifted).map(({ doc: { _id, why } }) => ({ _id, why }));
  if (lifted.length > 0) await lift(store, lifted, now);
  const suppressions = [...words.values()].filter((word) => !word.lifted).map(({ doc }) => doc);
  if (suppressions.length > 0) await suppress(store, suppressions, now);
  if (holds.length > 0)
    await store.holds.bulkWrite(
      holds.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } })),
      DURABLE,
    );
}

interface Planned {
  readonly fold: Folded;
  readonly pending: readonly { readonly turn: number; readonly at: Date; readonly secret: Buffer }[];
  readonly operation: AnyBulkWriteOperation<ConversationDoc>;
}

function planOf(store: Store, fold: Folded, now: number): Planned {
  const { loaded, turns, isNew } = fold;
  const before = loaded.conversation;
  const after = turns.at(-1)?.conversation ?? before;
  const key = loaded.key.bytes;
  const pending = turns.map(({ record }) => ({
    turn: record.turn,
    at: new Date(record.at),
    secret: sealJson(key, record),
  }));
  const outbox: Record<string, OutboxItem> = {};
  for (const { record } of turns) {
    for (const out of record.sent) {
      if (!after.queued.some(({ id }) => id === out.id)) continue; // said and withdrawn within the same batch
      const { text, choices, keys } = out;
      outbox[out.id] = {
        state: 'due', dueAt: new Date(out.dueAt), kind: out.kind, channel: out.channel, lease: null, tries: 0,
        ...(out.attempt ? { attempt: out.attempt } : {}), ...(out.segments ? { segments: out.segments } : {}),
        secret: sealJson(key, { text, choices, keys }),
      }; // prettier-ignore
    }
  }
  const outcomes = Object.fromEntries(
    turns.flatMap(({ record }) =>
      record.outcomes.map(({ entry, is }) => [entry, { is, turn: record.turn, at: new Date(record.at) }]),
    ),
  );
  const fields = {
    person: after.person,
    unverified: after.context.unverified === true,
    channel: after.channel,
    live: after.live,
    ended: after.ended,
    dialog: after.dialog,
    version: after.version,
    state: after.state,
    secret: sealJson(key, after.context),
    step: after.step,
    assurance: after.context.assurance,
    turn: after.turn,
    applied: after.applied,
    saidAt: after.saidAt,
    answered: after.answered,
    windowUntil: after.windowUntil,
    askedIn: after.askedIn,
    attempts: after.attempts.map(({ channel, at }) => ({ channel, at: new Date(at) })),
    timers: after.timers.map(({ waitId, dueAt }) => ({ waitId, dueAt: new Date(dueAt) })),
    outcomes: { ...loaded.doc.outcomes, ...outcomes },
    held: after.held ?? null,
    audit: auditHead(store, loaded.doc.audit, before.id, turns),
    touchedAt: new Date(now),
  };
  if (isNew) {
    const items = Object.values(outbox);
    const times = {
      nextDueAt: new Date(Math.min(now, ...items.map(({ dueAt }) => dueAt.getTime()))),
      turnDueAt: new Date(Math.min(now, ...pending.map(({ at }) => at.getTime()))),
      sendDueAt: earliest(items.filter(({ kind }) => CAMPAIGN.includes(kind))),
      replyDueAt: earliest(items.filter(({ kind }) => !CAMPAIGN.includes(kind))),
    };
    return {
      fold,
      pending,
      operation: {
        insertOne: {
          document: { ...loaded.doc, ...fields, outbox, pending, ...times },
        },
      },
    };
  }
  // Withdrawn messages leave the outbox unless the dispatcher already holds them: those are marked, and counted as crossed if they left.
  const withdrawn = Object.fromEntries(
    before.queued
      .filter(({ id }) => !after.queued.some((still) => still.id === id))
      .map(({ id }) => [
        `outbox.${id}`,
        {
          $switch: {
            branches: [
              { case: { $eq: [`$outbox.${id}.state`, 'due'] }, then: '$$REMOVE' },
              {
                case: { $eq: [`$outbox.${id}.state`, 'sending'] },
                then: { $mergeObjects: [`$outbox.${id}`, { withdrawn: true }] },
              },
            ],
            default: '$$REMOVE',
          },
        },
      ]),
  );
  const set: Document = { ...withdrawn };
  for (const [name, value] of Object.entries(fields)) set[name] = { $literal: value };
  for (const [id, item] of Object.entries(outbox)) set[`outbox.${id}`] = { $literal: item };
  set['pending'] = { $concatArrays: [{ $ifNull: ['$pending', []] }, { $literal: pending }] };
  const operation = {
    updateOne: {
      filter: { _id: before.id, turn: before.turn },
      update: [{ $set: set }, ...DUE_TIMES],
    },
  };
  return { fold, pending, operation };
}

/** Kinds that open or remind: nobody has just written and waits for them. */
const CAMPAIGN: readonly OutboxItem['kind'][] = ['first', 'reminder'];

const earliest = (items: readonly OutboxItem[]): Date | null =>
  items.length === 0 ? null : new Date(Math.min(...items.map(({ dueAt }) => dueAt.getTime())));

/**
 * When a conversation's next work is due, computed by the database in the same write (DESIGN §3.2). `$map` over every array: a path
 * through an array inside an expression is "missing" on both embedded engines. Work of each kind has a field of its own: a hundred
 * thousand messages that wait for their turn must not hide a timer or an answer.
 */
const outboxTimes = (cond: Document, time: string): Document => ({
  $map: {
    input: { $filter: { input: { $objectToArray: { $ifNull: ['$outbox', {}] } }, as: 'o', cond } },
    as: 'o',
    in: time,
  },
});
const isDue: Document = { $eq: ['$$o.v.state', 'due'] };
const isSending: Document = { $eq: ['$$o.v.state', 'sending'] };
const isCampaign: Document = { $in: ['$$o.v.kind', [...CAMPAIGN]] };

/** The last stages of every update of a conversation. */
export const DUE_TIMES: readonly Document[] = [
  {
    $set: {
      turnDueAt: {
        $min: {
          $concatArrays: [
            { $map: { input: { $ifNull: ['$timers', []] }, as: 't', in: '$$t.dueAt' } },
            { $map: { input: { $ifNull: ['$pending', []] }, as: 'p', in: '$$p.at' } },
          ],
        },
      },
      sendDueAt: {
        $min: {
          $concatArrays: [
            outboxTimes({ $and: [isDue, isCampaign] }, '$$o.v.dueAt'),
            outboxTimes({ $and: [isSending, isCampaign] }, '$$o.v.lease.until'),
          ],
        },
      },
      replyDueAt: {
        $min: {
          $concatArrays: [
            outboxTimes({ $and: [isDue, { $not: [isCampaign] }] }, '$$o.v.dueAt'),
            outboxTimes({ $and: [isSending, { $not: [isCampaign] }] }, '$$o.v.lease.until'),
          ],
        },
      },
    },
  },
  { $set: { nextDueAt: { $min: ['$turnDueAt', '$sendDueAt', '$replyDueAt'] } } },
];

/** What of a turn goes into the audit: codes, never words. Same turn, same text, so that a repeated projection writes the same link. */
export function auditEvent(record: TurnRecord): string {
  return JSON.stringify([
    record.turn, record.kind, record.dialog, record.version, record.from, record.to, record.assurance, record.ended,
    record.outcomes.map(({ entry, is }) => [entry, is]), record.facts.map(({ fact }) => fact), record.handOffs.map(({ queue, reason }) => [queue, reason]),
    record.sent.map(({ kind, keys }) => [kind, keys]), ...(record.by ? [record.by] : []),
  ]); // prettier-ignore
}

function auditHead(
  store: Store,
  head: ConversationDoc['audit'],
  stream: string,
  turns: readonly Turn[],
): ConversationDoc['audit'] {
  return turns.reduce(
    ({ seq, head: previous }, { record }) => ({
      seq: seq + 1,
      head: store.vault.auditLink(previous, stream, seq + 1, auditEvent(record), record.at),
    }),
    head,
  );
}
