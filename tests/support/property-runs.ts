/** How many runs, and from which seed: a few in `npm test`, all of them in `npm run verify`. */
/** The same runs every time, unless VIGENTE_SEED asks for others. A failure prints its seed and its path. */
export const SEED = Number(process.env['VIGENTE_SEED'] ?? 20261123);

export interface Runs {
  readonly numRuns: number;
  readonly seed: number;
}

/** `share` — in (0, 1] of the full number. */
export const runs = (full: number, share = 1): Runs => ({ numRuns: Math.max(1, Math.round(full * share)), seed: SEED });

/** What was wrong is said in words, with what was played, so that a person can read it. */
export function nothingWrong(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error([...new Set(wrong)].slice(0, 5).join('\n'));
}
