/** Which open entries does a full list lack? Eight bytes an entry, so that three million cost 24 MB. */
import { createHash } from 'node:crypto';
import { UserError } from '../domain/failure.js';
import { entryId, storedIdentity } from './write-entries.js';
import type { ImportRun } from './write-people.js';

export class VanishedEntries {
  #seen = new Float64Array(1024);
  #count = 0;

  saw(run: ImportRun, identity: string): void {
    if (this.#count === this.#seen.length) {
      const larger = new Float64Array(this.#seen.length * 2);
      larger.set(this.#seen);
      this.#seen = larger;
    }
    this.#seen[this.#count] = keyOf(storedIdentity(run, identity));
    this.#count += 1;
  }

  /**
   * Closes the open entries that were not seen and returns them, with those that an interrupted run closed. Throws `UserError` when more than `share` of the open
   * entries would go: then nothing is closed.
   */
  async close(run: ImportRun, share: number): Promise<readonly { person: string; entry: string }[]> {
    const { entries } = run.services.store;
    const seen = this.#seen.subarray(0, this.#count).sort();
    const prefix = entryId(run, ''); // 'programme:'
    const gone: { person: string; entry: string }[] = [];
    let open = 0;
    for await (const doc of entries
      .find({ programme: run.programme.id, state: 'open' })
      .project<{ _id: string; person: string }>({ person: 1 })) {
      open += 1;
      if (!has(seen, keyOf(doc._id.slice(prefix.length)))) gone.push({ person: doc.person, entry: doc._id });
    }
    if (gone.length > open * share) {
      throw new UserError(
        'full-list-lacks-too-much',
        `This list lacks ${gone.length} of ${open} open entries, more than ${share * 100} %: nothing was closed. Its rows were imported.`,
        'Is it the whole list? If it is only a part, import it without --full-list.',
        1,
      );
    }
    for (let at = 0; at < gone.length; at += 1000) {
      const ids = gone.slice(at, at + 1000).map(({ entry }) => entry);
      await entries.updateMany(
        { _id: { $in: ids } },
        { $set: { state: 'closed', exitedOn: run.today, hash: 'gone', importId: run.importId } },
      );
    }
    if (!run.resumed) return gone;
    const before = entries
      .find({ programme: run.programme.id, importId: run.importId, hash: 'gone', state: 'closed' })
      .project<{ _id: string; person: string }>({ person: 1 });
    const known = new Set(gone.map(({ entry }) => entry));
    for await (const { _id, person } of before) if (!known.has(_id)) gone.push({ person, entry: _id });
    return gone;
  }
}

/** 48 bits of a hash: two of three million entries share one with a chance of 2 %, and then an entry stays open, which harms nobody. */
function keyOf(identity: string): number {
  return createHash('sha256').update(identity).digest().readUIntBE(0, 6);
}

function has(sorted: Float64Array, key: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] as number;
    if (value === key) return true;
    if (value < key) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
