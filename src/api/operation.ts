/** One thing that the API does: its address, whose part it is, what goes in and out, and the doing. Everything else is made from these. */
import { z } from 'zod';
import { may } from '../console/guard.js';
import type { Act } from '../domain/role.js';
import type { Services } from '../turn/services.js';
import { Problem } from './problem.js';
import type { Caller } from './tokens.js';

export const TAGS = [
  'about',
  'campaigns',
  'entries',
  'outcomes',
  'proposals',
  'discharges',
  'inbox',
  'conversations',
  'programmes',
  'system',
] as const;
export type Tag = (typeof TAGS)[number];

type Shape = z.ZodObject;

export interface Asked<P, Q, B> {
  readonly services: Services;
  readonly caller: Caller;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
}

export interface Operation<P extends Shape = Shape, Q extends Shape = Shape, B extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly method: 'get' | 'post';
  /** Below /api/v1, as OpenAPI writes it: `/campaigns/{id}` */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly note?: string;
  /** Whose part it is; null = of every token. */
  readonly act: Act | null;
  /** It decides about a person, or for a service: a system may not. */
  readonly decides?: true;
  readonly params: P;
  readonly query: Q;
  readonly body: B | null;
  /** What is not in it does not leave. */
  readonly answer: z.ZodType;
  handle(asked: Asked<z.output<P>, z.output<Q>, z.output<B>>): Promise<unknown>;
}

const NONE = z.object({});

interface Reading<P extends Shape, Q extends Shape> extends Omit<
  Operation<P, Q, z.ZodNull>,
  'method' | 'params' | 'query' | 'body'
> {
  readonly params?: P;
  readonly query?: Q;
}

/** Something to read. */
export const reads = <P extends Shape = typeof NONE, Q extends Shape = typeof NONE>(of: Reading<P, Q>): Operation =>
  ({ params: NONE, query: NONE, ...of, method: 'get', body: null }) as unknown as Operation;

interface Acting<P extends Shape, B extends z.ZodType> extends Omit<
  Operation<P, Shape, B>,
  'method' | 'params' | 'query' | 'body'
> {
  readonly params?: P;
  readonly body: B;
}

/** Something to do. */
export const does = <P extends Shape = typeof NONE, B extends z.ZodType = z.ZodType>(of: Acting<P, B>): Operation =>
  ({ params: NONE, query: NONE, ...of, method: 'post' }) as unknown as Operation;

/** Throws `Problem` when this is not the caller's part. */
export function mustBeTheirs({ act, decides }: Operation, caller: Caller): void {
  if (act !== null && !may({ user: caller.as, key: '' }, act)) throw new Problem('not-your-part');
  if (decides && caller.person === null) throw new Problem('person-needed');
}

export const sees = ({ as }: Caller, healthService: number | undefined): boolean =>
  as.services.length === 0 || (healthService !== undefined && as.services.includes(healthService));
