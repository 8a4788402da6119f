/** Commit: every turn is one guarded update of one conversation document (DESIGN §3.2). */
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import { sealJson } from '../privacy/vault.js';
import type { Turn, TurnRecord } from '../turn/conversation.js';
import type { ConversationDoc, HoldDoc, OutboxItem, SuppressionDoc } from './documents.js';
import type { Loaded } from './loadConversations.js';
import { DURABLE, type Store } from './store.js';

/** The turns of one conversation in one batch, in order. `isNew`: the document does not exist yet. */
export interface Folded {
  readonly loaded: Loaded;
  readonly turns: readonly Turn[];
  readonly isNew: boolean;
}

/** Commits all of them; returns those whose guard did not match: somebody else took a turn first. */
export async function commitTurns(store: Store, folded: readonly Folded[], now: number): Promise<readonly Folded[]> {
  if (folded.length === 0) return [];
  await writeAhead(store, folded, now);
  const operations = folded.map((fold) => operationOf(store, fold, now));
  try {
    const result = await store.conversations.bulkWrite(operations, { ordered: false, ...DURABLE });
    if (result.matchedCount + result.insertedCount === folded.length) return [];
  } catch (error) {
    // A conversation that exists already (E11000) lost its race; anything else is the caller's.
    if ((error as { code?: number }).code !== 11000) throw error;
  }
  return losers(store, folded);
}

/** Who lost is never guessed: what was applied is read back. */
async function losers(store: Store, folded: readonly Folded[]): Promise<readonly Folded[]> {
  const docs = await store.conversations
    .find({ _id: { $in: folded.map(({ loaded }) => loaded.conversation.id) } })
    .project<Pick<ConversationDoc, '_id' | 'applied' | 'audit'>>({ applied: 1, audit: 1 })
    .toArray();
  const byId = new Map(docs.map((doc) => [doc._id, doc]));
  return folded.filter(({ loaded, turns }) => {
    const doc = byId.get(loaded.conversation.id);
    return !doc || turns.some(({ record }) => !doc.applied.includes(record.eventId));
  });
}

/** Suppressions and holds are in force before the turn is (DESIGN §3.5, §3.8). */
async function writeAhead(store: Store, folded: readonly Folded[], now: number): Promise<void> {
  const suppressions: SuppressionDoc[] = [];
  const holds: HoldDoc[] = [];
  const lifted: string[] = [];
  for (const { loaded, turns } of folded) {
    const { id: conversation, address, person } = loaded.conversation;
    const at = new Date(now);
    for (const { record } of turns) {
      for (const fact of record.facts) {
        if (fact.fact === 'optedOut') suppressions.push({ _id: `number:${address}`, why: 'stop', at, conversation });
        if (fact.fact === 'optedIn') lifted.push(`number:${address}`);
        if (fact.fact === 'deathReported' && person)
          suppressions.push({ _id: `person:${person}`, why: 'death', at, conversation });
        if (fact.fact === 'deathDenied' && person) lifted.push(`person:${person}`);
        if (fact.fact === 'wrongPerson' && person)
          suppressions.push({ _id: `pair:${address}:${person}`, why: 'wrongPerson', at, conversation });
        if (fact.fact === 'hold') holds.push({ _id: fact.entry, at, conversation });
      }
    }
  }
  const upsert = <T extends { _id: string }>(docs: T[]) =>
    docs.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } }));
  if (lifted.length > 0) await store.suppressions.deleteMany({ _id: { $in: lifted } }, DURABLE);
  if (suppressions.length > 0)
    await store.suppressions.bulkWrite(upsert(suppressions) as AnyBulkWriteOperation<SuppressionDoc>[], DURABLE);
  if (holds.length > 0) await store.holds.bulkWrite(upsert(holds) as AnyBulkWriteOperation<HoldDoc>[], DURABLE);
}

function operationOf(
  store: Store,
  { loaded, turns, isNew }: Folded,
  now: number,
): AnyBulkWriteOperation<ConversationDoc> {
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
      if (!after.queued.includes(out.id)) continue; // said and withdrawn within the same batch
      const { text, choices, keys } = out;
      outbox[out.id] = {
        state: 'due', dueAt: new Date(out.dueAt), kind: out.kind, channel: out.channel, lease: null, tries: 0,
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
    timers: after.timers.map(({ waitId, dueAt }) => ({ waitId, dueAt: new Date(dueAt) })),
    outcomes: { ...loaded.doc.outcomes, ...outcomes },
    audit: auditHead(store, loaded.doc.audit, before.id, turns),
    touchedAt: new Date(now),
  };
  if (isNew) {
    const nextDueAt = new Date(Math.min(now, ...Object.values(outbox).map(({ dueAt }) => dueAt.getTime())));
    return { insertOne: { document: { ...loaded.doc, ...fields, outbox, pending, nextDueAt } } };
  }
  // Withdrawn messages leave the outbox unless the dispatcher already holds them: those in flight are counted as crossed.
  const withdrawn = Object.fromEntries(
    before.queued
      .filter((id) => !after.queued.includes(id))
      .map((id) => [`outbox.${id}`, { $cond: [{ $eq: [`$outbox.${id}.state`, 'due'] }, '$$REMOVE', `$outbox.${id}`] }]),
  );
  const set: Document = { ...withdrawn };
  for (const [name, value] of Object.entries(fields)) set[name] = { $literal: value };
  for (const [id, item] of Object.entries(outbox)) set[`outbox.${id}`] = { $literal: item };
  set['pending'] = { $concatArrays: [{ $ifNull: ['$pending', []] }, { $literal: pending }] };
  return {
    updateOne: {
      filter: { _id: before.id, turn: before.turn },
      update: [{ $set: set }, { $set: { nextDueAt: NEXT_DUE_AT } }],
    },
  };
}

/**
 * Earliest work of a conversation, computed by the database in the same write (DESIGN §3.2). `$map` over every array: a
 * path through an array inside an expression is "missing" on both embedded engines.
 */
export const NEXT_DUE_AT: Document = {
  $min: {
    $concatArrays: [
      {
        $map: {
          input: {
            $filter: {
              input: { $objectToArray: { $ifNull: ['$outbox', {}] } },
              as: 'o',
              cond: { $eq: ['$$o.v.state', 'due'] },
            },
          },
          as: 'o',
          in: '$$o.v.dueAt',
        },
      },
      {
        $map: {
          input: {
            $filter: {
              input: { $objectToArray: { $ifNull: ['$outbox', {}] } },
              as: 'o',
              cond: { $eq: ['$$o.v.state', 'sending'] },
            },
          },
          as: 'o',
          in: '$$o.v.lease.until',
        },
      },
      { $map: { input: { $ifNull: ['$timers', []] }, as: 't', in: '$$t.dueAt' } },
      { $map: { input: { $ifNull: ['$pending', []] }, as: 'p', in: '$$p.at' } },
    ],
  },
};

/** What of a turn goes into the audit: codes, never words. Same turn, same text, so that a repeated projection writes the same link. */
export function auditEvent(record: TurnRecord): string {
  return JSON.stringify([
    record.turn, record.kind, record.dialog, record.version, record.from, record.to, record.assurance, record.ended,
    record.outcomes.map(({ entry, is }) => [entry, is]), record.facts.map(({ fact }) => fact), record.handOffs.map(({ queue, reason }) => [queue, reason]),
    record.sent.map(({ kind, keys }) => [kind, keys]),
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
      head: store.vault.auditLink(previous, stream, seq + 1, auditEvent(record)),
    }),
    head,
  );
}
