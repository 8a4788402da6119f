/** Who is asking, and what the programmes are. */
import { z } from 'zod';
import { may } from '../../console/guard.js';
import { ACTS, ROLES } from '../../domain/role.js';
import { routeCall } from '../../desk/route-call.js';
import { CRITERIA } from '../../routing/criteria.js';
import { waitTableOf } from '../../store/queries/waitTable.js';
import { Problem } from '../problem.js';
import { does, reads, type Operation } from '../operation.js';
import { programmeId, when } from '../shapes.js';

const me = reads({
  id: 'whoAmI', path: '/', tag: 'about', act: null,
  summary: 'What this token is and may',
  answer: z.object({
    token: z.string(),
    person: z.string().nullable().describe('the person it speaks for; null = a system, which decides about nobody'),
    role: z.enum(ROLES),
    healthServices: z.array(z.number()).describe('those it sees; empty = all'),
    acts: z.array(z.enum(ACTS)),
    expiresAt: when,
  }),
  handle: async ({ caller: { token, person, as, expiresAt } }) => ({
    token, person, role: as.role, healthServices: as.services, acts: ACTS.filter((act) => may({ user: as, key: '' }, act)), expiresAt: expiresAt.toISOString(),
  }),
}); // prettier-ignore

const programmes = reads({
  id: 'listProgrammes', path: '/programmes', tag: 'programmes', act: null,
  summary: 'The programmes',
  answer: z.object({
    items: z.array(z.object({
      id: programmeId, name: z.string(), zone: z.string(), locales: z.array(z.string()),
      asks: z.boolean().describe('writes to people first'), discharges: z.boolean().describe('has a discharge policy in force'),
    })),
  }),
  handle: async ({ services }) => ({
    items: [...services.programmes.values()].map(({ id, name, zone, locales, cadence, policy, legal }) => ({
      id, name, zone, locales, asks: cadence.length > 0, discharges: policy !== null && legal?.listCleaning === true,
    })),
  }),
}); // prettier-ignore

const face = z.enum(['green', 'yellow', 'red']);

const waits = reads({
  id: 'getWaits', path: '/programmes/{id}/waits', tag: 'programmes', act: null,
  summary: 'How long callers wait, by half hour of the day',
  params: z.object({ id: programmeId }),
  answer: z.object({
    is: z.string().describe('fresh, stale or missing'),
    source: z.string().nullable(),
    asOf: z.string().nullable(),
    lines: z.array(z.object({ from: z.string(), to: z.string(), known: z.object({ average: z.number(), face }).nullable() })),
  }),
  handle: async ({ services, params }) => {
    const programme = services.programmes.get(params.id);
    if (!programme) throw new Problem('not-found');
    const table = await waitTableOf(services.store, programme, services.clock.now());
    if (!table) throw new Problem('not-found', 'This programme names no source of waiting times.');
    return table;
  },
}); // prettier-ignore

const centre = z.object({ code: z.string(), name: z.string(), phone: z.string() });
const few = z.int().min(0).max(10_000);

const route = does({
  id: 'routeCall', path: '/programmes/{id}/calls', tag: 'programmes', act: null,
  summary: 'Which centre takes a call that comes in now',
  note: 'For a telephone exchange: the caller’s own centre, or at once the next that can take it. Ask once a call; it is never passed on twice. Nothing is kept of the caller.',
  params: z.object({ id: programmeId }),
  body: z.strictObject({
    code: z.string().regex(/^\d{0,10}$/, 'digits of a postcode or of a commune').describe('where the caller lives; empty = not known'),
    language: z.string().regex(/^[a-zA-Z]{2,3}(-[a-zA-Z]{2})?$/, 'a language like es or ca-ES').optional(),
    about: z.array(z.string().max(30)).max(10).default([]).describe('what the call is about, as the centres’ list of skills names it'),
    lines: z.array(z.strictObject({ centre: z.string().max(30), busy: few, waiting: few })).max(500).default([])
      .describe('what the exchange sees now; of a centre that is not named, what the desk knows'),
  }),
  answer: z.object({
    own: centre, to: centre.nullable().describe('null = nobody has room now'),
    why: z.enum(CRITERIA).nullable().describe('why its own centre does not take it'),
  }),
  handle: async ({ services, params, body }) => {
    const programme = services.programmes.get(params.id);
    if (!programme) throw new Problem('not-found');
    const wanted = { code: body.code, language: body.language ?? programme.locale, about: body.about };
    const found = await routeCall(services, programme, wanted, body.lines);
    if (!found) throw new Problem('not-found', 'This programme has no centres, or what is known of them is too old: vigente load centres');
    return found;
  },
}); // prettier-ignore

export const ABOUT: readonly Operation[] = [me, programmes, waits, route];
