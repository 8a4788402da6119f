/** `/api/docs`: the document, to read: rendered here, no script, nothing from elsewhere. */
import type { RequestHandler } from 'express';
import type { Operation } from './operation.js';
import { TAGS } from './operation.js';
import { PROBLEMS, type ProblemCode } from './problem.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Readonly<Record<string, unknown>>;
}
interface Described {
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>
  >;
}

export function docsPage(
  render: (page: string, data: object) => string,
  operations: readonly Operation[],
  document: Record<string, unknown>,
): RequestHandler {
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Described>>>>;
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  const groups = TAGS.map((tag) => ({
    tag,
    operations: operations.filter((each) => each.tag === tag).map(({ id, method, path, summary }) => {
      const described = paths[path]?.[method] as Described;
      return {
        id, method: method.toUpperCase(), path: `/api/v1${path === '/' ? '' : path}`, summary, notes: described.description.split('\n\n'),
        parameters: described.parameters.map(({ schema, ...each }) => ({ ...each, is: typeOf(schema) })),
        body: described.requestBody ? json(described.requestBody.content['application/json']?.schema) : null,
        answer: json(described.responses['200']?.content?.['application/json']?.schema),
      };
    }),
  })).filter((each) => each.operations.length > 0); // prettier-ignore
  const problems = (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => {
    const [status, title, hint] = PROBLEMS[code];
    return { code, status, title, hint };
  });
  // On the first look: a start waits for no page.
  let page: string | null = null;
  return (_, response) => void response.type('html').send((page ??= render('api-docs', { groups, problems })));
}

const typeOf = (schema: Readonly<Record<string, unknown>>): string =>
  Array.isArray(schema['enum'])
    ? schema['enum'].join(' | ')
    : [
        schema['format'] ?? schema['type'] ?? 'text',
        ...(schema['default'] === undefined ? [] : [`(${String(schema['default'])})`]),
      ].join(' ');
