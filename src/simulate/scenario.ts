/** What a population of virtual patients is like: data of a programme (`scenarios/*.json`), shares from 0 to 1. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import { readJson } from '../programmes/read-json.js';

/** What may be true of an entry. */
export const TRUTHS = [
  'stillNeeds', 'worse', 'postpones', 'attendedPublic', 'attendedElsewhere', 'recovered', 'refuses', 'insurerChanged',
] as const; // prettier-ignore
export type Truth = (typeof TRUTHS)[number];

/** How a phone is answered. `sloppy` writes words, typos and wrong digits first; `caller` wants a person. */
export const MANNERS = ['truthful', 'sloppy', 'silent', 'relative', 'stops', 'caller'] as const;

const share = z.number().min(0).max(1);
const shares = <K extends string>(keys: readonly K[]) => z.partialRecord(z.enum(keys as readonly [K, ...K[]]), share);

const schema = z.strictObject({
  /** What list it is like, and where its shares are from. */
  about: z.string().min(1),
  /** Of entries. Weights: they are divided by their sum. */
  truths: shares(TRUTHS),
  /** Of people. Weights too. */
  manners: shares(MANNERS),
  /** People who have died; whoever answers their phone says so. */
  dead: share,
  /** Numbers, besides those that the list itself marks (its last digits 00 to 03 out of service, 04 and 05 somebody else's). */
  numbers: z.strictObject({ outOfService: share, stranger: share }),
  /** Of answers, but for `changesMind`: of people who leave. */
  habits: z.strictObject({ late: share, voice: share, noise: share, changesMind: share, alarm: share }),
});

export type Scenario = z.infer<typeof schema>;

export const STANDARD = 'standard';

/** `id` — a file of the programme's `scenarios`, or a path that ends in .json. Throws `UserError` naming the field, or what there is. */
export async function loadScenario(programmeFolder: string, id = STANDARD): Promise<Scenario> {
  if (id.endsWith('.json')) return readJson(id, schema);
  const folder = join(programmeFolder, 'scenarios');
  const known = (await readdir(folder).catch(() => []))
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));
  if (!known.includes(id))
    throw new UserError(
      'scenario-unknown',
      `There is no scenario "${id}".`,
      `Known: ${known.sort().join(', ') || 'none'}; or give a file: my.json`,
    );
  return readJson(join(folder, `${id}.json`), schema);
}
