/** Which tasks a user may see: those of people with an entry of their health services (none named = all). */
import type { DeskTaskDoc, UserDoc } from '../store/documents.js';
import type { Store } from '../store/store.js';

/** The people among `persons` who have an entry there; all of them for whoever sees all services. */
export async function reachable(
  { entries }: Pick<Store, 'entries'>,
  { services }: Pick<UserDoc, 'services'>,
  persons: readonly string[],
): Promise<ReadonlySet<string>> {
  if (services.length === 0 || persons.length === 0) return new Set(persons);
  const found = await entries
    .find({ person: { $in: [...new Set(persons)] }, healthService: { $in: [...services] } })
    .project<{ person: string }>({ person: 1 })
    .toArray();
  return new Set(found.map(({ person }) => person));
}

/** Of nobody known only those who see everything. */
export async function within(store: Store, user: UserDoc, tasks: readonly DeskTaskDoc[]): Promise<DeskTaskDoc[]> {
  if (user.services.length === 0) return [...tasks];
  const persons = await reachable(
    store,
    user,
    tasks.flatMap(({ person }) => (person ? [person] : [])),
  );
  return tasks.filter(({ person }) => person !== null && persons.has(person));
}
