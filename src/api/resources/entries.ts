/** Entries and outcomes, in codes: what systems of a health service keep in step with. No name, no number, no word of a person. */
import { z } from 'zod';
import type { EntryDoc } from '../../store/documents.js';
import { logAct } from '../../store/logAct.js';
import { ENTRY_FIELDS, entriesPage, type ListedEntry } from '../../store/queries/entriesPage.js';
import { outcomesPage } from '../../store/queries/outcomesPage.js';
import type { Services } from '../../turn/services.js';
import { cursorOf, placeOf, type Place } from '../cursor.js';
import { reads, sees, type Operation } from '../operation.js';
import { Problem } from '../problem.js';
import { byId, day, healthService, id, iso, outcomeKind, pageOf, paging, programmeId, when } from '../shapes.js';
import type { Caller } from '../tokens.js';

/** Health services asked for, of those the caller sees; throws `Problem` for another one. */
export function servicesOf({ as }: Caller, wanted: number | undefined): readonly number[] {
  if (wanted === undefined) return as.services;
  if (as.services.length > 0 && !as.services.includes(wanted))
    throw new Problem('not-your-part', 'It sees other health services.');
  return [wanted];
}

/** Throws `Problem` where there is none of that name. */
export const mustExist = (services: Services, programme: string): void => {
  if (!services.programmes.has(programme)) throw new Problem('not-found', 'There is no such programme.');
};

const entry = z.object({
  id, programme: programmeId, sigteId: z.string(), state: z.enum(['open', 'closed']), type: z.number(), careCode: z.string(), enteredOn: z.string(),
  healthService: z.number(), origin: z.string(), destination: z.string(), appointmentOn: z.string().nullable(), exitedOn: z.string().nullable(),
  exitCause: z.number().nullable(),
  outcome: z.object({ is: outcomeKind, at: when, assurance: z.number().int() }).nullable().describe('what was learned last'),
}); // prettier-ignore

const shown = ({ _id, outcome, ...codes }: ListedEntry) => ({
  id: _id,
  ...codes,
  outcome: outcome ? { is: outcome.is, at: outcome.at.toISOString(), assurance: outcome.assurance } : null,
});

const asDay = (place: Place | null) => place && { at: Date.parse(String(place[0])), id: place[1] };
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

const list = reads({
  id: 'listEntries', path: '/entries', tag: 'entries', act: 'seeReviews',
  summary: 'Entries by the day they came onto the list',
  query: z.object({
    ...paging, programme: programmeId, healthService: healthService.optional(), state: z.enum(['open', 'closed']).optional(), outcome: outcomeKind.optional(),
    careCode: z.string().regex(/^[\w-]{1,20}$/).optional(), from: day.optional(), until: day.optional(), order: z.enum(['oldest', 'newest']).default('oldest'),
  }),
  answer: pageOf(entry),
  handle: async ({ services, caller, query }) => {
    mustExist(services, query.programme);
    const { rows, next } = await entriesPage(services.store, {
      ...query, services: servicesOf(caller, query.healthService), after: asDay(placeOf(query.cursor, 'string')), now: services.clock.now(),
    });
    return { items: rows.map(shown), next: cursorOf(next && [dayOf(next.at), next.id]) };
  },
}); // prettier-ignore

const one = reads({
  id: 'getEntry', path: '/entries/{id}', tag: 'entries', act: 'seeReviews',
  summary: 'One entry, by its id or its SIGTE_ID',
  note: 'The look is written down in the audit.',
  params: byId,
  answer: entry,
  handle: async ({ services, caller, params }) => {
    const { store, clock } = services;
    const ids = params.id.includes(':') ? [params.id] : [...services.programmes.keys()].map((each) => `${each}:sigte:${params.id}`);
    const found = await store.entries.find({ _id: { $in: ids } }).project<ListedEntry & Pick<EntryDoc, '_id'>>(ENTRY_FIELDS).toArray();
    const theirs = found.find((each) => sees(caller, each.healthService));
    if (!theirs) throw new Problem('not-found');
    await logAct(store, `looks:${theirs.programme}`, ['entry', theirs._id, caller.as._id], new Date(clock.now()));
    return shown(theirs);
  },
}); // prettier-ignore

const outcomes = reads({
  id: 'listOutcomes', path: '/outcomes', tag: 'outcomes', act: 'seeReviews',
  summary: 'Outcomes in the order in which they were learned',
  note: 'To keep in step: go on from the last `next`, or from `since` a minute before the last `at`; an outcome is the same by its id.',
  query: z.object({
    ...paging, programme: programmeId.optional(), healthService: healthService.optional(), is: outcomeKind.optional(), since: when.optional(), until: when.optional(),
  }),
  answer: pageOf(z.object({
    id, programme: programmeId, entry: id, sigteId: z.string(), healthService: z.number(), is: outcomeKind, at: when, assurance: z.number().int(),
    channel: z.string(), confirmations: z.number().int(),
  })),
  handle: async ({ services, caller, query }) => {
    const { programme, is, limit, since, until } = query;
    const place = placeOf(query.cursor, 'number');
    const { rows, next } = await outcomesPage(services.store, {
      ...(programme ? { programme } : {}), ...(is ? { is } : {}), ...(since ? { since: Date.parse(since) } : {}), limit,
      services: servicesOf(caller, query.healthService), until: until ? Date.parse(until) : services.clock.now() + 1, after: place && { at: Number(place[0]), id: place[1] },
    });
    return { items: rows.map(({ _id, at, ...row }) => ({ ...row, id: _id, at: iso(at) })), next: cursorOf(next && [next.at, next.id]) };
  },
}); // prettier-ignore

export const ENTRIES: readonly Operation[] = [list, one, outcomes];
