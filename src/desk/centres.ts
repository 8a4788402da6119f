/** The desk with several centres: each takes what is of its area, and what another one cannot take is passed on once. */
import { agentsOf, HALF_HOURS } from '../routing/scenario.js';
import { choose, does, speaks, type Choice, type Load, type Wanted } from '../routing/choose.js';
import type { Programme } from '../programmes/programme.js';
import type { CentreDoc, DeskTaskDoc, PersonDoc, UserDoc } from '../store/documents.js';
import { knownCentres } from '../store/queries/knownCentres.js';
import { ZoneClock } from '../timers/offset.js';
import type { Services } from '../turn/services.js';
import { isRed, OPERATOR_QUEUES, type Takeover } from './order.js';
import { nextStaffed } from './working-days.js';

/** Danger is everybody's. */
const ROUTED = OPERATOR_QUEUES.filter((queue) => !isRed({ queue }));
/** Tasks of a queue that are given a centre in one pass. */
const BATCH = 200;
const HALF_HOUR = 1_800_000;
const DAY = 86_400_000;

/** Who sits where at a moment, who of them has somebody before them, and what waits. */
export async function loadsOf(
  { store }: Pick<Services, 'store'>,
  programme: Programme,
  centres: readonly CentreDoc[],
  now: number,
): Promise<ReadonlyMap<string, Load>> {
  const people = await store.users
    .find({ centre: { $in: centres.map(({ code }) => code) } })
    .project<Pick<UserDoc, '_id' | 'centre'>>({ centre: 1 })
    .toArray();
  const claims = await store.deskClaims.find({ by: { $in: people.map(({ _id }) => _id) } }).toArray();
  const held = new Set(claims.flatMap(({ by, until }) => (until.getTime() > now ? [by] : [])));
  const loads = await Promise.all(
    centres.map(async ({ code, shifts }): Promise<[string, Load]> => {
      const busy = people.filter(({ _id, centre }) => centre === code && held.has(_id)).length;
      const open = await store.deskTasks.countDocuments({ programme: programme.id, state: 'open', centre: code });
      return [code, { agents: agentsAt(programme, shifts, now), busy, waiting: Math.max(0, open - busy) }];
    }),
  );
  return new Map(loads);
}

/** Nobody sits there on a holiday, nor on a day on which the desk has no people. */
export function agentsAt(programme: Programme, shifts: CentreDoc['shifts'], now: number): number {
  const clock = ZoneClock.of(programme.zone);
  const wall = now + clock.offset(now);
  const half = Math.floor((((wall % DAY) + DAY) % DAY) / HALF_HOUR);
  // A shift may begin before the hours that people are told: what counts is whether the day has any.
  const staffed = clock.day(nextStaffed(programme, programme, wall - (wall % DAY) - clock.offset(now)));
  if (staffed !== clock.day(now)) return 0;
  return half < HALF_HOURS ? (agentsOf({ shifts })[half] ?? 0) : 0;
}

export const wantedOf = (
  programme: Programme,
  { queue, request, language }: Pick<DeskTaskDoc, 'queue' | 'request' | 'language'>,
  person: Pick<PersonDoc, 'commune'> | null,
): Wanted => ({
  code: person?.commune ?? '',
  language: language ?? programme.locale,
  about: [queue, ...(request ? [request] : [])],
});

/** Gives each open task that has none a centre, while any is open. Danger is everybody's, at once. Returns how many got one. */
export async function routeTasks(services: Services): Promise<number> {
  let done = 0;
  for (const programme of services.programmes.values()) done += await routeOf(services, programme);
  return done;
}

async function routeOf(services: Services, programme: Programme): Promise<number> {
  const { store, clock } = services;
  const now = clock.now();
  const centres = await knownCentres(store, programme, now);
  if (centres.length === 0) return 0;
  const loads = new Map(await loadsOf(services, programme, centres, now));
  // By night nobody can say who will have room in the morning.
  if (![...loads.values()].some(({ agents }) => agents > 0)) return 0;
  // A question for each queue: what no centre takes would stand before the others for ever.
  const tasks: DeskTaskDoc[] = [];
  for (const queue of ROUTED) {
    const since = { $gte: new Date(0), $lte: new Date(now) };
    const found = store.deskTasks
      .find({ programme: programme.id, state: 'open', queue, centre: null as never, at: since })
      .sort({ at: 1 });
    tasks.push(...(await found.limit(BATCH).toArray()));
  }
  const persons = await store.persons
    .find({ _id: { $in: tasks.flatMap(({ person }) => (person ? [person] : [])) } })
    .project<Pick<PersonDoc, '_id' | 'commune'>>({ commune: 1 })
    .toArray();
  const home = new Map(persons.map((person) => [person._id, person]));
  // Nothing that is written down needs a line to wait on.
  const roomy = centres.map((centre) => ({ ...centre, places: Infinity }));
  const rules = { ...programme.routing, slowAfter: programme.routing.taskSlowAfter };
  for (const task of tasks) {
    const wanted = wantedOf(programme, task, home.get(task.person ?? '') ?? null);
    const choice = choose(roomy, (code) => queued(loads.get(code) ?? NOBODY), wanted, rules);
    const to = choice.to ?? choice.own;
    await settle(services, task, choice, to);
    const load = loads.get(to) ?? NOBODY;
    loads.set(to, { ...load, waiting: load.waiting + 1 });
  }
  return tasks.length;
}

/** Between two tasks somebody is free for a moment; what waits is theirs already. */
const queued = ({ agents, busy, waiting }: Load): Load => {
  const taken = Math.min(agents, busy + waiting);
  return { agents, busy: taken, waiting: busy + waiting - taken };
};

const NOBODY: Load = { agents: 0, busy: 0, waiting: 0 };

async function settle({ store, clock }: Services, task: DeskTaskDoc, { own, why }: Choice, to: string): Promise<void> {
  const at = new Date(clock.now());
  const moved = to !== own;
  const given = await store.deskTasks.updateOne(
    { _id: task._id, state: 'open', centre: null as never },
    { $set: { centre: to, ...(moved ? { moved } : {}) } },
  );
  if (given.matchedCount === 1)
    await store.routings.updateOne(
      { _id: `task:${task._id}:1` },
      { $setOnInsert: { programme: task.programme, what: 'task', at, own, to, why: moved ? why : null } },
      { upsert: true },
    );
}

/** May the people of a centre take it; and if it is another centre's, why. Null = they may not. */
export function mayTake(
  programme: Programme,
  centres: readonly CentreDoc[],
  { centre: mine }: Pick<UserDoc, 'centre'>,
  task: DeskTaskDoc,
  person: Pick<PersonDoc, 'commune'> | null,
  now: number,
): Takeover | null {
  const here = centres.find(({ code }) => code === mine);
  if (mine === undefined || centres.length === 0 || isRed(task) || task.centre === mine)
    return { from: null, why: null };
  const wanted = wantedOf(programme, task, person);
  if (!here || !speaks(here, wanted) || !does(here, wanted)) return null;
  if (task.centre === undefined) return { from: null, why: null };
  const its = centres.find(({ code }) => code === task.centre);
  // A centre that is no more has nobody to keep it for.
  if (!its) return { from: task.centre, why: 'closed' };
  // Passed on once is enough: whoever has it keeps it.
  if (task.moved) return null;
  if (agentsAt(programme, its.shifts, now) === 0) return { from: task.centre, why: 'closed' };
  return now - task.at.getTime() > programme.routing.taskSlowAfter * 1000 ? { from: task.centre, why: 'slow' } : null;
}

/** They have it before them: from now on it is their centre's, and no other's. Returns it as it is then. */
export async function takeOver(
  { store, clock }: Services,
  task: DeskTaskDoc,
  to: string,
  over: Takeover | undefined,
): Promise<DeskTaskDoc> {
  if (task.centre === to || isRed(task)) return task;
  const { from = null, why = null } = over ?? {};
  const change = { centre: to, ...(from === null ? {} : { moved: true }) };
  await store.deskTasks.updateOne({ _id: task._id, state: 'open' }, { $set: change });
  await store.routings.updateOne(
    { _id: `task:${task._id}:2` },
    { $setOnInsert: { programme: task.programme, what: 'task', at: new Date(clock.now()), own: from ?? to, to, why } },
    { upsert: true },
  );
  return { ...task, ...change };
}
