/** What was checked, and what was found. */
export interface InvariantReport {
  readonly checked: number;
  readonly violations: number;
  readonly examples: readonly string[];
}

const EXAMPLES = 10;

export class Findings {
  #checked = 0;
  #violations = 0;
  readonly #examples: string[] = [];

  /** `what` is worded only where it does not hold: millions are checked. */
  readonly hold = (ok: boolean, what: () => string): void => {
    this.#checked += 1;
    if (ok) return;
    this.#violations += 1;
    if (this.#examples.length < EXAMPLES) this.#examples.push(what());
  };

  get report(): InvariantReport {
    return { checked: this.#checked, violations: this.#violations, examples: this.#examples };
  }
}
