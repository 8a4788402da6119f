/**
 * What there is to tell since a place: outcomes, changes of proposals, exports. Codes and ids, never who or what was said.
 * Turns are written down a moment after they are taken, so nothing is told that something older could still follow.
 */
import type { WebhookDoc, WebhookEvent } from '../store/api-documents.js';
import type { EntryDoc } from '../store/documents.js';
import { outcomesPage } from '../store/queries/outcomesPage.js';
import { momentAxis, pageInWindows, type Place } from '../store/queries/pageInWindows.js';
import type { Store } from '../store/store.js';

/** A turn that was begun is committed, and a pass over proposals done, within this. */
const UNDER_WAY = 60_000;
const SOME = 100;

export interface Notice {
  /** The same for the same happening, however often it is sent. */
  readonly id: string;
  readonly type: WebhookEvent;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Told {
  /** In order; each with the place that is reached when it has arrived. */
  readonly notices: readonly { readonly notice: Notice; readonly place: Place }[];
  /** Where to go on when all have arrived; null = nothing more for now. */
  readonly next: Place | null;
}

export const SOURCES = ['outcomes', 'proposals', 'batches'] as const;
export type Source = (typeof SOURCES)[number];

/** Everything before this moment is written down. Epoch ms. */
export async function horizonOf(store: Store, now: number): Promise<number> {
  const due = await store.conversations
    .find({ turnDueAt: { $gte: new Date(0), $lte: new Date(now) }, 'pending.0': { $exists: true } })
    .project<{ pending: readonly { readonly at: Date }[] }>({ 'pending.at': 1 })
    .toArray();
  return Math.min(now - UNDER_WAY, ...due.flatMap(({ pending }) => pending.map(({ at }) => at.getTime())));
}

export function toldSince(
  store: Store,
  hook: WebhookDoc,
  source: Source,
  after: Place,
  horizon: number,
): Promise<Told> {
  switch (source) {
    case 'outcomes':
      return outcomes(store, hook, after, horizon);
    case 'proposals':
      return proposals(store, hook, after, horizon);
    case 'batches':
      return batches(store, hook, after, horizon);
    default:
      return source satisfies never;
  }
}

const wants = ({ events }: WebhookDoc, ...types: readonly WebhookEvent[]): boolean =>
  types.some((each) => events.includes(each));
const NOTHING: Told = { notices: [], next: null };

async function outcomes(store: Store, hook: WebhookDoc, after: Place, horizon: number): Promise<Told> {
  if (!wants(hook, 'outcome.recorded')) return NOTHING;
  const { programme, services } = hook;
  const { rows, next } = await outcomesPage(store, { programme, services, since: after.at, until: horizon, after, limit: SOME });
  return {
    notices: rows.map(({ _id, at, entry, sigteId, healthService, is, assurance }) => ({
      notice: { id: `outcome_${_id}`, type: 'outcome.recorded', at, data: { outcome: _id, programme, entry, sigteId, healthService, is, assurance } },
      place: { at: at.getTime(), id: _id },
    })),
    next,
  };
} // prettier-ignore

async function proposals(store: Store, hook: WebhookDoc, after: Place, horizon: number): Promise<Told> {
  if (!wants(hook, 'proposal.changed', 'discharge.accepted')) return NOTHING;
  const { programme, services } = hook;
  const fields = { entry: 1, is: 1, state: 1, touchedAt: 1, revision: 1, healthService: 1 } as const;
  const { rows, next } = await pageInWindows<object, { entry: string; is: string; state: string; touchedAt: Date; revision?: number }>(store, store.proposals as never, {
    name: `told ${programme}`, axis: momentAxis('touchedAt'), filter: { programme }, project: fields, order: 'oldest', from: after.at, until: horizon - 1, after, limit: SOME,
  });
  const known = await entriesOf(store, rows.map(({ entry }) => entry));
  return {
    notices: rows.flatMap(({ _id, touchedAt: at, entry, is, state }) => {
      const of = known.get(entry);
      if (!of || (services.length > 0 && !services.includes(of.healthService))) return [];
      const data = { proposal: _id, programme, entry, sigteId: of.sigteId, healthService: of.healthService, is, state };
      const types = (['proposal.changed', ...(state === 'accepted' ? (['discharge.accepted'] as const) : [])] as const).filter((type) => wants(hook, type));
      return types.map((type) => ({ notice: { id: `${type}_${_id}_${at.getTime()}`, type, at, data }, place: { at: at.getTime(), id: _id } }));
    }),
    next,
  };
} // prettier-ignore

/** An export is told once its file is written: what was taken back before is not among it. */
async function batches(store: Store, hook: WebhookDoc, after: Place, horizon: number): Promise<Told> {
  if (!wants(hook, 'discharge.exported')) return NOTHING;
  const { programme, services } = hook;
  const [afterBatch = '', afterProposal = ''] = after.id.split('|');
  const found = (await store.batches.find({ programme, state: 'written' }).toArray())
    .flatMap((batch) => (batch.closedAt ? [{ ...batch, closedAt: batch.closedAt }] : []))
    .filter(({ closedAt, _id }) => closedAt.getTime() < horizon && (closedAt.getTime() > after.at || (closedAt.getTime() === after.at && _id >= afterBatch)))
    .sort((a, b) => a.closedAt.getTime() - b.closedAt.getTime() || (a._id < b._id ? -1 : 1));
  for (const { _id: batch, closedAt } of found) {
    const at = closedAt.getTime();
    const begun = at === after.at && batch === afterBatch;
    const left = (await store.proposals.find({ batch }).project<{ _id: string; entry: string; is: string }>({ entry: 1, is: 1 }).toArray())
      .filter(({ _id }) => !begun || _id > afterProposal)
      .sort((a, b) => (a._id < b._id ? -1 : 1));
    if (left.length === 0) continue;
    const some = left.slice(0, SOME);
    const known = await entriesOf(store, some.map(({ entry }) => entry));
    const placeOf = (id: string): Place => ({ at, id: `${batch}|${id}` });
    return {
      notices: some.flatMap(({ _id, entry, is }) => {
        const of = known.get(entry);
        if (!of || (services.length > 0 && !services.includes(of.healthService))) return [];
        const data = { proposal: _id, batch, programme, entry, sigteId: of.sigteId, healthService: of.healthService, is };
        return [{ notice: { id: `discharge.exported_${_id}_${at}`, type: 'discharge.exported' as const, at: closedAt, data }, place: placeOf(_id) }];
      }),
      next: placeOf(some.at(-1)?._id ?? ''),
    };
  }
  return NOTHING;
} // prettier-ignore

async function entriesOf(
  store: Store,
  ids: readonly string[],
): Promise<Map<string, Pick<EntryDoc, '_id' | 'sigteId' | 'healthService'>>> {
  const entries = await store.entries
    .find({ _id: { $in: [...new Set(ids)] } })
    .project<Pick<EntryDoc, '_id' | 'sigteId' | 'healthService'>>({ sigteId: 1, healthService: 1 })
    .toArray();
  return new Map(entries.map((each) => [each._id, each]));
}
