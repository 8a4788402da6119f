import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { Policy } from './policy/norm.js';

/** The programme's policy. Throws `UserError` where it discharges nobody. */
export function policyOf({ id, policy }: Pick<Programme, 'id' | 'policy'>): Policy {
  if (policy) return policy;
  throw new UserError(
    'no-discharges',
    `${id} discharges nobody: it has no policy.`,
    'Discharges need programmes/<id>/policy.json and a legal basis (docs/discharge.md).',
  );
}
