/** Where a call that comes in now goes: asked by the telephone exchange, answered from the centres, their shifts and what goes on there. */
import { randomUUID } from 'node:crypto';
import { choose, type Load, type Wanted } from '../routing/choose.js';
import type { Criterion } from '../routing/criteria.js';
import type { Programme } from '../programmes/programme.js';
import type { CentreDoc } from '../store/documents.js';
import { knownCentres } from '../store/queries/knownCentres.js';
import type { Services } from '../turn/services.js';
import { loadsOf } from './centres.js';

/** What the exchange sees on its lines, where it says so: people on the phone and callers who wait. */
export interface OnTheLine {
  readonly centre: string;
  readonly busy: number;
  readonly waiting: number;
}

export interface CallRoute {
  readonly own: CentreDoc;
  /** Null = nobody has room now. */
  readonly to: CentreDoc | null;
  readonly why: Criterion | null;
}

/**
 * Chooses once, at once, and writes down why; whoever passes the call on does not ask again for it. What the exchange does not tell of a centre is
 * what the desk knows: who of it has somebody before them. Null = the programme has no centres, or what is known of them is too old.
 */
export async function routeCall(
  services: Services,
  programme: Programme,
  wanted: Wanted,
  lines: readonly OnTheLine[] = [],
): Promise<CallRoute | null> {
  const { store, clock } = services;
  const now = clock.now();
  const centres = await knownCentres(store, programme, now);
  if (centres.length === 0) return null;
  const loads = await loadsOf(services, programme, centres, now);
  const told = new Map(lines.map((line) => [line.centre, line]));
  const loadOf = (code: string): Load => {
    const { agents = 0, busy = 0 } = loads.get(code) ?? {};
    // Tasks wait for nobody on the line: only callers do.
    return { agents, busy, waiting: 0, ...pick(told.get(code)) };
  };
  const { own, to, why } = choose(centres, loadOf, wanted, programme.routing);
  await store.routings.insertOne({
    _id: `call:${randomUUID()}`,
    programme: programme.id,
    what: 'call',
    at: new Date(now),
    own,
    to,
    why,
  });
  const byCode = new Map(centres.map((centre) => [centre.code, centre]));
  return { own: byCode.get(own) as CentreDoc, to: to === null ? null : (byCode.get(to) ?? null), why };
}

const pick = (line: OnTheLine | undefined): Pick<Load, 'busy' | 'waiting'> | object =>
  line ? { busy: line.busy, waiting: line.waiting } : {};
