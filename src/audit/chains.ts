/** Every chain followed in one pass over the links, in whatever order they come. Pure. */
import type { ProposalDoc } from '../store/documents.js';
import type { Vault } from '../privacy/vault.js';
import type { Link } from './raw-link.js';

export interface Bad {
  readonly stream: string;
  readonly seq: number;
  readonly what: 'edited' | 'missing' | 'cut' | 'head' | 'seal' | 'state';
}

/** What must stand at a place of a chain: the link a document or a seal keeps as its head, and the state the document was in then. */
export interface Expected {
  readonly seq: number;
  readonly head: string;
  readonly state?: ProposalDoc['state'];
  /** Links that the document holds and that may not be in the audit yet. */
  readonly onTheWay: number;
  met: boolean;
}

interface Progress {
  seq: number;
  link: string;
  /** Links that came before those they follow. */
  early: Map<number, Link> | null;
}

/** States that only a decision leads to: the last link of the chain names it. */
const DECIDED: readonly ProposalDoc['state'][] = [
  'verified',
  'approved',
  'exported',
  'accepted',
  'rejected',
  'reinstated',
];

export class Chains {
  readonly bad: Bad[] = [];
  readonly #streams = new Map<string, Progress>();
  readonly #vault: Pick<Vault, 'auditLink'>;
  readonly #expected: readonly ReadonlyMap<string, Expected>[];
  events = 0;

  /** `expected` — heads by stream, of whoever keeps some. */
  constructor(vault: Pick<Vault, 'auditLink'>, expected: readonly ReadonlyMap<string, Expected>[]) {
    this.#vault = vault;
    this.#expected = expected;
  }

  get count(): number {
    return this.#streams.size;
  }

  /** Links of this stream so far. */
  lengthOf(stream: string): number {
    return this.#streams.get(stream)?.seq ?? 0;
  }

  take(row: Link): void {
    this.events += 1;
    let progress = this.#streams.get(row.stream);
    if (!progress) this.#streams.set(row.stream, (progress = { seq: 0, link: '', early: null }));
    if (row.seq !== progress.seq + 1) {
      progress.early ??= new Map();
      // A number that is none (somebody wrote another thing there) is no place in a chain.
      if (!(row.seq > progress.seq) || progress.early.has(row.seq))
        this.bad.push({ stream: row.stream, seq: row.seq, what: 'edited' });
      else progress.early.set(row.seq, row);
      return;
    }
    this.#check(row, progress);
    const { early } = progress;
    if (!early) return;
    for (let next = early.get(progress.seq + 1); next; next = early.get(progress.seq + 1)) {
      early.delete(next.seq);
      this.#check(next, progress);
    }
    if (early.size === 0) progress.early = null;
  }

  /** What never found the one before it: a gap. What stands after it is still judged by itself. */
  end(): void {
    for (const [stream, progress] of this.#streams) {
      if (!progress.early) continue;
      const left = [...progress.early.values()].sort((a, b) => a.seq - b.seq);
      progress.early = null;
      for (const row of left) {
        if (row.seq !== progress.seq + 1) {
          this.bad.push({ stream, seq: progress.seq + 1, what: 'missing' });
          progress.seq = row.seq;
          progress.link = row.link;
        } else this.#check(row, progress);
      }
    }
  }

  #check(row: Link, progress: Progress): void {
    const link = this.#vault.auditLink(progress.link, row.stream, row.seq, row.event, row.at);
    if (link !== row.link || row._id !== `${row.stream}:${row.seq}`)
      this.bad.push({ stream: row.stream, seq: row.seq, what: 'edited' });
    else for (const heads of this.#expected) this.#meet(heads.get(row.stream), row);
    progress.seq = row.seq;
    // By the link as it stands: what follows an edited one is judged by itself.
    progress.link = row.link;
  }

  #meet(expected: Expected | undefined, row: Link): void {
    if (expected?.seq !== row.seq) return;
    expected.met = true;
    if (expected.head !== row.link) this.bad.push({ stream: row.stream, seq: row.seq, what: 'head' });
    else if (
      expected.state &&
      DECIDED.includes(expected.state) &&
      (JSON.parse(row.event) as unknown[])[0] !== expected.state
    )
      this.bad.push({ stream: row.stream, seq: row.seq, what: 'state' });
  }
}
