/** Under eighteen on a day. `bornOn` and `today` — yyyy-mm-dd; somebody born on 29 February comes of age on 1 March. */
export function isMinor(bornOn: string, today: string): boolean {
  return today < `${Number(bornOn.slice(0, 4)) + 18}${bornOn.slice(4)}`;
}
