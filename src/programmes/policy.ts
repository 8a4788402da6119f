/** The discharge policy of a programme: `programmes/<id>/policy.json`. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { policyShape, type Policy } from '../discharge/policy/norm.js';
import { UserError } from '../domain/failure.js';
import { readJson } from './read-json.js';

export interface WithPolicy {
  /** null = nobody is discharged from this programme. */
  readonly policy: Policy | null;
}

/** Throws `UserError` naming the file and the field. */
export async function loadPolicy(folder: string): Promise<WithPolicy> {
  const file = join(folder, 'policy.json');
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (!there) return { policy: null };
  const read = await readJson(file, policyShape);
  const days = read.norms.map(({ from }) => from);
  if ([...days].sort().join() !== days.join() || new Set(days).size !== days.length)
    throw new UserError('policy-order', `${file}: norms must stand in the order of "from", each of another day.`);
  const ids = read.norms.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) throw new UserError('policy-names', `${file}: two norms have one id.`);
  return { policy: read };
}
