import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { Policy } from './policy/norm.js';

/** The programme's policy. Throws `UserError` where it discharges nobody. */
export function policyOf({ id, policy, legal }: Pick<Programme, 'id' | 'policy' | 'legal'>): Policy {
  if (policy && legal?.listCleaning === true) return policy;
  throw new UserError(
    'no-discharges',
    policy
      ? `${id} discharges nobody: its legal table does not allow it.`
      : `${id} discharges nobody: it has no policy.`,
    'Discharges need programmes/<id>/policy.json, and legal.json with listCleaning (docs/discharge.md).',
  );
}
