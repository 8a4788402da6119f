/** From the outbox to the channels: claim, check the suppressions, send, write down what became of it (DESIGN §3.4, §3.5). */
import type { AnyBulkWriteOperation } from 'mongodb';
import type { OutboundMessage, SendResult } from '../channels/port.js';
import type { SendFailure } from '../domain/failure.js';
import { openJson } from '../privacy/vault.js';
import { NEXT_DUE_AT } from '../store/commitTurns.js';
import type { ConversationDoc, MessageDoc, OutboxItem } from '../store/documents.js';
import { bytesOf, loadPersons, type KnownPerson } from '../store/loadConversations.js';
import { DURABLE } from '../store/store.js';
import type { Addressed } from '../turn/handle.js';
import type { Services } from '../turn/services.js';

/** A send that takes longer than this is unknown: the process died, or the provider hangs. */
const LEASE = 60_000;
/** Messages claimed together: at a slow provider's second each they are sent within the lease, and a crash leaves no more in doubt. */
const TOGETHER = 50;
/** Tries of one message, the first included; then it is a failure. */
const MAX_TRIES = 5;
const BACK_OFF = 30_000;
const LONGEST_BACK_OFF = 3_600_000;

/** These were allowed although a suppression stands: one confirmation of a STOP, one closing text, help in danger. */
const IN_SPITE_OF_SUPPRESSION: readonly OutboxItem['kind'][] = ['stopConfirmation', 'closing', 'emergency'];

interface Claimed {
  readonly doc: ConversationDoc;
  readonly id: string;
  readonly item: OutboxItem;
  /** A crash left it in `sending`: it may have been sent. */
  readonly again: boolean;
}

export interface Dispatched {
  readonly sent: number;
  readonly suppressed: number;
  readonly failed: number;
  /** Failures that change what happens next, for the conversations they concern. */
  readonly events: readonly Addressed[];
}

/** Sends what is due in these conversations. Whoever else dispatches, each message is claimed by one. */
export async function dispatch(services: Services, docs: readonly ConversationDoc[]): Promise<Dispatched> {
  const due = dueMessages(docs, services.clock.now());
  const all = { sent: 0, suppressed: 0, failed: 0, events: [] as Addressed[] };
  for (let at = 0; at < due.length; at += TOGETHER) {
    const part = await sendTogether(services, due.slice(at, at + TOGETHER));
    all.sent += part.sent;
    all.suppressed += part.suppressed;
    all.failed += part.failed;
    all.events.push(...part.events);
  }
  return all;
}

async function sendTogether(services: Services, due: readonly Claimed[]): Promise<Dispatched> {
  const token = services.newId();
  const started = services.clock.now();
  const claimed = await claim(services, due, token, started);
  if (claimed.length === 0) return { sent: 0, suppressed: 0, failed: 0, events: [] };
  const persons = await loadPersons(
    services.store,
    claimed.flatMap(({ doc }) => (doc.person ? [doc.person] : [])),
  );
  const messages: AnyBulkWriteOperation<MessageDoc>[] = [];
  const outbox: AnyBulkWriteOperation<ConversationDoc>[] = [];
  const events: Addressed[] = [];
  const counts = { sent: 0, suppressed: 0, failed: 0 };
  const mark = (doc: ConversationDoc, id: string, set: Partial<MessageDoc>) =>
    messages.push({ updateOne: { filter: { _id: `${doc._id}-${id}` }, update: { $set: set } } });
  const drop = (doc: ConversationDoc, id: string) =>
    outbox.push({
      updateOne: {
        filter: { _id: doc._id },
        update: [{ $unset: `outbox.${id}` }, { $set: { nextDueAt: NEXT_DUE_AT } }],
      },
    });
  const putBack = (doc: ConversationDoc, id: string, dueAt: Date) =>
    outbox.push({
      updateOne: {
        filter: { _id: doc._id, [`outbox.${id}.lease.token`]: token },
        update: [
          { $set: { [`outbox.${id}.state`]: 'due', [`outbox.${id}.dueAt`]: dueAt, [`outbox.${id}.lease`]: null } },
          { $set: { nextDueAt: NEXT_DUE_AT } },
        ],
      },
    });

  for (const { doc, id, item, again } of claimed) {
    const now = services.clock.now();
    if (again && item.again) {
      // In doubt twice: a third time would be pestering. The reminder asks again.
      counts.failed += 1;
      mark(doc, id, { state: 'unknown', possibleDuplicate: true });
      drop(doc, id);
      continue;
    }
    if (now >= started + LEASE) {
      putBack(doc, id, item.dueAt); // The others took so long that this one may be somebody else's by now.
      continue;
    }
    // Read right before the request: none starts after a suppression was acknowledged (DESIGN §3.5).
    if (!IN_SPITE_OF_SUPPRESSION.includes(item.kind) && (await isSuppressed(services, doc))) {
      counts.suppressed += 1;
      mark(doc, id, { state: 'suppressed' });
      drop(doc, id);
      continue;
    }
    const doubtful = again || item.again === true;
    let result: SendResult;
    try {
      result = await send(services, doc, id, item, persons.get(doc.person ?? '') ?? null, doubtful);
    } catch (error) {
      // Sent or not? It stays in `sending`, as after a crash; what became of the others is still written down.
      services.log.error({ conversation: doc._id, message: id, error: (error as Error).name }, 'a send failed midway');
      continue;
    }
    if (result.ok) {
      counts.sent += 1;
      mark(doc, id, { state: 'sent', providerId: result.providerId, ...(doubtful ? { possibleDuplicate: true } : {}) });
      drop(doc, id);
    } else if (goesOn(result.failure, item)) {
      putBack(doc, id, new Date(now + Math.min(BACK_OFF * 2 ** item.tries, LONGEST_BACK_OFF)));
    } else {
      counts.failed += 1;
      mark(doc, id, { state: 'failed', failure: `${result.failure.kind} ${result.failure.code}` });
      drop(doc, id);
      if (result.failure.kind === 'unreachable' || result.failure.kind === 'rejected') {
        events.push({
          conversation: doc._id,
          event: { kind: 'unreachable', eventId: `unreachable:${id}`, at: now, message: id },
        });
      }
    }
  }
  // What became of the message is written before it leaves the outbox: a crash in between sends nothing twice unmarked.
  if (messages.length > 0) await services.store.messages.bulkWrite(messages, { ordered: false });
  if (outbox.length > 0) await services.store.conversations.bulkWrite(outbox, { ordered: false, ...DURABLE });
  return { ...counts, events };
}

/** Tried again? What is wrong with us (a channel that is not connected) is no failure of the person's number, however long it lasts. */
const goesOn = ({ kind, retryable }: SendFailure, { tries }: OutboxItem): boolean =>
  retryable && (kind === 'misconfigured' || tries + 1 < MAX_TRIES);

/** Messages whose time has come. What a turn says leaves only once the turn is written down where people look. */
function dueMessages(docs: readonly ConversationDoc[], now: number): Claimed[] {
  return docs
    .filter(({ pending }) => pending.length === 0)
    .flatMap((doc) =>
      Object.entries(doc.outbox).flatMap(([id, item]) => {
        const again = item.state === 'sending' && (item.lease?.until.getTime() ?? 0) <= now;
        return again || (item.state === 'due' && item.dueAt.getTime() <= now) ? [{ doc, id, item, again }] : [];
      }),
    );
}

/** Takes a lease on every due message; what another worker took meanwhile is left to it. */
async function claim(
  services: Services,
  wanted: readonly Claimed[],
  token: string,
  now: number,
): Promise<readonly Claimed[]> {
  const lease = { until: new Date(now + LEASE), token };
  const result = await services.store.conversations.bulkWrite(
    wanted.map(({ doc, id, item, again }) => ({
      updateOne: {
        filter: {
          _id: doc._id,
          [`outbox.${id}.state`]: item.state,
          [`outbox.${id}.dueAt`]: item.dueAt,
          ...(item.lease ? { [`outbox.${id}.lease.token`]: item.lease.token } : {}),
        },
        update: [
          {
            $set: {
              [`outbox.${id}.state`]: 'sending',
              [`outbox.${id}.lease`]: { $literal: lease },
              [`outbox.${id}.tries`]: item.tries + 1,
              ...(again ? { [`outbox.${id}.again`]: true } : {}),
            },
          },
          { $set: { nextDueAt: NEXT_DUE_AT } },
        ],
      },
    })),
    { ordered: false, ...DURABLE },
  );
  if (result.matchedCount === wanted.length) return wanted;
  const held = await services.store.conversations
    .find({ _id: { $in: wanted.map(({ doc }) => doc._id) } })
    .project<Pick<ConversationDoc, '_id' | 'outbox'>>({ outbox: 1 })
    .toArray();
  const byId = new Map(held.map((doc) => [doc._id, doc.outbox]));
  return wanted.filter(({ doc, id }) => byId.get(doc._id)?.[id]?.lease?.token === token);
}

const suppressionIds = ({ address, person }: ConversationDoc): string[] => [
  `number:${address}`,
  ...(person ? [`person:${person}`, `pair:${address}:${person}`] : []),
];

async function isSuppressed(services: Services, doc: ConversationDoc): Promise<boolean> {
  return (await services.store.suppressions.findOne({ _id: { $in: suppressionIds(doc) } })) !== null;
}

const NOT_CONNECTED: SendFailure = { kind: 'misconfigured', retryable: true, code: 'no-channel' };
const NOT_FOR_REAL: SendFailure = { kind: 'misconfigured', retryable: false, code: 'synthetic-person' };
const NO_NUMBER: SendFailure = { kind: 'rejected', retryable: false, code: 'no-number' };

async function send(
  services: Services,
  doc: ConversationDoc,
  id: string,
  item: OutboxItem,
  person: KnownPerson | null,
  again: boolean,
): Promise<SendResult> {
  const port = services.switchboard.portFor(item.channel, doc.synthetic);
  if (!port) return { ok: false, failure: NOT_CONNECTED };
  // Checked here, where the request would start, whatever was configured: an invented person has nobody's number.
  if (doc.synthetic && port.reaches === 'real') return { ok: false, failure: NOT_FOR_REAL };
  const key = person?.key ?? (doc.key ? services.store.vault.openKey(bytesOf(doc.key)) : null);
  if (!key) return { ok: false, failure: NO_NUMBER };
  const at = person?.doc.contacts.findIndex(({ address }) => address === doc.address) ?? -1;
  const to = person?.secret.contacts[at]?.value ?? '';
  if (to === '' && port.reaches === 'real') return { ok: false, failure: NO_NUMBER };
  const { text, choices, keys } = openJson<Pick<OutboundMessage, 'text' | 'choices' | 'keys'>>(
    key.bytes,
    bytesOf(item.secret),
  );
  return port.send({
    id: `${doc._id}-${id}`, channel: item.channel, to, address: doc.address, kind: item.kind, keys, text, choices, conversation: doc._id, person: doc.person, possibleDuplicate: again,
  }); // prettier-ignore
}
