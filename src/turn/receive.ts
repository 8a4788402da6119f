/** Inbound: stored first, then applied (DESIGN §3.1). */
import { openJson, sealJson } from '../privacy/vault.js';
import type { Channel } from '../domain/channel.js';
import type { InboundDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { bytesOf } from '../store/loadConversations.js';
import { DURABLE } from '../store/store.js';
import { tell } from '../outbox/stops.js';
import type { Vault } from '../privacy/vault.js';
import type { Said } from './conversation.js';
import { handleEvents } from './handle.js';
import type { Letter } from './letter.js';
import { keepMedia, rememberWriters, withAliases, withButtonsOf, withStops, type Row } from './letters.js';
import { route } from './route.js';
import type { Services } from './services.js';
import { EVERYTHING } from './share.js';

/** A message as a channel hands it in. */
export interface InboundMessage {
  /** channel:providerId */
  readonly id: string;
  readonly channel: Channel;
  /** Blind index of the number it came from. */
  readonly address: string;
  /** Epoch ms. */
  readonly saidAt: number;
  readonly said: Said;
  /** What a real message has besides; an invented person's has none of it. */
  readonly letter?: Omit<Letter, 'said'>;
}

/** The row of a message; `receivedAt` epoch ms. */
export function inboundRow(vault: Vault, message: InboundMessage, receivedAt: number): InboundDoc {
  const letter: Letter = {
    said: message.said,
    ...(message.letter ?? { reach: null, replyTo: null, media: [], via: message.channel, to: null, toRef: null }),
  };
  return {
    _id: message.id,
    state: 'received',
    channel: message.channel,
    address: message.address,
    receivedAt: new Date(receivedAt),
    saidAt: new Date(message.saidAt),
    secret: sealJson(vault.inboxKey, letter),
  };
}

/** Stores messages; once it returns they cannot be lost. The same id again changes nothing. */
export async function receive(services: Services, messages: readonly InboundMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const now = services.clock.now();
  try {
    await services.store.inbound.insertMany(
      messages.map((message) => inboundRow(services.store.vault, message, now)),
      { ordered: false, ...DURABLE },
    );
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
}

/**
 * Applies what was received and not applied yet; returns how many rows it applied. A row whose conversation is just being
 * written by another worker, or was lost with one, stays received and is tried again.
 */
export async function applyReceived(services: Services, limit = 500): Promise<number> {
  const now = services.clock.now();
  const { share = EVERYTHING } = services;
  const received = await services.store.inbound
    .find({ state: 'received', receivedAt: { $gte: new Date(0), $lte: new Date(now) } })
    .limit(share.window(limit))
    .toArray();
  const found = share.mine(received, { of: ({ address }) => address, what: ({ _id }) => _id }, limit);
  if (found.length === 0) return 0;
  found.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
  const opened = await readable(services, found);
  await rememberWriters(services, opened);
  const rows = await withStops(services, await withButtonsOf(services, await withAliases(services, opened)));
  const { events, fresh } = await route(services, rows);
  await keepMedia(services, rows, events);
  await handleEvents(services, events, fresh);
  const { inbound, conversations } = services.store;
  const ids = found.map(({ _id }) => _id);
  const left = (
    await inbound
      .find({ _id: { $in: ids }, state: 'received' })
      .project<{ _id: string }>({ _id: 1 })
      .toArray()
  ).map(({ _id }) => _id);
  if (left.length === 0) return found.length;
  // Those that were in `applied` already are marked by no projection; what no conversation knows is not applied.
  const asked = [...new Set(events.map(({ conversation }) => conversation))];
  const knowing = await conversations
    .find({ _id: { $in: asked }, applied: { $in: left } })
    .project<{ applied: string[] }>({ applied: 1 })
    .toArray();
  const known = new Set(knowing.flatMap(({ applied }) => applied));
  const applied = left.filter((id) => known.has(id));
  await inbound.updateMany({ _id: { $in: applied }, state: 'received' }, { $set: { state: 'applied' } });
  return found.length - (left.length - applied.length);
}

/** A row that cannot be opened is set aside for a person: it never stops those of everybody else. */
async function readable(services: Services, found: readonly InboundDoc[]): Promise<Row[]> {
  const rows: Row[] = [];
  const broken: string[] = [];
  for (const doc of found) {
    try {
      const letter = openJson<Letter>(services.store.vault.inboxKey, bytesOf(doc.secret));
      if (typeof letter.said.channel !== 'string') throw new TypeError('no words');
      rows.push({ doc, address: doc.address, letter });
    } catch {
      broken.push(doc._id);
    }
  }
  if (broken.length > 0) {
    services.log.error({ rows: broken.length }, 'received messages cannot be opened; they are set aside');
    await services.store.inbound.updateMany({ _id: { $in: broken } }, { $set: { state: 'unreadable' } });
    await tell(services, 'inbound:unreadable');
  }
  return rows;
}
