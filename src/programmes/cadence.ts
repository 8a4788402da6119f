/** A cadence: on which channels a person is tried, one after the other, how often, and when they count as not located. Data. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { CHANNELS, type Channel } from '../domain/channel.js';
import { UserError } from '../domain/failure.js';
import { waitLength } from './times.js';

export interface CadenceStep {
  readonly channel: Channel;
  readonly dialog: string;
  /** How long an answer is waited for here, ms; without it the programme's `waits.reply`. */
  readonly wait?: number;
}

export interface Cadence {
  readonly id: string;
  /** Each is tried when the one before stayed without an answer. */
  readonly steps: readonly CadenceStep[];
  /** After the last step the person's next number is tried, so long after (ms); null = one number only. */
  readonly secondNumber: { readonly after: number } | null;
  /** Opening messages and reminders to somebody who has not answered, over all their numbers. */
  readonly attempts: {
    readonly perPerson: number;
    readonly perChannel: Readonly<Partial<Record<Channel, number>>>;
  };
  /** All three must be met before a person counts as not located: attempts, on so many days, over so many channels. */
  readonly notLocated: { readonly attempts: number; readonly days: number; readonly channels: number };
  /** Begin at the hour of day at which the person answered before. */
  readonly bestHours: boolean;
}

const count = z.int().min(1);

const schema = z.strictObject({
  steps: z
    .array(z.strictObject({ channel: z.enum(CHANNELS), dialog: z.string().min(1), wait: waitLength.optional() }))
    .min(1),
  secondNumber: z.strictObject({ after: waitLength }).nullable().default(null),
  attempts: z.strictObject({
    perPerson: count,
    perChannel: z.partialRecord(z.enum(CHANNELS), count).default({}),
  }),
  notLocated: z.strictObject({ attempts: count, days: count, channels: count }),
  bestHours: z.boolean().default(true),
});

/** Reads `cadence/*.json` of a programme's folder, by name. Throws `UserError` naming the file and the field. */
export async function loadCadences(folder: string): Promise<ReadonlyMap<string, Cadence>> {
  const below = join(folder, 'cadence');
  let files: string[];
  try {
    files = (await readdir(below)).filter((name) => name.endsWith('.json')).sort();
  } catch {
    return new Map(); // a programme that only answers asks nobody
  }
  const cadences = new Map<string, Cadence>();
  for (const file of files) {
    const id = basename(file, '.json');
    cadences.set(id, parseCadence(id, join(below, file), await readFile(join(below, file), 'utf8')));
  }
  return cadences;
}

function parseCadence(id: string, file: string, text: string): Cadence {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UserError('cadence-broken', `${file} is not JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError('cadence-wrong', `${file}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`);
  }
  const { steps, ...rest } = parsed.data;
  return {
    id,
    ...rest,
    steps: steps.map(({ wait, ...step }) => (wait === undefined ? step : { ...step, wait })),
  };
}

/** What has cadences. */
export interface WithCadences {
  /** Steps of the standard cadence. */
  readonly cadence: readonly CadenceStep[];
  readonly cadences: ReadonlyMap<string, Cadence>;
  /** null = it writes to nobody first; it answers. */
  readonly standardCadence: string | null;
}

/** Of a programme that writes to nobody first. */
const NONE: Cadence = {
  id: 'none',
  steps: [],
  secondNumber: null,
  attempts: { perPerson: 1, perChannel: {} },
  notLocated: { attempts: 1, days: 1, channels: 1 },
  bestHours: false,
};

/** The cadence of that name; the programme's standard one where none is named, or it is gone. */
export function cadenceOf(programme: WithCadences, id: string | null | undefined): Cadence {
  const named = id && id !== programme.standardCadence ? programme.cadences.get(id) : undefined;
  if (named) return named;
  if (programme.standardCadence === null) return NONE;
  const standard = programme.cadences.get(programme.standardCadence);
  if (!standard) throw new RangeError(`there is no cadence ${programme.standardCadence}`);
  return standard.steps === programme.cadence ? standard : { ...standard, steps: programme.cadence };
}
