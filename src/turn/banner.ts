/** The incident that is on, and what it has us say before the first answer to anybody. */
import { INCIDENT } from '../outbox/stops.js';
import type { Services } from './services.js';

export interface Incident {
  readonly at: Date;
  readonly by: string;
  readonly why: string;
  /** Said before the first answer to anybody; null = none. */
  readonly banner: string | null;
}

/** Workers see a banner within this. */
const REREAD = 5_000;
const banners = new WeakMap<Services['store'], { readonly at: number; readonly banner: string | null }>();

export async function incidentOf({ store }: Pick<Services, 'store'>): Promise<Incident | null> {
  return ((await store.settings.findOne({ _id: INCIDENT }))?.value as Incident | null | undefined) ?? null;
}

export async function bannerOf(services: Services): Promise<string | null> {
  const now = services.clock.now();
  const known = banners.get(services.store);
  if (known && now >= known.at && now - known.at < REREAD) return known.banner;
  const banner = (await incidentOf(services))?.banner ?? null;
  banners.set(services.store, { at: now, banner });
  return banner;
}

export const forgetBanner = ({ store }: Pick<Services, 'store'>): void => void banners.delete(store);
