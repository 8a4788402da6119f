/** A worker that dies at its n-th write: at an even one before it, at an odd one right after it. Nothing it does later happens. */
import type { Store } from '../../src/store/store.js';

const WRITES = ['insertOne', 'insertMany', 'bulkWrite', 'updateOne', 'updateMany', 'deleteMany', 'deleteOne', 'findOneAndUpdate']; // prettier-ignore

export function mortal(store: Store, at: number): Store {
  let writes = 0;
  const collections = Object.entries(store).flatMap(([name, collection]: [string, unknown]) => {
    if (typeof collection !== 'object' || collection === null || !('bulkWrite' in collection)) return [];
    const dying = new Proxy(collection, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        if (!WRITES.includes(String(property))) return value.bind(target) as unknown;
        return async (...given: unknown[]) => {
          writes += 1;
          const last = writes === at && at % 2 === 1;
          if (writes >= at && !last) throw new Error('killed');
          const result: unknown = await Reflect.apply(value, target, given);
          if (last) throw new Error('killed');
          return result;
        };
      },
    });
    return [[name, dying] as const];
  });
  return { ...store, ...Object.fromEntries(collections) };
}

export async function killed(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'killed') throw error;
  }
}
