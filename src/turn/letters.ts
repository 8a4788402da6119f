/** What is learned of a message before it is routed: whose user id it is, which question its button belongs to, which files came with it. */
import { optOutAction } from '../domain/opt-out.js';
import { storedProviderId } from '../privacy/provider-id.js';
import { sealJson } from '../privacy/vault.js';
import type { AddressDoc, InboundDoc, MediaDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { bytesOf } from '../store/loadConversations.js';
import type { Addressed } from './handle.js';
import type { Letter } from './letter.js';
import type { Services } from './services.js';

/** A received message, opened. `address`: the number's blind index, also where only a known user id was shown. */
export interface Row {
  readonly doc: InboundDoc;
  readonly address: string;
  readonly letter: Letter;
}

/** Keeps where an answer goes, and which user id writes from which number, the first time both are seen. */
export async function rememberWriters(services: Services, rows: readonly Row[]): Promise<void> {
  const { vault, addresses } = services.store;
  const reached = new Map<string, Pick<Partial<AddressDoc>, 'reach' | 'aliasOf'>>();
  const learn = (id: string, fact: Pick<Partial<AddressDoc>, 'reach' | 'aliasOf'>) =>
    reached.set(id, { ...reached.get(id), ...fact });
  for (const { letter, doc } of rows) {
    const { reach } = letter;
    if (!reach) continue;
    learn(doc.address, { reach: sealJson(vault.inboxKey, reach) });
    if (reach.phone !== null && reach.userId !== null)
      learn(vault.blindIndex('address', reach.userId), { aliasOf: doc.address });
  }
  if (reached.size === 0) return;
  const known = await addresses
    .find({ _id: { $in: [...reached.keys()] } })
    .project<Pick<AddressDoc, '_id' | 'aliasOf' | 'reach'>>({ aliasOf: 1, reach: 1 })
    .toArray();
  for (const { _id, aliasOf, reach } of known) {
    const fresh = { ...reached.get(_id) };
    if (reach && bytesOf(reach).length > 0) delete fresh.reach;
    if (fresh.aliasOf === aliasOf) delete fresh.aliasOf;
    if (Object.keys(fresh).length > 0) reached.set(_id, fresh);
    else reached.delete(_id);
  }
  if (reached.size === 0) return;
  await addresses.bulkWrite(
    [...reached].map(([_id, set]) => ({
      updateOne: {
        filter: { _id },
        update: { $set: set, $setOnInsert: { live: null, liveSince: null, last: null, lastAt: null } },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}

/** A hidden number is found by the user id learned before; one that was never seen stays somebody unknown. */
export async function withAliases(services: Services, rows: readonly Row[]): Promise<Row[]> {
  const hidden = rows.filter(({ letter }) => letter.reach?.phone === null).map(({ address }) => address);
  if (hidden.length === 0) return [...rows];
  const aliases = await services.store.addresses
    .find({ _id: { $in: hidden }, aliasOf: { $ne: null } })
    .project<Pick<AddressDoc, '_id' | 'aliasOf'>>({ aliasOf: 1 })
    .toArray();
  const numberOf = new Map(aliases.map(({ _id, aliasOf }) => [_id, aliasOf as string]));
  return rows.map((row) => ({ ...row, address: numberOf.get(row.address) ?? row.address }));
}

/** A button of a template carries no mark of ours: the message that it answers tells which question it belongs to. */
export async function withButtonsOf(services: Services, rows: readonly Row[]): Promise<Row[]> {
  const asks = ({ letter: { said, replyTo } }: Row) =>
    said.choice !== null && said.choiceOf === undefined && replyTo !== null;
  const stored = ({ letter }: Row) => storedProviderId(services.store.vault, letter.replyTo as string);
  const wanted = rows.filter(asks).map(stored);
  if (wanted.length === 0) return [...rows];
  const ours = await services.store.messages
    .find({ providerId: { $in: wanted } })
    .project<{ _id: string; providerId: string }>({ providerId: 1 })
    .toArray();
  const byProvider = new Map(ours.map(({ _id, providerId }) => [providerId, _id]));
  return rows.map((row) => {
    const choiceOf = asks(row) ? byProvider.get(stored(row)) : undefined;
    if (choiceOf === undefined) return row;
    return { ...row, letter: { ...row.letter, said: { ...row.letter.said, choiceOf } } };
  });
}

/** START counts wherever a STOP stands for the number, also one said in another conversation. */
export async function withStops(services: Services, rows: readonly Row[]): Promise<Row[]> {
  const starts = ({ letter: { said } }: Row) => said.handled === 'start' || optOutAction(said.text ?? '') === 'start';
  const ids = rows.filter(starts).map(({ address }) => `number:${address}`);
  if (ids.length === 0) return [...rows];
  const found = await services.store.suppressions.find({ _id: { $in: ids }, why: 'stop' }).toArray();
  const stopped = new Set(found.map(({ _id }) => _id));
  return rows.map((row) =>
    starts(row) && stopped.has(`number:${row.address}`)
      ? { ...row, letter: { ...row.letter, said: { ...row.letter.said, stopped: true } } }
      : row,
  );
}

/** Files are fetched later, and kept as evidence with the conversation they came to. */
export async function keepMedia(services: Services, rows: readonly Row[], events: readonly Addressed[]): Promise<void> {
  const conversationOf = new Map(events.map(({ conversation, event }) => [event.eventId, conversation]));
  const now = new Date(services.clock.now());
  const wanted = rows.flatMap(({ doc, letter }) => {
    const conversation = conversationOf.get(doc._id);
    if (conversation === undefined) return [];
    return letter.media.map((reference, index): MediaDoc => ({
      _id: `${doc._id}:${index}`, conversation, person: null, via: letter.via, type: reference.type, state: 'wanted', tries: 0, dueAt: now, at: doc.receivedAt,
      reference: sealJson(services.store.vault.inboxKey, reference),
    })); // prettier-ignore
  });
  if (wanted.length === 0) return;
  try {
    // Routed again, after a crash, the message may come to another conversation: what was not fetched yet goes with it.
    await services.store.media.bulkWrite(
      wanted.map(({ _id, conversation, state, ...rest }) => ({
        updateOne: {
          filter: { _id, state },
          update: { $set: { conversation }, $setOnInsert: rest },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  } catch (error) {
    if (!onlyDuplicates(error)) throw error; // fetched already
  }
}
