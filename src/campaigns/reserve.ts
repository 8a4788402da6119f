/** How many people may be begun with now: one count for all workers, in the campaign's document. */
import type { Store } from '../store/store.js';
import { mayWrite, peoplePerHour, type CampaignDoc } from './campaign.js';

const HOUR = 3_600_000;

/** Room at `now`, epoch ms: of this hour's people, and of the first wave while nobody has released the rest. */
export function roomAt(campaign: CampaignDoc, now: number): number {
  if (!mayWrite(campaign)) return 0;
  const hour = Math.floor(now / HOUR) * HOUR;
  const begun = campaign.hour.at === hour ? campaign.hour.begun : 0;
  const wave = campaign.state === 'firstWave' ? campaign.firstWave - campaign.begun : Infinity;
  return Math.max(0, Math.min(peoplePerHour(campaign.pace) - begun, wave));
}

/** Takes up to `want` places; returns how many it got. Whoever does not use them gives them back. */
export async function reserve(store: Store, campaign: CampaignDoc, want: number, now: number): Promise<number> {
  const hour = Math.floor(now / HOUR) * HOUR;
  for (let read: CampaignDoc | null = campaign; read; read = await store.campaigns.findOne({ _id: campaign._id })) {
    const granted = Math.min(want, roomAt(read, now));
    if (granted === 0) return 0;
    const begunNow = (read.hour.at === hour ? read.hour.begun : 0) + granted;
    const { modifiedCount } = await store.campaigns.updateOne(
      { _id: read._id, state: read.state, begun: read.begun, 'hour.at': read.hour.at, 'hour.begun': read.hour.begun },
      { $set: { begun: read.begun + granted, hour: { at: hour, begun: begunNow } } },
    );
    if (modifiedCount === 1) return granted;
  }
  return 0;
}

export async function giveBack(store: Store, id: string, places: number, now: number): Promise<void> {
  if (places === 0) return;
  const hour = Math.floor(now / HOUR) * HOUR;
  await store.campaigns.updateOne({ _id: id, 'hour.at': hour }, { $inc: { begun: -places, 'hour.begun': -places } });
}
