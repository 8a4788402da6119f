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
/** Tries of one message, the first included; then it is a failure. */
const MAX_TRIES = 5;
const BACK_OFF = 30_000;

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
  const now = services.clock.now();
  const token = services.newId();
  const claimed = await claim(services, docs, token, now);
  if (claimed.length === 0) return { sent: 0, suppressed: 0, failed: 0, events: [] };
  const persons = await loadPersons(
    services.store,
    claimed.flatMap(({ doc }) => (doc.person ? [doc.person] : [])),
  );
  // Read last thing before the requests start: nothing may slip in between but what is in flight already.
  const suppressed = await suppressionsOf(services, claimed);
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

  for (const { doc, id, item, again } of claimed) {
    if (!IN_SPITE_OF_SUPPRESSION.includes(item.kind) && suppressionIds(doc).some((key) => suppressed.has(key))) {
      counts.suppressed += 1;
      mark(doc, id, { state: 'suppressed' });
      drop(doc, id);
      continue;
    }
    const result = await send(services, doc, id, item, persons.get(doc.person ?? '') ?? null, again);
    if (result.ok) {
      counts.sent += 1;
      mark(doc, id, { state: 'sent', providerId: result.providerId, ...(again ? { possibleDuplicate: true } : {}) });
      drop(doc, id);
    } else if (result.failure.retryable && item.tries + 1 < MAX_TRIES) {
      const dueAt = new Date(now + BACK_OFF * 2 ** item.tries);
      outbox.push({
        updateOne: {
          filter: { _id: doc._id, [`outbox.${id}.lease.token`]: token },
          update: [
            { $set: { [`outbox.${id}.state`]: 'due', [`outbox.${id}.dueAt`]: dueAt, [`outbox.${id}.lease`]: null } },
            { $set: { nextDueAt: NEXT_DUE_AT } },
          ],
        },
      });
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

/** Takes a lease on every due message; what another worker took meanwhile is left to it. */
async function claim(
  services: Services,
  docs: readonly ConversationDoc[],
  token: string,
  now: number,
): Promise<Claimed[]> {
  const wanted: Claimed[] = [];
  for (const doc of docs) {
    for (const [id, item] of Object.entries(doc.outbox)) {
      const expired = item.state === 'sending' && (item.lease?.until.getTime() ?? 0) <= now;
      if ((item.state === 'due' && item.dueAt.getTime() <= now) || expired)
        wanted.push({ doc, id, item, again: expired });
    }
  }
  if (wanted.length === 0) return [];
  const lease = { until: new Date(now + LEASE), token };
  const result = await services.store.conversations.bulkWrite(
    wanted.map(({ doc, id, item }) => ({
      updateOne: {
        filter: {
          _id: doc._id,
          [`outbox.${id}.state`]: item.state,
          ...(item.lease ? { [`outbox.${id}.lease.token`]: item.lease.token } : {}),
        },
        update: [
          {
            $set: {
              [`outbox.${id}.state`]: 'sending',
              [`outbox.${id}.lease`]: { $literal: lease },
              [`outbox.${id}.tries`]: item.tries + 1,
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

async function suppressionsOf(services: Services, claimed: readonly Claimed[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(claimed.flatMap(({ doc }) => suppressionIds(doc)))];
  return new Set((await services.store.suppressions.find({ _id: { $in: ids } }).toArray()).map(({ _id }) => _id));
}

const NOT_CONNECTED: SendFailure = { kind: 'misconfigured', retryable: true, code: 'no-channel' };
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
  if (doc.synthetic && port.reaches === 'real')
    throw new Error(`refused to send to a synthetic person over ${port.id}`);
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
