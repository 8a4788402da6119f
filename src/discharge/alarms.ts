/**
 * What is odd about a batch before it leaves: the patterns that auditors found (DOMAIN, V45, V46) and spikes against what left before. Pure.
 * An alarm blocks the batch until somebody with the right role has looked and signed it.
 */
import type { Limits } from './policy/norm.js';

/** One discharge of the batch, as far as counts need it. */
export interface Counted {
  readonly cause: number;
  readonly healthService: number;
  readonly establishment: string;
  readonly reviewers: readonly string[];
  /** Somebody answered. */
  readonly contacted: boolean;
  readonly registry: 'alive' | 'dead' | 'unknown' | null;
  readonly wroteAfterDeath: boolean;
  /** The number it was said from turned out to be somebody else's. */
  readonly wrongContact: boolean;
}

/** Sums of what was exported before. */
export interface History {
  readonly batches: number;
  readonly rows: number;
  readonly byCause: Readonly<Record<string, number>>;
  readonly byService: Readonly<Record<string, number>>;
  readonly byEstablishment: Readonly<Record<string, number>>;
}

/** What the call-back sample says. */
export interface Sampled {
  readonly drawn: number;
  readonly answered: number;
  readonly wrong: number;
  /** Upper end of the interval of the false-removal rate. */
  readonly high: number;
}

export interface Alarm {
  /** Names it when it is signed: `spike:cause:6`. */
  readonly id: string;
  /** Discharges it is about. */
  readonly count: number;
  readonly says: string;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export function alarmsOf(rows: readonly Counted[], history: History, limits: Limits, sampled: Sampled): Alarm[] {
  const alarms: Alarm[] = [];
  const alarm = (id: string, count: number, says: string) => void (count > 0 && alarms.push({ id, count, says }));
  const count = (test: (row: Counted) => boolean) => rows.filter(test).length;

  // Never right, however few.
  alarm(
    'no-contact',
    count(({ cause, contacted }) => cause !== 9 && !contacted),
    'nobody was contacted',
  );
  alarm(
    'living-coded-dead',
    count(({ cause, registry }) => cause === 9 && registry !== 'dead'),
    'coded dead, and the civil registry does not say so',
  );
  alarm(
    'dead-write',
    count(({ wroteAfterDeath }) => wroteAfterDeath),
    'coded dead, and wrote after that day',
  );
  alarm(
    'not-in-registry',
    count(({ registry }) => registry === 'unknown'),
    'the document is not in the civil registry',
  );

  const total = rows.length;
  if (history.batches === 0 && total > limits.firstBatch)
    alarm('first-batch', total, `more than ${limits.firstBatch} and nothing to compare with`);
  if (total >= limits.spikeFrom) {
    for (const [cause, n] of sums(rows, ({ cause: each }) => [String(each)]))
      if (n / total > limits.oneCause)
        alarm(`one-cause:${cause}`, n, `cause ${cause} is ${percent(n / total)} of the batch`);
    for (const [reviewer, n] of sums(rows, ({ reviewers }) => reviewers))
      if (n / total > limits.oneReviewer)
        alarm(`one-reviewer:${reviewer}`, n, `${reviewer} approved ${percent(n / total)} of the batch`);
    const wrong = count(({ wrongContact }) => wrongContact);
    if (wrong >= limits.spikeFrom)
      alarm('wrong-contact', wrong, 'said from numbers that turned out to be somebody else’s');
  }
  if (history.rows > 0) {
    spikes(
      'cause',
      sums(rows, ({ cause }) => [String(cause)]),
      history.byCause,
    );
    spikes(
      'service',
      sums(rows, ({ healthService }) => [String(healthService)]),
      history.byService,
    );
    spikes(
      'establishment',
      sums(rows, ({ establishment }) => [establishment]),
      history.byEstablishment,
    );
  }
  const wanted = Math.min(
    limits.sample,
    count(({ cause }) => cause !== 9),
  );
  if (sampled.answered < wanted)
    alarm(
      'sample-open',
      total,
      `${sampled.answered} removals were called back and answered; ${wanted} are wanted first`,
    );
  if (sampled.wrong > 0 && sampled.high > limits.falseRemovals)
    alarm(
      'false-removals',
      total,
      `${sampled.wrong} of ${sampled.answered} called back did need it: up to ${percent(sampled.high)}, over ${percent(limits.falseRemovals)}`,
    );
  return alarms;

  /** A group that takes many times the share it used to. */
  function spikes(what: string, now: ReadonlyMap<string, number>, before: Readonly<Record<string, number>>): void {
    for (const [name, n] of now) {
      const usual = (before[name] ?? 0) / history.rows;
      const share = n / total;
      // A group never seen is measured against one in so many that a single one would not have been a surprise.
      const expected = Math.max(usual, 1 / history.rows);
      if (n >= limits.spikeFrom && share > expected * limits.spike)
        alarm(`spike:${what}:${name}`, n, `${what} ${name}: ${percent(share)}, usually ${percent(usual)}`);
    }
  }
}

export function sums<T>(rows: readonly T[], keys: (row: T) => readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const row of rows) for (const key of keys(row)) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}
