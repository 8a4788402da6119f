/**
 * Codes and notices of the portal. They go past the outbox: a code belongs to no turn, is worth nothing in ten minutes, and must stand in no
 * record; whoever missed it asks for another. What holds back every message holds these back too.
 */
import { stops } from '../domain/suppression.js';
import { wayOf } from '../outbox/prepare.js';
import { stopsOf } from '../outbox/stops.js';
import { storedProviderId } from '../privacy/provider-id.js';
import type { Programme } from '../programmes/programme.js';
import type { MessageDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { segmentsOf, toGsm7 } from '../words/gsm7.js';
import { countTry, LIMITS } from './tries.js';

export interface PortalText {
  readonly person: string;
  readonly synthetic: boolean;
  /** Blind index of `phone`. */
  readonly address: string;
  readonly phone: string;
  readonly text: string;
  /** Name of the text, for the record. */
  readonly key: 'portal.code' | 'portal.numberChanged' | 'portal.writing';
}

/** Sends it by SMS, now or not at all; returns whether it left. */
export async function sendPortalText(services: Services, programme: Programme, message: PortalText): Promise<boolean> {
  const { store, clock } = services;
  const { person, address, phone, synthetic, key } = message;
  const text = programme.sms.alphabet === 'gsm7' ? toGsm7(message.text) : message.text;
  const way = wayOf(services, { programme: programme.id, channel: 'sms', synthetic });
  const held = await stopsOf(services);
  if (!way || held.locked || held.channels.has(way.port.id)) return false;
  const id = `portal-${services.newId()}`;
  const standing = await store.suppressions
    .find({ _id: { $in: [`number:${address}`, `person:${person}`, `pair:${address}:${person}`] } })
    .toArray();
  if (standing.some(({ why }) => stops(why, 'portalCode'))) return false;
  const result = await way.port.send({
    id, channel: 'sms', to: phone, from: way.from, keys: [key], address, kind: 'reply', text, choices: [], template: null, conversation: '',
    person, possibleDuplicate: false,
  }); // prettier-ignore
  const at = new Date(clock.now());
  const row: MessageDoc = {
    _id: id, conversation: '', person, programme: programme.id, direction: 'out', channel: 'sms', at, turn: 0, kind: 'reply', key,
    state: result.ok ? 'sent' : 'failed', segments: segmentsOf(text), address, via: way.port.id,
    ...(result.ok ? { sentAt: at, providerId: storedProviderId(store.vault, result.providerId) } : { failure: result.failure.code, failedAt: at }),
  }; // prettier-ignore
  await store.messages.insertOne(row);
  return result.ok;
}

/**
 * Nobody is written to, and as much is read and written as for somebody: whoever asks for the next page while a code is on its way must not feel
 * whether there is one.
 */
export async function asIfSent(services: Services, programme: Programme): Promise<void> {
  const { store } = services;
  const nobody = services.newId();
  wayOf(services, { programme: programme.id, channel: 'sms', synthetic: false });
  await stopsOf(services);
  await store.suppressions
    .find({ _id: { $in: [`number:${nobody}`, `person:${nobody}`, `pair:${nobody}:${nobody}`] } })
    .toArray();
  await countTry(services, { ...LIMITS.codes, name: 'nobody' }, nobody);
}
