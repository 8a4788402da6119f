/** What a supervisor of the desk sees: load, waits, calls, people at work, and what is stuck. */
import { QUEUES, type Queue } from '../domain/effect.js';
import type { CallAttemptDoc, CallResult, DeskTaskDoc, UserDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { within } from './scope.js';

export interface QueueLoad {
  readonly queue: Queue;
  readonly open: number;
  /** Past their time. */
  readonly overdue: number;
  readonly oldest: Date | null;
}

export interface Agent {
  readonly by: string;
  readonly calls: number;
  readonly answered: number;
  readonly closed: number;
  /** Until when they have somebody before them; null = nobody. */
  readonly until: Date | null;
}

export interface Supervision {
  readonly queues: readonly QueueLoad[];
  readonly results: Readonly<Partial<Record<CallResult, number>>>;
  readonly agents: readonly Agent[];
  /** Claims that ran out: a browser was closed, or the line hung. */
  readonly expired: readonly { readonly by: string; readonly until: Date }[];
  readonly questions: readonly DeskTaskDoc[];
  /** Whose identity could not be proved. */
  readonly unverified: number;
}

const QUESTIONS = 50;

/** `since` — the beginning of the day of whoever looks. Counted in the database; only for whoever sees all services. */
export async function supervise(services: Services, user: UserDoc, since: Date): Promise<Supervision> {
  const { store, clock } = services;
  const now = new Date(clock.now());
  const [loads, calls, closed, claims, waiting] = await Promise.all([
    store.deskTasks
      .aggregate<{ _id: Queue; open: number; overdue: number; oldest: Date }>([
        { $match: { state: 'open' } },
        {
          $group: {
            _id: '$queue',
            open: { $sum: 1 },
            overdue: { $sum: { $cond: [{ $lt: ['$dueAt', now] }, 1, 0] } },
            oldest: { $min: '$at' },
          },
        },
      ])
      .toArray(),
    store.callAttempts.find({ at: { $gte: since, $lte: now } }).project<Pick<CallAttemptDoc, 'by' | 'result'>>({ by: 1, result: 1 }).toArray(),
    store.deskTasks.find({ state: 'done', 'closed.at': { $gte: since } }).project<Pick<DeskTaskDoc, 'closed'>>({ closed: 1 }).toArray(),
    store.deskClaims.find().toArray(),
    store.deskTasks.find({ state: 'open', waitsFor: 'supervisor' }).sort({ 'question.at': 1 }).limit(QUESTIONS).toArray(),
  ]); // prettier-ignore
  const byQueue = new Map(loads.map((load) => [load._id, load]));
  const results: Partial<Record<CallResult, number>> = {};
  const agents = new Map<string, Agent>();
  const agent = (by: string, change: (known: Agent) => Partial<Agent>) => {
    const known = agents.get(by) ?? { by, calls: 0, answered: 0, closed: 0, until: null };
    agents.set(by, { ...known, ...change(known) });
  };
  for (const { by, result } of calls) {
    results[result] = (results[result] ?? 0) + 1;
    agent(by, (known) => ({ calls: known.calls + 1, answered: known.answered + (result === 'answered' ? 1 : 0) }));
  }
  for (const { closed: how } of closed) if (how) agent(how.by, (known) => ({ closed: known.closed + 1 }));
  for (const { by, until } of claims) if (until > now) agent(by, () => ({ until }));
  return {
    queues: QUEUES.flatMap((queue) => {
      const load = byQueue.get(queue);
      return load ? [{ queue, open: load.open, overdue: load.overdue, oldest: load.oldest }] : [];
    }),
    results,
    agents: [...agents.values()].sort((a, b) => (a.by < b.by ? -1 : 1)),
    expired: claims.filter(({ until }) => until <= now).map(({ by, until }) => ({ by, until })),
    questions: await within(store, user, waiting),
    unverified: byQueue.get('identify')?.open ?? 0,
  };
}
