/** The OpenAPI 3.1 document, made from the operations: what is served and what is described cannot differ. */
import { z } from 'zod';
import { VERSION } from '../version.js';
import { TAGS, type Operation } from './operation.js';
import { PROBLEMS, type ProblemCode } from './problem.js';

type Json = Record<string, unknown>;

const schemaOf = (shape: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' }) as Json;
  return schema;
};

const READ: readonly ProblemCode[] = ['input-wrong', 'token-wrong', 'not-your-part', 'not-found', 'too-many', 'failed'];
const ACT: readonly ProblemCode[] = [...READ, 'conflict', 'idempotency-other-body', 'media-type'];

export function openApiOf(operations: readonly Operation[]): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = described(operation);
  return {
    openapi: '3.1.0',
    info: {
      title: 'vigente',
      version: VERSION,
      description:
        'What the console does, for other systems. Codes, states and times: no names, numbers or words of patients. Errors are RFC 9457 problems; lists have opaque cursors.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    tags: TAGS.map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'vigente token add NAME --role ROLE' } },
      schemas: { Problem: PROBLEM },
      responses: Object.fromEntries(
        [...new Set(Object.values(PROBLEMS).map(([status]) => status))].map((status) => [
          `Problem${status}`,
          problemResponse(status),
        ]),
      ),
    },
  };
}

function described(operation: Operation): Json {
  const { id, tag, summary, note, act, decides, body, answer } = operation;
  const problems = new Set((body ? ACT : READ).map((code) => PROBLEMS[code][0]));
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [
      note,
      act === null ? 'Every token may.' : `Needs the act \`${act}\`.`,
      decides ? 'It decides about a person: the token must speak for one (`--for USER`).' : undefined,
    ].filter(Boolean).join('\n\n'),
    'x-act': act,
    'x-needs-person': decides ?? false,
    parameters: [
      ...parametersOf(operation.params, 'path'),
      ...parametersOf(operation.query, 'query'),
      ...(body ? [IDEMPOTENCY] : []),
    ],
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } } : {}),
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: schemaOf(answer, 'output') } } },
      ...Object.fromEntries([...problems].map((status) => [status, { $ref: `#/components/responses/Problem${status}` }])),
    },
  };
} // prettier-ignore

function parametersOf(shape: z.ZodObject, where: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = schemaOf(shape, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const typed = (schemaOf(shape, 'output')['properties'] ?? {}) as Record<string, Json>;
  return Object.keys(properties).map((name) => {
    // In an address everything is text; what it is read as says more.
    const { description, ...schema } = typed[name] ?? {};
    return {
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      ...(description ? { description } : {}),
      schema,
    };
  });
}

const IDEMPOTENCY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'New for each new request; the same when it is sent again: it is carried out once, and answered the same for 24 hours.',
  schema: { type: 'string', minLength: 8, maxLength: 255 },
};

const PROBLEM: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'hint'],
  properties: {
    type: { type: 'string', description: 'what kind of problem: /api/docs#…' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'this one' },
    hint: { type: 'string', description: 'what to do' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { at: { type: 'string' }, is: { type: 'string' } } },
    },
  },
};

function problemResponse(status: number): Json {
  const these = (Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => PROBLEMS[code][0] === status);
  return {
    description: these.map((code) => `${code}: ${PROBLEMS[code][1]}`).join('; '),
    ...(status === 429 ? { headers: { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } } } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
