import type { DialogEntry } from '../../dialogs/context.js';
import { DateTime } from 'luxon';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';

/**
 * The open entries to ask about, by person, oldest first. An entry with an appointment ahead is not asked "do you still
 * need it" (REQUIREMENTS M14), and one already settled is not asked again.
 */
export async function entriesToAsk(
  services: Services,
  programme: Programme,
  persons: readonly string[],
): Promise<Map<string, DialogEntry[]>> {
  const today = DateTime.fromMillis(services.clock.now(), { zone: programme.zone }).toISODate() as string;
  const docs = await services.store.entries.find({ person: { $in: [...persons] } }).toArray();
  const byPerson = new Map<string, DialogEntry[]>();
  for (const doc of docs.sort((a, b) =>
    a.enteredOn < b.enteredOn ? -1 : a.enteredOn > b.enteredOn ? 1 : a._id < b._id ? -1 : 1,
  )) {
    if (doc.state !== 'open' || (doc.outcome && doc.outcome.is !== 'notLocated')) continue;
    if (doc.appointmentOn !== null && doc.appointmentOn >= today) continue;
    const list = byPerson.get(doc.person) ?? [];
    list.push({
      id: doc._id,
      askedOn: doc.enteredOn.slice(0, 7),
      place: programme.placeName(doc.healthService),
      care: programme.careName(doc.careCode),
    });
    byPerson.set(doc.person, list);
  }
  return byPerson;
}
