/** The norms of a programme, as data: `programmes/<id>/policy.json`. A new norm is a new version; what was decided keeps its own. */
import { z } from 'zod';
import { OUTCOMES } from '../../domain/outcome.js';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const types = z.array(z.int().min(1).max(5));

/** One question a cause must pass. What each asks is in rules.ts. */
const rule = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('contacted') }),
  z.strictObject({ rule: z.literal('assurance'), atLeast: z.union([z.literal(1), z.literal(2), z.literal(3)]) }),
  z.strictObject({ rule: z.literal('saidByPerson') }),
  z.strictObject({ rule: z.literal('adult') }),
  z.strictObject({ rule: z.literal('numberVerified') }),
  z.strictObject({ rule: z.literal('confirmed'), times: z.int().min(1) }),
  z.strictObject({ rule: z.literal('toldLoss') }),
  z.strictObject({ rule: z.literal('barrierAsked') }),
  z.strictObject({ rule: z.literal('held'), hours: z.number().positive() }),
  z.strictObject({ rule: z.literal('inRegistry'), maxAgeDays: z.number().positive() }),
  z.strictObject({ rule: z.literal('deadInRegistry') }),
  z.strictObject({ rule: z.literal('networkReport') }),
  z.strictObject({ rule: z.literal('careDateAndPlace') }),
  z.strictObject({ rule: z.literal('sameCare') }),
  z.strictObject({
    rule: z.literal('insurerLeft'),
    maxAgeDays: z.number().positive(),
    public: z.array(z.int()).min(1),
  }),
  z.strictObject({ rule: z.literal('notPrais') }),
  z.strictObject({ rule: z.literal('writing'), types }),
  z.strictObject({
    rule: z.literal('call'),
    types,
    /** Also for whoever is younger than this. */
    belowAge: z.int().min(0),
    /** Also where cancer is suspected. */
    oncology: z.boolean(),
  }),
]);
export type Rule = z.infer<typeof rule>;

const cause = z.strictObject({
  /** C_SALIDA */
  cause: z.int().min(0).max(99),
  outcome: z.enum(OUTCOMES),
  /** F_SALIDA is this day. */
  exitOn: z.enum(['death', 'reportedCare', 'toldCare', 'insurerChange', 'holdEnd']),
  reviewers: z.int().min(1).max(3),
  rules: z.array(rule).min(1),
});
export type CauseRules = z.infer<typeof cause>;

const limits = z.strictObject({
  /** Discharges of one batch until there is history. */
  firstBatch: z.int().min(1),
  /** Shares of all approved, above which somebody with the role must sign. */
  oneReviewer: z.number().positive().max(1),
  oneCause: z.number().positive().max(1),
  /** How many times the usual share of a group is a spike. */
  spike: z.number().min(1),
  /** Fewer than so many are no spike. */
  spikeFrom: z.int().min(1),
  /** False removals that the call-back sample may show, at most: the upper end of its interval. */
  falseRemovals: z.number().positive().max(1),
  /** Removals called back before anything of them is exported. */
  sample: z.int().min(0),
});
export type Limits = z.infer<typeof limits>;

const norm = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/),
  title: z.string().min(3),
  /** In force from this day on, until the next one. */
  from: day,
  causes: z.array(cause),
  limits,
});
export type Norm = z.infer<typeof norm>;

export const policyShape = z.strictObject({
  norms: z.array(norm).min(1),
  /** Who is written as having resolved it (E_OTOR_AT, RUN_PROF_RESOL): null = not known yet, and no file is made. */
  resolver: z.strictObject({
    establishment: z.string().regex(/^\d{6}$/).nullable(),
    professional: z.string().regex(/^\d{1,8}-[\dK]$/).nullable(),
  }),
  /** An entry must have been seen open in a list of the last so many days, or it is not exported. */
  seenOpenDays: z.int().min(1),
  /** A reported death that nobody has matched after so many working days becomes a call. */
  deathMatchWorkingDays: z.int().min(1),
  /** Working days within which a health service answers what is left to it. */
  serviceWorkingDays: z.int().min(1).default(10),
  /** Days during which a discharge is undone by a word of the person. */
  undoDays: z.int().min(1),
}); // prettier-ignore
export type Policy = z.infer<typeof policyShape>;

/** The norm in force on a day (yyyy-mm-dd); null = none yet. */
export const normOn = ({ norms }: Policy, on: string): Norm | null =>
  norms.reduce<Norm | null>((found, each) => (each.from <= on ? each : found), null);
