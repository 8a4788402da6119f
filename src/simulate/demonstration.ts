/** The demonstration list: invented people, in a database of their own. */
import { DateTime } from 'luxon';
import { UserError } from '../domain/failure.js';
import { importList } from '../intake/import-list.js';
import type { Programme } from '../programmes/programme.js';
import { kindOf } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { askEverybody } from './campaign.js';

/** More than there are invented people. */
const PER_HOUR = 5000;

/** Loads the list into an empty database; returns whether it did. Throws `UserError` when the database holds real people. */
export async function loadDemonstration(
  services: Services,
  programme: Programme,
  list: string,
  say: (line: string) => void,
): Promise<boolean> {
  const kind = await kindOf(services.store);
  if (kind === 'real') {
    throw new UserError(
      'database-real',
      'This database holds real people; the demonstration never runs on it.',
      'Use another data folder: VIGENTE_DATA=/path/to/new-folder',
    );
  }
  if (kind === 'synthetic' && (await services.store.persons.findOne({}, { projection: { _id: 1 } }))) return false;
  const today = DateTime.fromMillis(services.clock.now(), { zone: programme.zone }).toISODate() as string;
  const result = await importList(services, list, programme, { today, synthetic: true });
  say(
    `Demonstration list: ${result.people} invented people, ${result.openEntries} open entries, ${result.rejected} rows refused.`,
  );
  // A campaign like any other, so that what the pages show of one is to be seen; everybody may be asked at once here.
  await askEverybody(services, programme, { name: 'demostracion', perHour: PER_HOUR, seed: 1 });
  return true;
}
