/** When somebody may be asked again, and what must be known of them first: data of a programme (`asking` in programme.json). */
import { z } from 'zod';

export const askingRules = z.strictObject({
  /** Days after we last began to ask during which a new campaign leaves the person alone. */
  quietDays: z.int().min(0).default(30),
  /** Days for which "I still need it" is good; then the entry is asked about again. */
  validDays: z.int().min(1).default(180),
  /** The check against the civil registry and the insurer may be so old; null = the programme has no such source. */
  checkDays: z.int().min(1).nullable().default(null),
  /** The list itself may be so old at a campaign's start. */
  listDays: z.int().min(1).default(30),
  /** Ask, once, who still needs care whether they could come at a few days' notice; it costs a message each. */
  shortNotice: z.boolean().default(false),
  /** Cares (PRESTA_MIN, or how they begin) about which nobody is ever messaged. */
  neverCares: z.array(z.string().min(2)).default([]),
  /** Numbers of services that must never get our messages (prisons, shelters, emergency lines), E.164. */
  protectedNumbers: z.array(z.string().regex(/^\+\d{6,15}$/)).default([]),
  /** The role that owns the universe and approves it. */
  universeRole: z.string().min(1).default('coordinator'),
});

export type AskingRules = z.infer<typeof askingRules>;
