/** The judge: what was proposed, held against what is true. A false removal is the one thing that may never happen. */
import { isRemoving } from '../domain/outcome.js';
import type { VirtualPerson } from './truth.js';

/** An entry at the end of a run. */
export interface JudgedEntry {
  readonly id: string;
  readonly proposed: boolean;
  /** Null = nobody virtual is behind it. */
  readonly person: VirtualPerson | null;
  /** They confirmed twice, by a slip, to give it up. */
  readonly ownHand: boolean;
  /** They left, and said since that they want the place back. */
  readonly changedMind: boolean;
}

export interface Truths {
  readonly removable: number;
  readonly proposed: number;
  readonly falseRemovals: number;
  readonly missedRemovals: number;
  /** Still needed, but the person confirmed twice to leave: reported apart from false removals. */
  readonly ownChoice: number;
  /** Places that came back because the person changed their mind. */
  readonly cameBack: number;
}

export class TruthTable {
  #removable = 0;
  #proposed = 0;
  #false = 0;
  #missed = 0;
  #own = 0;
  #back = 0;

  add({ id, proposed, person, ownHand, changedMind }: JudgedEntry): void {
    const truth = person?.truths.get(id);
    const leaves = truth !== undefined && isRemoving(truth) && person?.manner !== 'bereaved' && !changedMind;
    if (leaves) this.#removable += 1;
    if (proposed) this.#proposed += 1;
    if (changedMind && !proposed) this.#back += 1;
    if (proposed && !leaves && ownHand && !changedMind) this.#own += 1;
    else if (proposed && !leaves) this.#false += 1;
    if (!proposed && leaves) this.#missed += 1;
  }

  get sums(): Truths {
    return {
      removable: this.#removable,
      proposed: this.#proposed,
      falseRemovals: this.#false,
      missedRemovals: this.#missed,
      ownChoice: this.#own,
      cameBack: this.#back,
    };
  }
}
