/** Figures for whoever looks: counted by one of them at a time, and seldom, however many browsers ask every few seconds. */
/** Figures younger than this are shown again. */
const YOUNG = 5_000;
/** After a count the database rests this many times as long as it took: at most a twentieth of the time goes into counting. */
const REST = 19;

interface Kept<T> {
  figures: T | null;
  counting: Promise<T> | null;
  /** Not counted again before. */
  until: number;
}

export class FreshFigures<T> {
  readonly #kept = new Map<string, Kept<T>>();

  /** `now` — milliseconds of a clock that never goes back. */
  constructor(
    private readonly count: (of: string) => Promise<T>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The newest figures there are; none yet, it waits for the count, at most `patience` ms, and gives null when it takes longer.
   * Rejects when the first count fails; later ones that fail leave the last figures standing, with their time.
   */
  async of(campaign: string, patience: number): Promise<T | null> {
    let kept = this.#kept.get(campaign);
    if (!kept) this.#kept.set(campaign, (kept = { figures: null, counting: null, until: -Infinity }));
    if (!kept.counting && this.now() >= kept.until) this.#begin(campaign, kept);
    if (!kept.counting) return kept.figures;
    const { figures, counting } = kept;
    return atMost(figures ? Math.min(patience, SHORT) : patience, counting, figures);
  }

  #begin(campaign: string, kept: Kept<T>): void {
    const began = this.now();
    const settled = () => {
      kept.counting = null;
      kept.until = this.now() + Math.max(YOUNG, REST * (this.now() - began));
    };
    kept.counting = this.count(campaign).then(
      (figures) => {
        kept.figures = figures;
        settled();
        return figures;
      },
      (error: unknown) => {
        settled();
        if (kept.figures) return kept.figures;
        this.#kept.delete(campaign);
        throw error;
      },
    );
    kept.counting.catch(() => undefined); // whoever waits is told; nobody may be waiting
  }
}

/** Where older figures can be shown, new ones are worth this wait: a small campaign is then always as new as can be. */
const SHORT = 500;

async function atMost<T>(ms: number, promise: Promise<T>, otherwise: T | null): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T | null>((resolve) => (timer = setTimeout(() => resolve(otherwise), ms)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
