/**
 * Wilson's score interval of a share at 95 % (E. B. Wilson, JASA 22, 1927): good for small counts and shares near 0 or 1.
 * `of` = 0 gives the whole range.
 */
export function interval(
  count: number,
  of: number,
): { readonly share: number; readonly low: number; readonly high: number } {
  if (of === 0) return { share: 0, low: 0, high: 1 };
  const z = 1.959964;
  const share = count / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
