/** What would leave now, what is odd about it, what left; and what was left to a health service. */
import { z } from 'zod';
import { FreshFigures } from '../../campaigns/fresh-figures.js';
import { dryRun, signAlarm } from '../../discharge/batch.js';
import { answerAsService, inboxOf } from '../../discharge/service-inbox.js';
import type { Programme } from '../../programmes/programme.js';
import { SERVICE_ANSWERS } from '../../store/discharge-documents.js';
import type { Services } from '../../turn/services.js';
import { cursorOf, placeOf } from '../cursor.js';
import { does, reads, type Operation } from '../operation.js';
import { Problem } from '../problem.js';
import { byId, counts, healthService, id, iso, pageOf, paging, programmeId, reason, when } from '../shapes.js';
import { servicesOf } from './entries.js';
import { proposal, shownProposal } from './proposals.js';

const PATIENCE = 3_000;
const byProgramme = z.object({ programme: programmeId });

/** Throws `Problem` where the programme discharges nobody. */
function dischargingOf(services: Services, of: string): Programme {
  const programme = services.programmes.get(of);
  if (!programme?.policy || !programme.legal?.listCleaning)
    throw new Problem('not-found', 'There is no such programme that discharges.');
  return programme;
}

const alarm = z.object({
  id: z.string(), count: z.number().int(), says: z.string(),
  signed: z.object({ by: z.string() }).nullable().describe('who looked and lets it pass; null = nothing leaves'),
}); // prettier-ignore

export function dischargeOperations(services: Services): readonly Operation[] {
  const { store, clock } = services;
  const fresh = new FreshFigures(async (of) => ({
    ...(await dryRun(services, dischargingOf(services, of))),
    at: iso(new Date(clock.now())),
  }));
  const dry = reads({
    id: 'dryRunDischarges', path: '/discharges/dry-run', tag: 'discharges', act: 'seeDischarges',
    summary: 'What would leave now, with its alarms; nothing is written',
    note: 'Counted by one request at a time and shown again for some seconds; `run` null = it is being counted: ask again in a moment.',
    query: byProgramme,
    answer: z.object({
      run: z.object({
        at: when, policy: z.string(), proposals: z.number().int(), byState: counts, byCause: counts, byService: counts, waits: counts, refused: counts,
        alarms: z.array(alarm), blocked: z.boolean(),
      }).nullable(),
    }),
    handle: async ({ query }) => {
      dischargingOf(services, query.programme);
      return { run: await fresh.of(query.programme, PATIENCE) };
    },
  }); // prettier-ignore
  const batches = reads({
    id: 'listBatches', path: '/discharges/batches', tag: 'discharges', act: 'seeDischarges',
    summary: 'What left, the newest first',
    query: byProgramme,
    answer: z.object({
      items: z.array(z.object({ id, by: z.string(), state: z.enum(['open', 'written', 'abandoned']), openedAt: when, closedAt: when.nullable(), rows: z.number().int().nullable(), byCause: counts })),
    }),
    handle: async ({ query }) => {
      const found = await store.batches.find({ programme: query.programme }).toArray();
      return {
        items: found.sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime()).map(({ _id, openedAt, closedAt, rows = null, byCause = {}, ...rest }) => ({
          ...rest, id: _id, openedAt: iso(openedAt), closedAt: iso(closedAt), rows, byCause,
        })),
      };
    },
  }); // prettier-ignore
  const sign = does({
    id: 'signAlarm', path: '/discharges/alarms/{id}/sign', tag: 'discharges', act: 'signAlarm', decides: true,
    summary: 'Somebody looked at an alarm and lets the batch pass',
    params: z.object({ id: z.string().regex(/^[\w:.@-]{1,100}$/) }),
    body: z.object({ programme: programmeId, why: reason }),
    answer: alarm,
    handle: ({ caller, params, body }) => signAlarm(services, dischargingOf(services, body.programme), caller.as._id, params.id, body.why),
  }); // prettier-ignore
  const inbox = reads({
    id: 'listInbox', path: '/inbox', tag: 'inbox', act: 'seeInbox',
    summary: 'What is left to a health service, and until when',
    query: z.object({ ...paging, programme: programmeId, healthService: healthService.optional(), all: z.stringbool().default(false).describe('the settled ones, too') }),
    answer: pageOf(proposal.extend({ dueAt: when, overdue: z.boolean(), settled: z.boolean(), serviceAnswer: z.enum(SERVICE_ANSWERS).nullable() })),
    handle: async ({ caller, query }) => {
      const programme = dischargingOf(services, query.programme);
      const { all, limit } = query;
      const place = placeOf(query.cursor, 'number');
      const { items, next } = await inboxOf(services, programme, {
        services: servicesOf(caller, query.healthService), all, limit, after: place && { at: Number(place[0]), id: place[1] },
      });
      return {
        next: cursorOf(next && [next.at, next.id]),
        items: items.map(({ proposal: each, dueAt, ...rest }) => ({
          ...shownProposal(each, clock.now()), ...rest, dueAt: iso(dueAt), serviceAnswer: each.service?.is ?? null,
        })),
      };
    },
  }); // prettier-ignore
  const answer = does({
    id: 'answerInbox', path: '/inbox/{id}/answer', tag: 'inbox', act: 'answerAsService', decides: true,
    summary: 'What the health service does with it',
    params: byId,
    body: z.object({ is: z.enum(SERVICE_ANSWERS), note: z.string().trim().max(300).default('').describe('for colleagues; goes into the record, name nobody') }),
    answer: z.object({ id, is: z.enum(SERVICE_ANSWERS) }),
    handle: async ({ caller, params, body }) => {
      const found = await store.proposals.findOne({ _id: params.id, state: 'refused' }, { projection: { programme: 1, healthService: 1 } });
      const programme = found ? services.programmes.get(found.programme) : undefined;
      if (!found || !programme || (caller.as.services.length > 0 && !caller.as.services.includes(found.healthService ?? -1))) throw new Problem('not-found');
      await answerAsService(services, programme, caller.as._id, params.id, body);
      return { id: params.id, is: body.is };
    },
  }); // prettier-ignore
  return [dry, batches, sign, inbox, answer];
}
