/** What may not be sent until a person has looked: a whole channel, a template. The coordinator is told (DESIGN §7). */
import type { CampaignState } from '../campaigns/campaign.js';
import type { SendFailure } from '../domain/failure.js';
import type { DeskTaskDoc, TemplateDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import type { Services } from '../turn/services.js';

/** Messages of a stopped channel are looked at again after this; the desk lifts the stop with `vigente channels resume`. */
export const STOPPED_RETRY = 15 * 60_000;

export interface Stops {
  /** Campaigns whose first texts and reminders do not go now: paused, stopped, not begun. */
  readonly campaigns: ReadonlyMap<string, CampaignState>;
  /** An incident is declared: nothing opens and nothing reminds, in no campaign. */
  readonly incident: boolean;
  /** A backup was restored, and what was said since is not replayed yet: nothing is sent at all. */
  readonly locked: boolean;
  readonly channels: ReadonlyMap<string, string>;
  readonly templates: ReadonlyMap<string, TemplateDoc>;
}

export async function stopsOf(services: Services): Promise<Stops> {
  const [channels, templates, campaigns, settings] = await Promise.all([
    services.store.channelStops.find({}).toArray(),
    services.store.templates.find({}).toArray(),
    services.store.campaigns
      .find({ state: { $nin: ['firstWave', 'running', 'done'] } })
      .project<{ _id: string; state: CampaignState }>({ state: 1 })
      .toArray(),
    services.store.settings.find({ _id: { $in: [INCIDENT, SENDING_LOCK] } }).toArray(),
  ]);
  const isOn = (name: string) => (settings.find(({ _id }) => _id === name)?.value ?? null) !== null;
  return {
    campaigns: new Map(campaigns.map(({ _id, state }) => [_id, state])),
    incident: isOn(INCIDENT),
    locked: isOn(SENDING_LOCK),
    channels: new Map(channels.map(({ _id, why }) => [_id, why])),
    templates: new Map(templates.map((doc) => [doc._id, doc])),
  };
}

/** Name of the setting that says that a restored database may not send yet. */
export const SENDING_LOCK = 'sendingLock';

/** Name of the setting that says that an incident is on. */
export const INCIDENT = 'incident';

export const templateId = (via: string, name: string, language: string): string => `${via}|${name}|${language}`;

/** Why this template may not be used; null = it may. One that nobody has told us about is tried: the provider decides. */
export function refusalOf(known: TemplateDoc | undefined, category: string): string | null {
  if (!known) return null;
  // UNKNOWN: we were told of its quality or category, never whether it may be used. FLAGGED: near to a pause, and still sent.
  if (!['APPROVED', 'UNKNOWN', 'FLAGGED'].includes(known.status)) return `template-${known.status.toLowerCase()}`;
  if (known.category !== null && known.category !== category) return `template-is-${known.category.toLowerCase()}`;
  return null;
}

/** Stops the channel, or the template, that this failure is about, and tells the coordinator. Said again it changes nothing. */
export async function stopFor(
  services: Services,
  via: string,
  failure: SendFailure,
  template: { readonly name: string; readonly language: string } | null,
): Promise<void> {
  const at = new Date(services.clock.now());
  const { store, log } = services;
  if (failure.stops === 'template' && template) {
    await store.templates.updateOne(
      { _id: templateId(via, template.name, template.language) },
      {
        $set: { status: 'REFUSED', why: failure.code, at },
        $setOnInsert: { category: null, quality: null, contentSid: null },
      },
      { upsert: true },
    );
    log.warn({ channel: via, template: template.name, code: failure.code }, 'a template is refused; its messages wait');
    await tell(services, `template:${via}:${template.name}`);
  }
  if (failure.stops === 'channel') await stopChannel(services, via, failure.code);
}

export async function stopChannel(services: Services, via: string, why: string): Promise<void> {
  const { store, log, clock } = services;
  const stopped = await store.channelStops.updateOne(
    { _id: via },
    { $setOnInsert: { why, at: new Date(clock.now()) } },
    { upsert: true },
  );
  if (stopped.upsertedCount === 0) return;
  log.error({ channel: via, code: why }, 'a channel is stopped until a person has looked');
  await tell(services, `channel:${via}`);
}

/** One open task for each thing that is stopped, in the first programme's desk: providers are shared. */
export async function tell(services: Services, what: string): Promise<void> {
  const now = services.clock.now();
  const programme = [...services.programmes.keys()][0] ?? '';
  const open = await services.store.deskTasks.findOne({ _id: { $gte: `${what}:`, $lt: `${what};` }, state: 'open' });
  if (open) return;
  const task: DeskTaskDoc = {
    _id: `${what}:${now}`, programme, queue: 'coordinator', reason: 'channelStopped', person: null, entry: null, conversation: null,
    state: 'open', at: new Date(now), dueAt: new Date(now),
  }; // prettier-ignore
  try {
    await services.store.deskTasks.insertOne(task);
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
}
