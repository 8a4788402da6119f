/**
 * What a call centre's day is made of, as a file says it: who calls when about what, which centres there are, who sits there. Every number that is
 * not in a source is named in `assumptions`: the mechanism is code, the calibration is data.
 */
import { z } from 'zod';

const share = z.number().min(0).max(1);
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[03]0$|^24:00$/, 'must be a half hour, HH:MM');
const id = z.string().min(1);
/** Degrees north and east. */
const at = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]);

const sharesOf = (of: string) => [
  (items: readonly { readonly share: number }[]) =>
    Math.abs(items.reduce((sum, each) => sum + each.share, 0) - 1) < 1e-6,
  `the shares of ${of} must add up to 1`,
] as const; // prettier-ignore

export const routingScenario = z
  .strictObject({
    name: id,
    about: z.string().min(1),
    /** Where each number comes from; "assumed" where nobody says it. */
    assumptions: z.array(z.strictObject({ what: z.string().min(1), source: z.string().min(1) })).min(1),
    /** Working days, and the calls over all of them. */
    days: z.int().min(1),
    offered: z.int().min(1),
    /** How busy each working day of a week is against the others, in order. */
    weekdays: z.array(z.number().positive()).min(1).max(7),
    /** Standard deviation of a day's volume about what its weekday lets expect, as a share of it. */
    dayToDay: z.number().min(0).max(1),
    /** How many call in each half hour, against the others. */
    halfHours: z.record(time, z.number().min(0)),
    kinds: z
      .array(
        z.strictObject({
          id,
          share,
          /** Mean of a person's work with it, exponential. */
          seconds: z.number().positive(),
          /** Of those who take the bot: solved without a person. */
          automated: share.default(0),
          /** Of those who take the bot: what they want is written down, and a person does it when nobody waits on the line. */
          written: share.default(0),
          /** Mean, where it is not that of the scenario. */
          patience: z.number().positive().optional(),
        }),
      )
      .min(1)
      .refine(
        (kinds) => kinds.every(({ automated, written }) => automated + written <= 1),
        'automated and written are parts of one whole',
      )
      .refine(...sharesOf('kinds')),
    languages: z
      .array(z.strictObject({ id, share }))
      .min(1)
      .refine(...sharesOf('languages')),
    /** Where people call from: the first digits of their postcodes or the codes of their communes. */
    areas: z
      .array(z.strictObject({ id, name: z.string().min(1), codes: z.array(z.string().regex(/^\d+$/)), at, share }))
      .min(1)
      .refine(...sharesOf('areas')),
    centres: z
      .array(
        z.strictObject({
          id,
          name: z.string().min(1),
          at,
          languages: z.array(id).min(1),
          /** The kinds that it takes; absent = all. */
          skills: z.array(id).min(1).optional(),
          /** Callers who can wait there. */
          places: z.int().min(0),
          shifts: z.array(z.strictObject({ from: time, to: time, agents: z.int().min(1) })).min(1),
        }),
      )
      .min(1),
    /** Mean seconds for which a caller waits before giving up, exponential. */
    patience: z.number().positive(),
    /** A centre with a longer expected wait (seconds) is slow: with routing it passes the call on. */
    slowAfter: z.number().min(0),
    /** Agents whom a centre keeps free for its own area when it takes from others. */
    keepFree: z.int().min(0).default(0),
    bot: z.strictObject({
      /** Of the callers: those who take it at all. */
      takes: share,
      /** A person's work with what was written down, against the same by phone. */
      writtenWork: z.number().positive(),
      /** Agents whom a centre leaves to the line while it does what was written down. */
      keepFree: z.int().min(0),
      /** Working days within which it has to be done: what takes longer counts as unanswered. */
      within: z.int().min(0),
    }),
    /** What is aimed at: this share of the calls is answered within these seconds. */
    target: z.strictObject({ answered: share, within: z.number().min(0) }),
  })
  .superRefine((scenario, context) => {
    const kinds = new Set(scenario.kinds.map((kind) => kind.id));
    const languages = new Set(scenario.languages.map((language) => language.id));
    scenario.centres.forEach(({ skills = [], languages: speaks, id: centre }, index) => {
      for (const name of [
        ...skills.filter((each) => !kinds.has(each)),
        ...speaks.filter((each) => !languages.has(each)),
      ])
        context.addIssue({ code: 'custom', path: ['centres', index], message: `${centre}: there is no "${name}"` });
    });
    if (!Object.values(scenario.halfHours).some((weight) => weight > 0))
      context.addIssue({ code: 'custom', path: ['halfHours'], message: 'nobody calls' });
  });

export type RoutingScenario = Readonly<z.infer<typeof routingScenario>>;
export type Centre = RoutingScenario['centres'][number];

/** Where a centre is and who sits there, wherever it is written down. */
export interface Placed {
  /** Degrees north and east. */
  readonly at: readonly [number, number];
  readonly shifts: readonly { readonly from: string; readonly to: string; readonly agents: number }[];
}

export const HALF_HOURS = 48;
/** Seconds. */
export const HALF_HOUR = 1800;

/** `08:30` → 17. */
export const halfHourOf = (text: string): number => Number(text.slice(0, 2)) * 2 + (text.slice(3) === '30' ? 1 : 0);

/** 17 → `08:30`. */
export const clockOf = (halfHour: number): string =>
  `${String(Math.floor(halfHour / 2)).padStart(2, '0')}:${halfHour % 2 === 0 ? '00' : '30'}`;

/** Agents at a centre in each of the 48 half hours. */
export function agentsOf({ shifts }: Pick<Placed, 'shifts'>): number[] {
  const agents = new Array<number>(HALF_HOURS).fill(0);
  for (const { from, to, agents: more } of shifts)
    for (let half = halfHourOf(from); half < halfHourOf(to); half += 1) agents[half] = (agents[half] ?? 0) + more;
  return agents;
}
