/** Words come back again and again: what is worked out for one is kept for the next message that has it. */

/** People's words are few; what comes beyond this many is noise. Then it begins afresh, so that memory stays bounded. */
const MOST_WORDS = 20_000;

export function remembered<T>(workOut: (word: string) => T): (word: string) => T {
  const known = new Map<string, T>();
  return (word) => {
    let found = known.get(word);
    if (found === undefined) {
      if (known.size === MOST_WORDS) known.clear();
      known.set(word, (found = workOut(word)));
    }
    return found;
  };
}
