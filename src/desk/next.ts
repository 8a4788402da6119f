/** The next person of an operator. */
import type { Queue } from '../domain/effect.js';
import { zoneOf } from '../programmes/zones.js';
import type { CentreDoc, DeskTaskDoc, PersonDoc, UserDoc } from '../store/documents.js';
import { knownCentres } from '../store/queries/knownCentres.js';
import type { Services } from '../turn/services.js';
import { mayTake, takeOver } from './centres.js';
import { claimOf, heldBy, release, take } from './claims.js';
import { inTurn, OPERATOR_QUEUES, type Waiting } from './order.js';
import { within } from './scope.js';

/** Tasks of a queue looked at together, oldest first; what is claimed, put off or asked about is passed over. */
const WINDOW = 200;
/** Windows of a queue: beyond that everything open is with somebody. */
const WINDOWS = 50;

/**
 * The one they have already, else the first that nobody has. Any number may ask at once: each gets another person. Null = nothing to do.
 * `queues` — of these alone.
 */
export async function nextTask(
  services: Services,
  user: UserDoc,
  queues: readonly Queue[] = OPERATOR_QUEUES,
): Promise<DeskTaskDoc | null> {
  const mine = await heldBy(services, user._id);
  if (mine) return mine;
  for (const { task, over } of await waiting(services, user, queues)) {
    if (!(await take(services, task, user._id))) continue;
    // It was read before it was claimed: somebody may have closed it in between.
    const now = await services.store.deskTasks.findOne({ _id: task._id, state: 'open', waitsFor: { $exists: false } });
    if (now) return user.centre === undefined ? now : takeOver(services, now, user.centre, over);
    await release(services, task, user._id);
  }
  return null;
}

/** What can be taken now, in order; at least the first of each queue. */
export async function waiting(services: Services, user: UserDoc, queues: readonly Queue[]): Promise<Waiting[]> {
  const found: Waiting[] = [];
  for (const queue of queues) found.push(...(await ofQueue(services, user, queue)));
  return found.sort(inTurn(services.clock.now(), user._id));
}

async function ofQueue(services: Services, user: UserDoc, queue: Queue): Promise<Waiting[]> {
  const { store, clock } = services;
  const now = clock.now();
  let since = new Date(0);
  let seen = new Set<string>();
  for (let window = 0; window < WINDOWS; window += 1) {
    const tasks = await store.deskTasks
      .find({ state: 'open', queue, at: { $gte: since, $lte: new Date(now) } })
      .sort({ at: 1 })
      .limit(WINDOW)
      .toArray();
    const fresh = tasks.filter(({ _id }) => !seen.has(_id));
    const free = await takeable(services, user, fresh, now);
    if (free.length > 0 || tasks.length < WINDOW || fresh.length === 0) return free;
    seen = new Set(tasks.map(({ _id }) => _id));
    since = tasks.at(-1)?.at ?? since;
  }
  return [];
}

async function takeable(
  { store, programmes }: Services,
  user: UserDoc,
  tasks: readonly DeskTaskDoc[],
  now: number,
): Promise<Waiting[]> {
  const ready = tasks.filter(({ waitsFor, readyAt }) => waitsFor === undefined && (readyAt?.getTime() ?? 0) <= now);
  const allowed = await within(store, user, ready);
  const claims = await store.deskClaims.find({ _id: { $in: allowed.map(claimOf) } }).toArray();
  const taken = new Set(
    claims.flatMap(({ _id, by, until }) => (until.getTime() > now && by !== user._id ? [_id] : [])),
  );
  const persons = await store.persons
    .find({ _id: { $in: allowed.flatMap(({ person }) => (person ? [person] : [])) } })
    .project<Known>({ answeredAt: 1, region: 1, commune: 1, death: 1, checked: 1 })
    .toArray();
  const byId = new Map(persons.map((person) => [person._id, person]));
  const centres = new Map<string, readonly CentreDoc[]>();
  if (user.centre !== undefined)
    for (const programme of programmes.values()) centres.set(programme.id, await knownCentres(store, programme, now));
  return allowed.flatMap((task): Waiting[] => {
    const programme = programmes.get(task.programme);
    const person = byId.get(task.person ?? '') ?? null;
    // Of a death the registry is asked, nobody's telephone.
    if (!programme || taken.has(claimOf(task)) || (person && isDead(person))) return [];
    const over = mayTake(programme, centres.get(programme.id) ?? [], user, task, person, now);
    return over === null ? [] : [{ task, person, over, zone: person ? zoneOf(programme, person) : programme.zone }];
  });
}

type Known = Pick<PersonDoc, '_id' | 'answeredAt' | 'region' | 'commune' | 'death' | 'checked'>;

/** Reported and not denied, or in the registry. */
export const isDead = ({ death, checked }: Pick<PersonDoc, 'death' | 'checked'>): boolean =>
  (death !== undefined && !death.denied) || checked?.dead === true;
