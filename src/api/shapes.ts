/** Pieces of what goes in and out; the document is made from the same. */
import { z } from 'zod';
import { OUTCOMES } from '../domain/outcome.js';
import { PROPOSAL_STATES } from '../store/discharge-documents.js';

export const when = z.iso.datetime().describe('UTC');
export const day = z.iso.date().describe('yyyy-mm-dd');
export const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.:@-]+$/, 'letters, digits and . : @ _ -');
export const programmeId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'the id of a programme');
export const healthService = z.coerce.number().int().min(0).max(99).describe('code of a health service');
export const outcomeKind = z.enum(OUTCOMES);
export const proposalState = z.enum(PROPOSAL_STATES);
export const counts = z.record(z.string(), z.number().int());
export const reason = z.string().trim().min(3).max(300).describe('why; goes into the audit');

export const byId = z.object({ id });

/** Of a list. */
export const paging = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .describe('rows of a page; a page may have fewer and still not be the last'),
  cursor: z
    .string()
    .max(400)
    .regex(/^[\w-]+$/)
    .optional()
    .describe('`next` of the page before'),
};

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('the cursor of the next page; null = this is the last'),
  });

export const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;
