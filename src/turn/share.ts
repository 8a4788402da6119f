/**
 * Who of several processes does what: each begins with its own share of what is due, so that they do not all do the same work and all
 * but one of them lose it. Never needed for being right: every turn and every send is guarded by its document (DESIGN §3.2, §3.4).
 */
import type { Store } from '../store/store.js';

/** A process says so often that it is there, ms. */
export const BEAT = 5_000;
/** Not heard of for so long: gone, its share is everybody's. */
const GONE_AFTER = 3 * BEAT;
/** What another should have done and has not in this time is done by whoever sees it. */
const PATIENCE = 3_000;
/** Rows looked at for one share, at most. */
const WIDEST = 2_000;
/** Names of processes that nobody has heard of for so long are taken from the list. */
const DAY = 86_400_000;
/** Processes stand among the settings, from here on until there. */
const [PREFIX, AFTER] = ['worker:', 'worker;'];

export interface Sharing<T> {
  /** The number, wherever there is one: what is said, due and sent on it is one process's. The same in every process. */
  of(row: T): string;
  /** What is due, by a name that it alone has: what is due later of the same number is another. */
  what(row: T): string;
}

export interface Share {
  /** How many rows to look at in order to find `limit` of one's own. */
  window(limit: number): number;
  /** Is this job, of which one process is enough, this process's? */
  owns(job: string): boolean;
  /** Of what is due the own part, at most `limit`, and what others have left lying. */
  mine<T>(due: readonly T[], is: Sharing<T>, limit: number): T[];
}

/** One process alone. */
export const EVERYTHING: Share = {
  owns: () => true,
  window: (limit) => limit,
  mine: (due, _, limit) => due.slice(0, limit),
};

export interface Membership extends Share {
  /** Says that it is there and learns who else is. `now` — epoch ms. */
  beat(now: number): Promise<void>;
  /** The others share what was its own. */
  leave(): Promise<void>;
}

/** `name` is this process's alone. Alone until the first `beat`. */
export function joinWorkers(
  { settings }: Pick<Store, 'settings'>,
  name: string,
  clock: () => number = () => performance.now(),
): Membership {
  const own = `${PREFIX}${name}`;
  let names: readonly string[] = [name];
  /** When what is others' was seen first, ms of `clock`. */
  let seen = new Map<string, number>();

  return {
    owns: (job) => ownerOf(job, names) === name,
    window: (limit) => (names.length === 1 ? limit : Math.max(limit, Math.min(WIDEST, 2 * limit * names.length))),
    mine(due, { of, what }, limit) {
      if (names.length === 1) return due.slice(0, limit);
      const at = clock();
      const ours: (typeof due)[number][] = [];
      const left: (typeof due)[number][] = [];
      for (const row of due) {
        if (ownerOf(of(row), names) === name) ours.push(row);
        else {
          const since = seen.get(what(row)) ?? at;
          seen.set(what(row), since);
          if (at - since >= PATIENCE) left.push(row);
        }
      }
      return [...ours, ...left].slice(0, limit);
    },
    async beat(now) {
      await settings.updateOne({ _id: own }, { $set: { value: new Date(now) } }, { upsert: true });
      const all = await settings.find({ _id: { $gte: PREFIX, $lt: AFTER } }).toArray();
      const age = ({ value }: (typeof all)[number]) => now - (value instanceof Date ? value.getTime() : 0);
      names = all.filter((doc) => doc._id === own || age(doc) < GONE_AFTER).map(({ _id }) => _id.slice(PREFIX.length));
      const gone = all.filter((doc) => age(doc) >= DAY).map(({ _id }) => _id);
      if (gone.length > 0) await settings.deleteMany({ _id: { $in: gone } });
      // What is done is not seen again; what is left lying is seen again soon.
      const old = clock() - 10 * PATIENCE;
      seen = new Map([...seen].filter(([, since]) => since >= old));
    },
    async leave() {
      names = [name];
      await settings.deleteOne({ _id: own });
    },
  };
}

/** Rendezvous hashing: when a process comes or goes, only its own share moves (Thaler, Ravishankar 1998). */
function ownerOf(id: string, names: readonly string[]): string {
  let [best, highest] = ['', -1];
  for (const name of names) {
    const weight = mix(hash(`${name} ${id}`));
    if (weight > highest) [best, highest] = [name, weight];
  }
  return best;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

/** The last step of MurmurHash3: FNV alone leaves ids that differ in their last letter close together. */
function mix(sum: number): number {
  let mixed = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
