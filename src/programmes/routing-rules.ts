/** `routing` of programme.json: when a centre passes on what it cannot take. Times in seconds. */
import { z } from 'zod';

export const routingRules = z.strictObject({
  /** A person's work with one call or task, on average. */
  seconds: z.number().positive().default(360),
  /** A caller is passed on when the own centre would let them wait longer. */
  slowAfter: z.number().min(0).default(120),
  /** What is to be done, and nobody waits on the line for, when it would wait longer. */
  taskSlowAfter: z
    .number()
    .min(0)
    .default(4 * 3600),
  /** Agents whom a centre keeps free for its own area when it takes from others. */
  keepFree: z.int().min(0).default(0),
});

export type RoutingRules = Readonly<z.infer<typeof routingRules>>;
