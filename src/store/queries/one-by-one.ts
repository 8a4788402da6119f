/**
 * Counts over a whole collection, one after the other: side by side they take every core of the database from whoever looks at a list meanwhile.
 * `work` — by name; the results by the same names.
 */
export async function oneByOne<T extends Readonly<Record<string, () => Promise<unknown>>>>(
  work: T,
): Promise<{ readonly [K in keyof T]: Awaited<ReturnType<T[K]>> }> {
  const results: Record<string, unknown> = {};
  for (const [name, count] of Object.entries(work)) results[name] = await count();
  return results as { readonly [K in keyof T]: Awaited<ReturnType<T[K]>> };
}
