/** What must be in order before a campaign may start. Facts are looked up; what only people know is confirmed, with a name. */
import { UserError } from '../domain/failure.js';
import { refusalOf, stopsOf, templateId } from '../outbox/stops.js';
import { cadenceOf } from '../programmes/cadence.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';
import type { CampaignDoc, Confirmation } from './campaign.js';

export interface Check {
  readonly what: 'legal' | 'texts' | 'templates' | 'list' | 'numbers' | 'budget' | Confirmation;
  readonly ok: boolean;
  readonly why: string;
  /** What to do about it. */
  readonly hint: string;
}

const DAY = 86_400_000;

/** Every point, good or not. In a database of invented people nothing leaves the machine: numbers and templates are then no matter. */
export async function checklist(
  services: Services,
  programme: Programme,
  campaign: CampaignDoc,
): Promise<readonly Check[]> {
  const { store, clock, senders } = services;
  const cadence = cadenceOf(programme, campaign.cadence);
  const invented =
    (await store.persons.findOne({ programme: programme.id }, { projection: { synthetic: 1 } }))?.synthetic === true;
  const channels = [...new Set(cadence.steps.map(({ channel }) => channel))];
  const missing = channels.filter((channel) => senders.on(programme.id, channel).length === 0);
  const stops = await stopsOf(services);
  const refused = services.templates.all.flatMap(({ name, language, category }) =>
    [...new Set(senders.all(programme.id).map(({ via }) => via))]
      .map((via) => refusalOf(stops.templates.get(templateId(via, name, language)), category))
      .filter((why) => why !== null)
      .map((why) => `${name} ${why}`),
  );
  const wordings = campaign.arms.flatMap(({ wording }) => (wording === null ? [] : [wording]));
  const unsaid = wordings.filter(
    (wording) => !services.words.all(programme.locale).some(({ key }) => key.endsWith(`@${wording}`)),
  );
  const list = await store.imports.find({ programme: programme.id, state: 'done' }).toArray();
  const newest = Math.max(0, ...list.map(({ startedAt }) => startedAt.getTime()));
  const old = Math.floor((clock.now() - newest) / DAY);
  const confirm = (what: Confirmation, hint: string): Check => {
    const said = campaign.confirmed[what];
    return {
      what,
      ok: said !== undefined,
      why: said ? `confirmed by ${said.by} on ${said.at.toISOString().slice(0, 10)}` : 'not confirmed',
      hint,
    };
  };
  return [
    { what: 'legal', ok: programme.legal?.listCleaning === true, why: programme.legal === null ? 'there is no legal table' : programme.legal.listCleaning ? `basis: ${programme.legal.basis[0]?.law ?? ''}` : 'its legal table does not allow asking whether care is still needed', hint: 'It is programmes/<id>/legal.json, and its owner answers for it' },
    { what: 'texts', ok: unsaid.length === 0, why: unsaid.length === 0 ? 'every wording exists' : `no text of: ${unsaid.join(', ')}`, hint: 'Write them in templates/, then: vigente dialogs check' },
    { what: 'templates', ok: invented || refused.length === 0, why: refused.length === 0 ? 'none is refused' : refused.join('; '), hint: 'See: vigente channels' },
    { what: 'list', ok: newest > 0 && old <= programme.asking.listDays, why: newest === 0 ? 'no list was imported' : `the newest list is ${old} days old`, hint: `Import one: it may be ${programme.asking.listDays} days old` },
    { what: 'numbers', ok: invented || missing.length === 0, why: missing.length === 0 || invented ? 'every channel has a live number' : `no live number for: ${missing.join(', ')}`, hint: 'See: vigente doctor' },
    { what: 'budget', ok: campaign.budget !== null, why: campaign.budget === null ? 'none is set' : `${campaign.budget} ${programme.prices.currency}`, hint: 'Set one: vigente campaign new … --budget N' },
    confirm('universe', `Approved by ${programme.asking.universeRole}: vigente campaign confirm ${campaign._id} universe --by NAME`),
    confirm('informed', `The information line and the health services were told: vigente campaign confirm ${campaign._id} informed --by NAME`),
    confirm('test', `The first text was sent to a phone of one's own and read: vigente campaign confirm ${campaign._id} test --by NAME`),
  ]; // prettier-ignore
}

/** Throws `UserError` naming the first thing that is not in order. */
export function mustBeReady(campaign: CampaignDoc, checks: readonly Check[]): void {
  const open = checks.filter(({ ok }) => !ok);
  const first = open[0];
  if (!first) return;
  throw new UserError(
    'campaign-not-ready',
    `Campaign ${campaign._id} may not start: ${open.map(({ what, why }) => `${what} (${why})`).join(', ')}.`,
    first.hint,
  );
}

/** Somebody answers for it, by name. */
export async function confirm({ store, clock }: Services, id: string, what: Confirmation, by: string): Promise<void> {
  const at = new Date(clock.now());
  await store.campaigns.updateOne(
    { _id: id, state: 'draft' },
    { $set: { [`confirmed.${what}`]: { at, by } }, $push: { log: { at, what: `confirm ${what}`, by, why: null } } },
  );
}
