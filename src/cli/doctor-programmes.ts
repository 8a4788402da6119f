/** What `vigente doctor` says of the programmes: what their owner has still to decide before anybody is asked or discharged. */
import type { Programme } from '../programmes/programme.js';
import { bad, fine, warn, type Finding } from './finding.js';

export const programmeFindings = (programmes: ReadonlyMap<string, Programme>): Finding[] =>
  [...programmes.values()].flatMap((programme) => [legalOf(programme), ...policyOf(programme)]);

function legalOf({ id, legal, cadence }: Programme): Finding {
  const name = `${id}: law`;
  if (legal)
    return fine(
      name,
      `${legal.basis.length} bases; ${legal.listCleaning ? 'may ask and discharge' : 'answers and reminds alone'}`,
    );
  const how = `Write programmes/${id}/legal.json (docs/discharge.md).`;
  return cadence.length > 0 ? bad(name, 'no legal table: no campaign starts', how) : warn(name, 'no legal table', how);
}

function policyOf({ id, policy, causes }: Programme): Finding[] {
  if (!policy) return [];
  const name = `${id}: discharges`;
  const norm = policy.norms.at(-1);
  const unknown = policy.norms.flatMap((each) => each.causes).filter(({ cause }) => !causes.has(cause));
  if (unknown.length > 0)
    return [
      bad(
        name,
        `causes.json lacks ${unknown.map(({ cause }) => cause).join(', ')}`,
        'Add them, with the code of each output.',
      ),
    ];
  if (policy.resolver.establishment === null || policy.resolver.professional === null)
    return [
      warn(
        name,
        `by ${norm?.id ?? 'no norm'}; nobody is named who resolves them`,
        'Name E_OTOR_AT and RUN_PROF_RESOL in policy.json ("resolver"), or at each export.',
      ),
    ];
  return [fine(name, `by ${norm?.id ?? 'no norm'}`)];
}
