/** Who decides: somebody known, with a role that may, and a scope that reaches the entry. */
import { UserError } from '../domain/failure.js';
import { mayDo, type Act } from '../domain/role.js';
import type { UserDoc } from '../store/documents.js';
import type { Store } from '../store/store.js';

/** Throws `UserError` when nobody has that name, they were disabled, or their role may not. */
export async function userWho(store: Store, name: string, act: Act): Promise<UserDoc> {
  const user = await store.users.findOne({ _id: name });
  if (!user || user.state !== 'active')
    throw new UserError(
      'user-unknown',
      user ? `${name} may not decide any more: disabled.` : `There is no user "${name}".`,
      'Add one with: vigente user add NAME --role ROLE',
      1,
    );
  if (!mayDo(user.role, act))
    throw new UserError('user-may-not', `${name} is ${user.role}, whose part this is not (${act}).`, undefined, 1);
  return user;
}

/** Does the user's scope reach this health service? None named = all. */
export const reaches = ({ services }: UserDoc, healthService: number): boolean =>
  services.length === 0 || services.includes(healthService);
