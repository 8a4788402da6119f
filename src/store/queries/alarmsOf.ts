import type { Store } from '../store.js';

/** What does not send until a person has looked. */
export interface Alarm {
  readonly what: 'channel' | 'template';
  /** whatsapp-cloud; or channel, name and language of a template. */
  readonly name: string;
  /** Our code, or the provider's. */
  readonly why: string;
}

/** Not told about, or flagged and still sent by Meta, is no alarm. */
const USABLE = ['APPROVED', 'UNKNOWN', 'FLAGGED'];

export async function alarmsOf(store: Store): Promise<readonly Alarm[]> {
  const [stopped, templates] = await Promise.all([
    store.channelStops.find({}).toArray(),
    store.templates.find({ status: { $nin: USABLE } }).toArray(),
  ]);
  return [
    ...stopped.map(({ _id, why }): Alarm => ({ what: 'channel', name: _id, why })),
    ...templates.map(({ _id, status, why }): Alarm => ({
      what: 'template',
      name: _id.replaceAll('|', ' '),
      why: why ?? status,
    })),
  ];
}
