/** Who is written as having resolved an administrative discharge: an establishment of its own (DOMAIN §1.2) and a professional. */
import { UserError } from '../domain/failure.js';
import type { Policy } from './policy/norm.js';

export interface Resolver {
  /** E_OTOR_AT, six digits. */
  readonly establishment: string;
  /** RUN_PROF_RESOL and its check digit: "12345678-5". */
  readonly professional: string;
}

/** As the command names it, else as the policy does. Throws `UserError` where neither does: nobody invents a code. */
export function resolverOf({ resolver }: Policy, told: Partial<Resolver> = {}): Resolver {
  const establishment = told.establishment ?? resolver.establishment;
  const professional = (told.professional ?? resolver.professional)?.toUpperCase() ?? null;
  if (establishment === null || professional === null)
    throw new UserError(
      'resolver-unknown',
      'It is not known who resolves: SIGTE wants E_OTOR_AT and RUN_PROF_RESOL in every discharge.',
      'Name them: --establishment CODE --professional RUN-DV, or in policy.json ("resolver").',
    );
  if (!/^\d{6}$/.test(establishment))
    throw new UserError('establishment-wrong', `"${establishment}" is no DEIS code of six digits.`);
  if (!/^\d{1,8}-[\dK]$/.test(professional))
    throw new UserError('professional-wrong', `"${professional}" is no RUN like 12345678-5.`);
  return { establishment, professional };
}
