/** `vigente user …`: who may decide. Signing in belongs to the console; who is named here is who the audit names. */
import { UserError } from '../domain/failure.js';
import { mayDo, ROLES, type Role } from '../domain/role.js';
import type { UserDoc } from '../store/documents.js';
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { logAct } from '../store/logAct.js';

export interface NewUser {
  readonly name: string;
  readonly role: Role;
  /** Health services they see; empty = all. */
  readonly services: readonly number[];
  /** The code of the centre they sit at (`vigente load centres`). */
  readonly centre?: string;
  /** Who adds them; the first one is added by nobody. */
  readonly by: string | null;
}

/** Throws `UserError`: the name is taken or no name, nobody with the role adds them. */
export async function addUser(
  { store, clock }: Services,
  { name, role, services, centre, by }: NewUser,
): Promise<UserDoc> {
  if (!/^[\p{L}\d][\p{L}\d._@-]{1,63}$/u.test(name))
    throw new UserError('user-name', `"${name}" is no name.`, 'Letters, digits, dots, dashes; no spaces.');
  if (!ROLES.includes(role))
    throw new UserError('user-role', `There is no role "${role}".`, `Roles: ${ROLES.join(', ')}`);
  await mustManage(store, by, role);
  if (centre !== undefined && (await store.centres.countDocuments({ code: centre }, { limit: 1 })) === 0)
    throw new UserError(
      'centre-unknown',
      `There is no centre "${centre}".`,
      'Load the centres first: vigente load centres FILE',
    );
  const at = new Date(clock.now());
  const user: UserDoc = {
    _id: name,
    role,
    services,
    ...(centre === undefined ? {} : { centre }),
    state: 'active',
    at,
    ...(by === null ? {} : { by }),
  };
  try {
    await store.users.insertOne(user, DURABLE);
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    throw new UserError('user-exists', `There is a user "${name}" already.`, 'Disable it, or choose another name.');
  }
  await logAct(store, 'users', ['added', name, role, services, by], at);
  return user;
}

/** They may not decide any more; what they decided stays theirs. */
export async function disableUser({ store, clock }: Services, name: string, by: string): Promise<void> {
  await mustManage(store, by, null);
  const found = await store.users.updateOne({ _id: name, state: 'active' }, { $set: { state: 'disabled' } }, DURABLE);
  if (found.matchedCount === 0) throw new UserError('user-unknown', `There is no active user "${name}".`, undefined, 1);
  await store.sessions.deleteMany({ user: name });
  await logAct(store, 'users', ['disabled', name, by], new Date(clock.now()));
}

/** The very first user manages the others, and so must be able to. */
async function mustManage(store: Services['store'], by: string | null, role: Role | null): Promise<void> {
  if (by === null) {
    if ((await store.users.countDocuments({}, { limit: 1 })) > 0)
      throw new UserError('user-by', 'Who adds them?', 'Add --by NAME, somebody with the role TIC.');
    if (role !== null && !mayDo(role, 'manageUsers'))
      throw new UserError(
        'user-first',
        'The first user adds the others, and must be of TIC.',
        'vigente user add NAME --role TIC',
      );
    return;
  }
  const user = await store.users.findOne({ _id: by });
  if (!user || user.state !== 'active' || !mayDo(user.role, 'manageUsers'))
    throw new UserError('user-may-not', `${by} may not manage users.`, 'Somebody with the role TIC does.', 1);
}
