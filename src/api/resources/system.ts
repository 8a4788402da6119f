/** How the whole stands: overview, conversations in codes, lists that came in, sources, users, the head of the audit, webhooks. */
import { reachable } from '../../desk/scope.js';
import { z } from 'zod';
import { signedHead } from '../../audit/verify.js';
import { houseFigures } from '../../campaigns/house-figures.js';
import { ROLES } from '../../domain/role.js';
import { sourcesOf } from '../../load/sources.js';
import { WEBHOOK_EVENTS } from '../../store/api-documents.js';
import type { UserDoc } from '../../store/documents.js';
import { alarmsOf } from '../../store/queries/alarmsOf.js';
import { conversationsPage } from '../../store/queries/conversationsPage.js';
import type { Services } from '../../turn/services.js';
import { cursorOf, placeOf } from '../cursor.js';
import { reads, type Operation } from '../operation.js';
import { Problem } from '../problem.js';
import { counts, day, id, iso, outcomeKind, pageOf, paging, programmeId, when } from '../shapes.js';

/** The first count of a national database takes a minute: until then the answer says that they are being counted. */
const PATIENCE = 200;
const whole = z.number().int();

export function systemOperations(services: Services): readonly Operation[] {
  const { store, clock } = services;
  const figuresOf = async () => {
    const found = await houseFigures(services, PATIENCE);
    if (!found) return null;
    const { outcomes, ...all } = found.counts;
    const { tasks, ...waiting } = found.waiting;
    return {
      at: iso(new Date(found.at)), ...all, outcomes: Object.fromEntries(outcomes.map(({ is, count }) => [is, count])),
      waiting, tasksByQueue: Object.fromEntries(tasks.map(({ queue, count }) => [queue, count])),
    };
  }; // prettier-ignore
  const overview = reads({
    id: 'getOverview', path: '/overview', tag: 'about', act: 'seeOverview',
    summary: 'What people answered, what waits for a decision, what does not send',
    note: '`figures` null = they are being counted: ask again in a moment.',
    answer: z.object({
      figures: z.object({
        at: when, people: whole, queued: whole, conversations: whole, live: whole, answered: whole, tasks: whole, proposals: whole, outcomes: counts,
        waiting: z.object({ toApprove: whole, toReview: whole, toExport: whole, toServices: whole }), tasksByQueue: counts,
      }).nullable(),
      alarms: z.array(z.object({ what: z.enum(['channel', 'template']), name: z.string(), why: z.string() })),
    }),
    handle: async () => ({ figures: await figuresOf(), alarms: await alarmsOf(store) }),
  }); // prettier-ignore
  const conversations = reads({
    id: 'listConversations', path: '/conversations', tag: 'conversations', act: 'seeConversations',
    summary: 'Conversations without their words, the latest first',
    query: z.object({ ...paging, programme: programmeId.optional() }),
    answer: pageOf(z.object({
      id, programme: programmeId, channel: z.string(), state: z.string(), live: z.boolean(), ended: z.string().nullable(), campaign: z.string().nullable(),
      assurance: whole, answered: z.boolean(), outcomes: z.record(z.string(), outcomeKind).describe('entry → outcome'), openedAt: when, touchedAt: when,
    })),
    handle: async ({ caller, query }) => {
      const place = placeOf(query.cursor, 'number');
      const { rows, next } = await conversationsPage(store, {
        limit: query.limit, now: clock.now(), after: place && { at: Number(place[0]), id: place[1] }, ...(query.programme ? { programme: query.programme } : {}),
      });
      // Whoever sees some health services gets those of their people: the page may be short.
      const theirs = await reachable(store, caller.as, rows.flatMap(({ person }) => (person ? [person] : [])));
      const mine = rows.filter(({ person }) => caller.as.services.length === 0 || (person !== null && theirs.has(person)));
      return {
        items: mine.map((row) => ({
          ...row, id: row._id, campaign: row.campaign ?? null, openedAt: iso(row.openedAt), touchedAt: iso(row.touchedAt),
          outcomes: Object.fromEntries(Object.entries(row.outcomes).map(([entry, { is }]) => [entry, is])),
        })),
        next: cursorOf(next && [next.at, next.id]),
      };
    },
  }); // prettier-ignore
  const lists = reads({
    id: 'listImports', path: '/imports', tag: 'system', act: 'seeOverview',
    summary: 'The lists that came in, the newest first',
    answer: z.object({ items: z.array(z.object({ id, programme: programmeId, state: z.enum(['reading', 'done', 'refused']), today: day, startedAt: when, finishedAt: when.nullable(), rows: whole, changed: whole })) }),
    handle: async () => ({
      items: (await store.imports.find({}).toArray())
        .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
        .map(({ _id, startedAt, finishedAt, ...rest }) => ({ ...rest, id: _id, startedAt: iso(startedAt), finishedAt: iso(finishedAt) })),
    }),
  }); // prettier-ignore
  const sources = reads({
    id: 'listSources', path: '/sources', tag: 'system', act: 'seeOverview',
    summary: 'What people are answered from: its owner, its age, and what does not work without it',
    answer: z.object({ items: z.array(z.object({ programme: programmeId, kind: z.string(), owner: z.string(), name: z.string().nullable(), asOf: when.nullable(), ageDays: whole.nullable(), mostDays: z.number(), fresh: z.boolean(), without: z.string() })) }),
    handle: async () => ({
      items: (await Promise.all([...services.programmes.values()].map((each) => sourcesOf(services, each)))).flat(),
    }),
  }); // prettier-ignore
  const users = reads({
    id: 'listUsers', path: '/users', tag: 'system', act: 'manageUsers',
    summary: 'Who may decide, or could',
    answer: z.object({ items: z.array(z.object({ name: z.string(), role: z.enum(ROLES), healthServices: z.array(z.number()), state: z.enum(['active', 'disabled']), at: when })) }),
    handle: async () => ({
      items: (await store.users.find({}).project<UserDoc>({ role: 1, services: 1, state: 1, at: 1 }).sort({ _id: 1 }).toArray())
        .map(({ _id, at, services: of, ...rest }) => ({ ...rest, name: _id, healthServices: of, at: iso(at) })),
    }),
  }); // prettier-ignore
  const head = reads({
    id: 'getAuditHead', path: '/audit/head', tag: 'system', act: 'seeAudit',
    summary: 'The last signed head of the audit, to be kept outside',
    note: 'Whoever keeps it can prove later that nothing before it was changed: vigente audit verify --head FILE.',
    answer: z.object({ seal: z.string(), at: when, root: z.string(), previous: z.string(), signature: z.string(), publicKey: z.string() }),
    handle: async () => {
      const signed = await signedHead(store);
      if (!signed) throw new Problem('not-found', 'Nothing was sealed yet.');
      return signed;
    },
  }); // prettier-ignore
  const webhooks = reads({
    id: 'listWebhooks', path: '/webhooks', tag: 'system', act: 'manageUsers',
    summary: 'Addresses that are told what happens, and how that goes',
    note: 'They are added and resumed with `vigente webhook`: only who runs this machine says where it may call.',
    answer: z.object({ items: z.array(z.object({
      id, programme: programmeId, url: z.string(), events: z.array(z.enum(WEBHOOK_EVENTS)), healthServices: z.array(z.number()), state: z.enum(['active', 'stopped']),
      failures: whole, why: z.string().nullable(), deliveredAt: when.nullable(),
    })) }),
    handle: async () => ({
      items: (await store.webhooks.find({}).toArray()).map(({ _id, services: of, why, deliveredAt, ...rest }) => ({
        ...rest, id: _id, healthServices: of, why: why ?? null, deliveredAt: iso(deliveredAt),
      })),
    }),
  }); // prettier-ignore
  return [overview, conversations, lists, sources, users, head, webhooks];
}
