/**
 * Projection: from committed turns to what people look at — turns, messages, outcomes, proposals, tasks, the audit.
 * Every row has an id made of its turn, so that projecting twice (after a crash) writes nothing twice.
 */
import type { AnyBulkWriteOperation, Collection, Document } from 'mongodb';
import { isRemoving } from '../domain/outcome.js';
import { openJson, sealJson } from '../privacy/vault.js';
import type { RecordedOutcome, TurnRecord } from '../turn/conversation.js';
import { cadenceOf } from '../programmes/cadence.js';
import type { Programme } from '../programmes/programme.js';
import { hoursFor } from '../programmes/zones.js';
import { endOfWorkingDay } from '../desk/working-days.js';
import { taskDueAt } from '../desk/due.js';
import { auditEvent, DUE_TIMES } from './commitTurns.js';
import { optInScopes, optOutScopes } from './optOutScopes.js';
import type {
  AppointmentDoc, AuditDoc, ConversationDoc, DeskTaskDoc, EntryDoc, ErrandDoc, InboundDoc, MessageDoc, OptOutDoc, OutcomeDoc, PersonDoc, PortalLinkDoc, ProposalDoc, TurnDoc, WaitingDoc,
} from './documents.js'; // prettier-ignore
import { LAST_PRIORITY } from '../domain/booking.js';
import { portalLink } from '../portal/link.js';
import { taskNumber } from '../turn/task-number.js';
import { ZoneClock } from '../timers/offset.js';
import { bulkUpdate } from './bulk.js';
import { BEFORE_EXPORT } from './discharge-documents.js';
import { raiseReinstatements } from './reinstate.js';
import { onlyDuplicates } from './duplicates.js';
import { personChanges } from './personChanges.js';
import { bytesOf, type Loaded } from './loadConversations.js';
import type { Store } from './store.js';
import { newest, withdrawnBy } from './newest-wins.js';
import { releaseAddresses } from './releaseAddresses.js';

/** Committed turns of one conversation. `loaded` is as before them; of `loaded.doc` only the audit head is used. */
export interface Committed {
  readonly loaded: Loaded;
  readonly records: readonly TurnRecord[];
  readonly programme: Programme;
}

/** The turns of a loaded conversation that nobody projected yet, with the conversation as it was before them. */
export async function pendingTurns(
  store: Store,
  loaded: Loaded,
): Promise<{ readonly loaded: Loaded; readonly records: readonly TurnRecord[] }> {
  const { doc, key } = loaded;
  const records = doc.pending.map(({ secret }) => openJson<TurnRecord>(key.bytes, bytesOf(secret)));
  if (records.length === 0) return { loaded, records };
  const seq = doc.audit.seq - records.length;
  const row = seq === 0 ? null : await store.audit.findOne({ _id: `${doc._id}:${seq}` });
  return { loaded: { ...loaded, doc: { ...doc, audit: { seq, head: row?.link ?? '' } } }, records };
}

type Many<T extends Document> = AnyBulkWriteOperation<T>[];

export async function projectTurns(store: Store, committed: readonly Committed[]): Promise<void> {
  if (committed.length === 0) return;
  const turns: TurnDoc[] = [];
  const messages: Many<MessageDoc> = [];
  const outcomes: OutcomeDoc[] = [];
  const entries: Many<EntryDoc> = [];
  const proposals: Many<ProposalDoc> = [];
  const tasks: DeskTaskDoc[] = [];
  const persons: Many<PersonDoc> = [];
  const inbound: Many<InboundDoc> = [];
  const audit: AuditDoc[] = [];
  const optOuts: OptOutDoc[] = [];
  const errands: ErrandDoc[] = [];
  const comes: Many<AppointmentDoc> = [];
  const waits: Many<WaitingDoc> = [];
  const links: PortalLinkDoc[] = [];
  const declined: { readonly offer: string; readonly freed: string; readonly at: Date }[] = [];
  const done: Many<ConversationDoc> = [];

  for (const { loaded, records, programme } of committed) {
    const { id: conversation, address, context } = loaded.conversation;
    let { person } = loaded.conversation;
    let unverified = context.unverified === true;
    const key = loaded.key.bytes;
    let { seq, head } = loaded.doc.audit;
    let { answered } = loaded.conversation;
    const cadence = cadenceOf(programme, loaded.conversation.cadence);
    const hours = hoursFor(programme, loaded.conversation);
    for (const record of records) {
      if (record.linked) ({ person, unverified } = record.linked);
      // Whom what is said here may change: at a number that is not on file nobody.
      const theirs = unverified ? null : person;
      const at = new Date(record.at);
      const rowId = `${conversation}:${record.turn}`;
      turns.push({
        _id: rowId,
        conversation,
        person,
        turn: record.turn,
        at,
        event: record.kind,
        from: record.from,
        to: record.to,
        secret: sealJson(key, record),
      });
      const event = auditEvent(record);
      head = store.vault.auditLink(head, conversation, seq + 1, event, record.at);
      seq += 1;
      audit.push({ _id: `${conversation}:${seq}`, stream: conversation, seq, at, event, link: head });

      if (record.heard) {
        const { inboundId } = record.heard;
        messages.push(insert<MessageDoc>({
          _id: inboundId, conversation, person, programme: programme.id, direction: 'in', channel: record.channel, at: new Date(record.heard.saidAt),
          turn: record.turn, kind: null, key: record.heard.label, state: 'received', segments: 0, address,
        })); // prettier-ignore
        inbound.push({
          updateOne: { filter: { _id: inboundId }, update: { $set: { state: 'applied', conversation } } },
        });
      }
      for (const out of record.sent) {
        messages.push(insert<MessageDoc>({
          _id: `${conversation}-${out.id}`, conversation, person, programme: programme.id, direction: 'out', channel: out.channel, at,
          turn: record.turn, kind: out.kind, key: out.keys.join(' '), state: out.channel === 'operator' ? 'sent' : 'queued', segments: out.segments, address,
          ...(out.attempt ? { attempt: out.attempt } : {}),
        })); // prettier-ignore
      }
      for (const id of record.withdrawn) {
        messages.push({
          updateOne: {
            filter: { _id: `${conversation}-${id}`, state: 'queued' },
            update: { $set: { state: 'withdrawn', touchedAt: at } },
          },
        });
      }

      const settled: readonly RecordedOutcome[] = [
        ...record.outcomes,
        ...record.notLocated.map((entry) => ({ entry, is: 'notLocated' as const, details: {} })),
      ];
      settled.forEach(({ entry, is, details }, index) => {
        const id = `${rowId}:${index}`;
        const secret =
          details.place || details.date ? sealJson(key, { place: details.place, date: details.date }) : null;
        outcomes.push({
          _id: id, programme: programme.id, entry, person, is, at, assurance: record.assurance, conversation, turn: record.turn,
          channel: record.channel, confirmations: details.confirmations ?? 0, secret,
          ...(details.barrier ? { barrier: details.barrier } : {}),
        }); // prettier-ignore
        const outcome = { is, at, assurance: record.assurance, conversation, turn: record.turn };
        entries.push({
          updateOne:
            // Silence on one number never takes the place of what was said on another.
            is === 'notLocated'
              ? { filter: { _id: entry, outcome: null }, update: { $set: { outcome } } }
              : { filter: { _id: entry }, update: [{ $set: { outcome: newest(outcome) } }] },
        });
        if (isRemoving(is) && person) {
          proposals.push(insert<ProposalDoc>({
            _id: id, programme: programme.id, entry, person, is, state: 'proposed', at, assurance: record.assurance, conversation, turn: record.turn,
            touchedAt: at,
          })); // prettier-ignore
        }
        // What was learned last decides: a proposal stands only as long as a removal is the last word.
        if (!isRemoving(is))
          proposals.push({
            updateMany: {
              filter: { entry, state: { $in: [...BEFORE_EXPORT] } },
              update: [{ $set: withdrawnBy(at, record.turn) }],
            },
          });
      });

      // The number was never theirs: nothing that was said there about them can discharge.
      if (record.facts.some(({ fact }) => fact === 'wrongPerson'))
        proposals.push({
          updateMany: {
            filter: { ...(person ? { person } : {}), conversation, state: { $in: [...BEFORE_EXPORT] } },
            update: { $set: { state: 'withdrawn' } },
          },
        });

      for (const fact of record.facts)
        if (fact.fact === 'appointment')
          entries.push({
            updateOne: {
              filter: { _id: fact.entry },
              update: { $set: { appointment: { on: fact.on, is: fact.is, at, conversation } } },
            },
          });
      for (const fact of record.facts) {
        if (fact.fact === 'declinesPlace') declined.push({ offer: fact.offer, freed: fact.freed, at });
        // Whom the service put on its list keeps the place they have there.
        if (fact.fact === 'waitsFor' && fact.agenda !== '' && person) {
          const since = ZoneClock.of(programme.zone).day(record.at);
          waits.push(insert<WaitingDoc>({
            _id: `${programme.id}:${fact.agenda}:${person}`, programme: programme.id, agenda: fact.agenda, person, priority: LAST_PRIORITY, since,
            state: 'waiting', source: 'here', asOf: at,
          })); // prettier-ignore
        }
      }
      for (const fact of record.facts)
        if (fact.fact === 'comes' && person)
          comes.push({ updateOne: { filter: { _id: fact.appointment, person }, update: { $set: { comesAt: at } } } });
      record.facts.forEach((fact, index) => {
        if (fact.fact === 'errand')
          errands.push({
            _id: `${rowId}:errand${index}`,
            programme: programme.id,
            person,
            conversation,
            errand: fact.errand,
            at,
            state: 'open',
          });
        if (fact.fact !== 'optedOut' && fact.fact !== 'optedIn') return;
        const stop = fact.fact === 'optedOut';
        optOuts.push({
          _id: `${rowId}:${index}`, programme: programme.id, action: stop ? 'stop' : 'start', at, channel: record.channel, conversation,
          scopes: stop ? optOutScopes(address, theirs, record) : optInScopes(address, theirs, record),
          by: stop && fact.by === 'provider' ? 'provider' : 'person', inboundId: record.heard?.inboundId ?? null,
        }); // prettier-ignore
      });
      record.handOffs.forEach(({ queue, reason, entry, request, answers, language, workingDays }, index) => {
        const day = ZoneClock.of(loaded.conversation.zone ?? programme.zone).day(record.at);
        tasks.push({
          _id: `${rowId}:task${index}`, programme: programme.id, queue, reason, person, entry: entry ?? null, conversation, state: 'open', at,
          dueAt: new Date(
            workingDays === undefined
              ? taskDueAt(queue, record.at, hours)
              : endOfWorkingDay(programme, loaded.conversation, record.at, workingDays),
          ),
          ...(request ? { request, number: taskNumber(conversation, record.turn, day) } : {}),
          ...(answers && answers.length > 0 ? { secret: sealJson(key, answers) } : {}),
          ...(language ? { language } : {}), ...(unverified ? { unverified } : {}),
        }); // prettier-ignore
      });
      if (theirs && record.facts.some(({ fact }) => fact === 'portalLink'))
        links.push(
          portalLink(store, { conversation, turn: record.turn, programme: programme.id, person: theirs, address, at }),
        );
      answered ||= record.heard !== null;
      if (theirs)
        persons.push(
          ...personChanges({ person: theirs, conversation, address, key, programme, cadence, answered }, record),
        );
    }
    const [first, last] = [records[0]?.turn ?? 0, records.at(-1)?.turn ?? 0];
    done.push({
      updateOne: {
        filter: { _id: conversation },
        update: [
          {
            $set: {
              pending: {
                $filter: {
                  input: { $ifNull: ['$pending', []] },
                  as: 'p',
                  cond: { $or: [{ $lt: ['$$p.turn', first] }, { $gt: ['$$p.turn', last] }] },
                },
              },
            },
          },
          ...DUE_TIMES,
        ],
      },
    });
  }

  await Promise.all([
    insertNew(store.turns, turns),
    bulk(store, store.messages, messages),
    insertNew(store.outcomes, outcomes),
    // In order: of two turns in one batch the later one has the last word.
    bulk(store, store.entries, entries, true),
    insertNew(store.deskTasks, tasks),
    insertNew(store.audit, audit),
    insertNew(store.optOuts, optOuts),
    insertNew(store.portalLinks, links),
    insertNew(store.errands, errands),
    bulk(store, store.appointments, comes),
    bulk(store, store.waiting, waits),
  ]);
  for (const { offer, freed, at } of declined) {
    await store.placeOffers.updateOne({ _id: offer, state: 'offered' }, { $set: { state: 'declined' } });
    // The next is asked at once.
    await store.freedPlaces.updateOne({ _id: freed, 'current.offer': offer }, { $set: { nextAt: at } });
  }
  // In order: a withdrawal in the same batch must find the proposal it withdraws.
  await bulk(store, store.proposals, proposals, true);
  // After the entry's own outcome and after that: an export that came in between has seen the one or is seen here.
  await raiseReinstatements(store, committed);
  await bulk(store, store.persons, persons, true);
  await releaseAddresses(store, committed);
  await bulk(store, store.inbound, inbound);
  // Last: what is no longer pending is never projected again.
  await bulk(store, store.conversations, done);
}

const insert = <T extends Document & { _id: string }>(doc: T): AnyBulkWriteOperation<T> => {
  const { _id, ...rest } = doc;
  return {
    updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true },
  } as unknown as AnyBulkWriteOperation<T>;
};

async function insertNew<T extends Document & { _id: string }>(
  collection: Collection<T>,
  docs: readonly T[],
): Promise<void> {
  if (docs.length === 0) return;
  try {
    await collection.insertMany(docs as never, { ordered: false });
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
}

async function bulk<T extends Document>(
  store: Store,
  collection: Collection<T>,
  operations: Many<T>,
  ordered = false,
): Promise<void> {
  await bulkUpdate(store, collection, operations, { ordered });
}
