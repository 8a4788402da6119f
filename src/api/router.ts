/** `/api/v1`: from a request to an operation and back. Token, limit, part, shape, key, doing: in this order, each with its own problem. */
import { STATUS_CODES } from 'node:http';
import express, { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { logAct } from '../store/logAct.js';
import { UserError } from '../domain/failure.js';
import type { Services } from '../turn/services.js';
import { docsPage } from './docs-page.js';
import { once, type Answer } from './idempotency.js';
import { limitsOf, type Limits } from './limits.js';
import { openApiOf } from './openapi.js';
import { mustBeTheirs, type Operation } from './operation.js';
import { operationsOf } from './operations.js';
import { Problem, sendProblem, type ProblemCode, type WrongField } from './problem.js';
import { callerOf, type Caller } from './tokens.js';

export const BASE = '/api/v1';

export interface ApiOptions {
  /** Requests of one token in a minute. */
  readonly perMinute: number;
}

export function apiPages(
  services: Services,
  render: (page: string, data: object) => string,
  { perMinute }: ApiOptions,
): Router {
  const router = Router();
  const operations = operationsOf(services);
  const document = openApiOf(operations);
  const limits = limitsOf(perMinute);
  router.get(`${BASE}/openapi.json`, (_, response) => void response.json(document));
  router.get('/api/docs', docsPage(render, operations, document));
  router.use(BASE, express.json({ limit: '64kb', type: ['application/json'] }));
  const methods = new Map<string, string[]>();
  for (const operation of operations) {
    const path = `${BASE}${operation.path.replace(/\{(\w+)\}/g, ':$1').replace(/^\/$/, '')}`;
    router[operation.method](path, serve(services, limits, operation));
    methods.set(path, [...(methods.get(path) ?? []), operation.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods)
    router.all(path, (_, response) => {
      response.setHeader('Allow', allowed.join(', '));
      throw new Problem('method-not-allowed');
    });
  router.use(BASE, () => {
    throw new Problem('not-found');
  });
  router.use('/api', problems(services));
  return router;
}

const serve =
  (services: Services, limits: Limits, operation: Operation): RequestHandler =>
  async (request, response) => {
    const caller = await whoAsks(services, limits, request, response);
    mustBeTheirs(operation, caller);
    const params = parsed('path', operation.params, request.params);
    const query = parsed('query', operation.query, { ...request.query });
    if (operation.body === null) {
      const answer = await operation.handle({ services, caller, params, query, body: null });
      return void response.json(operation.answer.parse(answer));
    }
    if (!request.is('application/json')) throw new Problem('media-type');
    const body = parsed('body', operation.body, request.body);
    const asked = JSON.stringify([operation.id, params, request.body]);
    const {
      status,
      body: said,
      again,
    } = await once(services, caller.token, request.get('idempotency-key'), asked, async () => {
      const answer = await answerOf(() => operation.handle({ services, caller, params, query, body }));
      // A refusal changed nothing; what was done is in the audit, with the token it came through.
      const act = ['api', operation.id, 'id' in params ? params['id'] : null, caller.as._id, answer.status];
      if (answer.status < 400) await logAct(services.store, `api:${caller.token}`, act, new Date(services.clock.now()));
      return answer.status < 400 ? { ...answer, body: operation.answer.parse(answer.body) } : answer;
    });
    if (again) response.setHeader('Idempotency-Replayed', 'true');
    response
      .status(status)
      .type(status < 400 ? 'application/json' : 'application/problem+json')
      .send(JSON.stringify(said));
  };

async function whoAsks(services: Services, limits: Limits, request: Request, response: Response): Promise<Caller> {
  const given = /^Bearer +(\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
  const caller = given === undefined ? null : await callerOf(services, given);
  if (caller) {
    await limits.ask(caller.token, response);
    return caller;
  }
  await limits.wrong(request, response);
  response.setHeader(
    'WWW-Authenticate',
    `Bearer realm="vigente"${given === undefined ? '' : ', error="invalid_token"'}`,
  );
  throw new Problem(given === undefined ? 'token-missing' : 'token-wrong');
}

function parsed<T extends z.ZodType>(where: string, shape: T, value: unknown): z.output<T> & Record<string, unknown> {
  const read = shape.safeParse(value);
  if (read.success) return read.data as z.output<T> & Record<string, unknown>;
  // zod's own words name what is wanted, never what came.
  const errors = read.error.issues.slice(0, 10).map(({ path, message }): WrongField => ({
    at: [where, ...path.map(String)].join('.').slice(0, 80),
    is: message.slice(0, 200),
  }));
  throw new Problem('input-wrong', '', errors);
}

/** What the acts refuse is an answer like another: asked again with the same key it is the same. */
async function answerOf(act: () => Promise<unknown>): Promise<Answer> {
  try {
    return { status: 200, body: await act() };
  } catch (error) {
    const problem = error instanceof Problem ? error : error instanceof UserError ? problemOf(error) : null;
    if (problem === null || problem.status >= 500) throw error;
    return { status: problem.status, body: problem.body() };
  }
}

const CODES: Readonly<Record<string, ProblemCode>> = {
  'campaign-unknown': 'not-found', 'campaign-state': 'conflict', 'user-may-not': 'not-your-part', 'user-unknown': 'person-needed', 'inbox-none': 'not-found',
  'inbox-changed': 'conflict', 'alarm-unknown': 'not-found', 'policy-none': 'not-found',
}; // prettier-ignore

/** The program's own refusals, whose words were written for people; those of a missing thing may name others, and are left out. */
function problemOf(error: UserError): Problem {
  const code = CODES[error.code] ?? 'refused';
  return new Problem(code, code === 'not-found' ? '' : error.message);
}

const problems =
  ({ log }: Services): ErrorRequestHandler =>
  (error: Error, _request, response, next) => {
    if (response.headersSent) return next(error);
    sendProblem(
      response,
      asProblem(error, (name) => log.error({ error: name }, 'a request to the API failed')),
    );
  };

function asProblem(error: Error, failed: (name: string) => void): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UserError) return problemOf(error);
  const { status } = error as { status?: number };
  if (status === 413) return new Problem('too-large');
  if (status === 415) return new Problem('media-type');
  // A body or an address that cannot be read; Express names them by their status alone.
  if (status !== undefined && status >= 400 && status < 500 && STATUS_CODES[status])
    return new Problem('body-unreadable');
  failed(error.name);
  return new Problem(
    /^Mongo(ServerSelection|Network|NotConnected|Topology)/.test(error.name) ? 'database-away' : 'failed',
  );
}
