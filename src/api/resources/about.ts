/** Who is asking, and what the programmes are. */
import { z } from 'zod';
import { may } from '../../console/guard.js';
import { ACTS, ROLES } from '../../domain/role.js';
import { waitTableOf } from '../../store/queries/waitTable.js';
import { Problem } from '../problem.js';
import { reads, type Operation } from '../operation.js';
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

export const ABOUT: readonly Operation[] = [me, programmes, waits];
