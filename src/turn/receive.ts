/** Inbound: stored first, then applied (DESIGN §3.1). */
import { openJson, sealJson } from '../privacy/vault.js';
import type { Channel } from '../domain/channel.js';
import type { InboundDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { bytesOf } from '../store/loadConversations.js';
import { DURABLE } from '../store/store.js';
import type { Said } from './conversation.js';
import { handleEvents } from './handle.js';
import { route } from './route.js';
import type { Services } from './services.js';

/** A message as a channel's parser gives it. */
export interface InboundMessage {
  /** channel:providerId */
  readonly id: string;
  readonly channel: Channel;
  /** Blind index of the number it came from. */
  readonly address: string;
  /** Epoch ms. */
  readonly saidAt: number;
  readonly said: Said;
}

/** Stores messages; once it returns they cannot be lost. The same id again changes nothing. */
export async function receive(services: Services, messages: readonly InboundMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const receivedAt = new Date(services.clock.now());
  const rows = messages.map((message): InboundDoc => ({
    _id: message.id,
    state: 'received',
    channel: message.channel,
    address: message.address,
    receivedAt,
    saidAt: new Date(message.saidAt),
    secret: sealJson(services.store.vault.inboxKey, message.said),
  }));
  try {
    await services.store.inbound.insertMany(rows, { ordered: false, ...DURABLE });
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
  const rows = await services.store.inbound
    .find({ state: 'received', receivedAt: { $gte: new Date(0), $lte: new Date(now) } })
    .limit(limit)
    .toArray();
  if (rows.length === 0) return 0;
  rows.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
  const { events, fresh } = await route(services, rows, (row) =>
    openJson<Said>(services.store.vault.inboxKey, bytesOf(row.secret)),
  );
  await handleEvents(services, events, fresh);
  const { inbound, conversations } = services.store;
  const ids = rows.map(({ _id }) => _id);
  const left = (
    await inbound
      .find({ _id: { $in: ids }, state: 'received' })
      .project<{ _id: string }>({ _id: 1 })
      .toArray()
  ).map(({ _id }) => _id);
  if (left.length === 0) return rows.length;
  // Those that were in `applied` already are marked by no projection; what no conversation knows is not applied.
  const asked = [...new Set(events.map(({ conversation }) => conversation))];
  const knowing = await conversations
    .find({ _id: { $in: asked }, applied: { $in: left } })
    .project<{ applied: string[] }>({ applied: 1 })
    .toArray();
  const known = new Set(knowing.flatMap(({ applied }) => applied));
  const applied = left.filter((id) => known.has(id));
  await inbound.updateMany({ _id: { $in: applied }, state: 'received' }, { $set: { state: 'applied' } });
  return rows.length - (left.length - applied.length);
}
