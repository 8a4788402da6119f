/** Tries are counted in the database before anything is compared: a thousand at once are no more than the limit. */
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Limit {
  readonly name: string;
  readonly most: number;
  readonly within: number;
}

/** What may be tried how often. Those of a source are wide: a whole hospital may come from one address. */
export const LIMITS = {
  /** Names of people (letters, documents) from one source. */
  enter: { name: 'enter', most: 60, within: 10 * MINUTE },
  /** Codes sent to one person. An SMS costs, and a phone that rings at night frightens. */
  codes: { name: 'codes', most: 3, within: HOUR },
  codesADay: { name: 'codes-day', most: 8, within: DAY },
  codesFromSource: { name: 'codes-source', most: 30, within: HOUR },
  /** Wrong codes of one person. Six digits, so that a day of trying is right once in 100,000. */
  code: { name: 'code', most: 10, within: DAY },
  /** Documents and years of one person (DESIGN §1: three, then a person). */
  document: { name: 'document', most: 3, within: DAY },
  files: { name: 'files', most: 20, within: DAY },
  requests: { name: 'requests', most: 10, within: DAY },
  numbers: { name: 'numbers', most: 3, within: DAY },
} as const satisfies Record<string, Limit>;

/** Which try this is, from 1. */
export async function countTry({ store, clock }: Services, limit: Limit, of: string): Promise<number> {
  const now = clock.now();
  const window = Math.floor(now / limit.within);
  const after = await store.portalTries.findOneAndUpdate(
    { _id: `${limit.name}:${store.vault.blindIndex('message', `portal tries\0${of}`)}:${window}` },
    { $inc: { tries: 1 }, $setOnInsert: { at: new Date(now) } },
    { upsert: true, returnDocument: 'after', ...DURABLE },
  );
  return after?.tries ?? 1;
}

/** Counts, and says whether it may still be done. */
export const mayTry = async (services: Services, limit: Limit, of: string): Promise<boolean> =>
  (await countTry(services, limit, of)) <= limit.most;
