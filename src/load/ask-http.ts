/**
 * A registry that answers over HTTP: what a discharge waits for is posted to it, a hundred at a time, and its answer is read as the file of
 * that source would be. `POST {source, rows: [{DOCUMENTO}]}` → `{rows: [{DOCUMENTO, FALLECIDO, …}]}`, with the columns of the file.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { rowsFor, type RequestSource } from '../discharge/requests.js';
import { line } from '../files/csv.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';

export const isAddress = (file: string): boolean => /^https?:\/\//.test(file);

const TOGETHER = 100;
const TIMEOUT = 30_000;
const TRIES = 3;

const answerShape = z.object({ rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))) });

/**
 * Calls `read` with the answers as a file; it is gone afterwards. Asks about those that wait for this source and nobody else. Throws
 * `UserError` when the server refuses, is away, or answers something else.
 */
export async function withAsked<T>(
  services: Services,
  programme: Programme,
  source: RequestSource,
  { address, token }: { readonly address: string; readonly token: string },
  read: (file: string) => Promise<T>,
): Promise<T> {
  const { columns, rows } = await rowsFor(services, programme, source);
  const lines = [columns.join(';')];
  for (let at = 0; at < rows.length; at += TOGETHER) {
    const asked = rows.slice(at, at + TOGETHER).map((row) => ({ [columns[0] ?? '']: row.split(';')[0] ?? '' }));
    const wanted = new Set(asked.map((each) => Object.values(each)[0]));
    for (const answer of await post(address, token, { source, rows: asked })) {
      // Nothing is taken about somebody who was not asked about.
      if (wanted.has(String(answer[columns[0] ?? ''] ?? '')))
        lines.push(line(columns.map((name) => answer[name] ?? '')));
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'vigente-registry-'));
  try {
    const file = join(folder, `${source}.csv`);
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    return await read(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function post(address: string, token: string, body: unknown): Promise<z.infer<typeof answerShape>['rows']> {
  const host = new URL(address).host;
  for (let tries = 1; ; tries += 1) {
    let response: Response;
    try {
      response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch (error) {
      if (tries < TRIES) continue;
      throw new UserError(
        'registry-away',
        `${host} does not answer: ${(error as Error).name}`,
        'Try again later; nothing was changed.',
        1,
      );
    }
    if (response.status >= 500 && tries < TRIES) continue;
    if (!response.ok)
      throw new UserError(
        'registry-refused',
        `${host} answered ${response.status}.`,
        response.status === 401 || response.status === 403 ? 'Check REGISTRY_TOKEN.' : 'Nothing was changed.',
        1,
      );
    const parsed = answerShape.safeParse(await response.json().catch(() => null));
    if (!parsed.success)
      throw new UserError(
        'registry-odd',
        `${host} answered something else than {rows: […]}.`,
        'Nothing was changed.',
        1,
      );
    return parsed.data.rows;
  }
}
