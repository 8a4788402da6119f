/** The entries a person is asked about, and in which order. */
import { DateTime } from 'luxon';
import type { DialogEntry, AskedTopic } from '../../dialogs/context.js';
import type { Programme } from '../programmes/programme.js';
import type { EntryDoc, PersonDoc } from '../store/documents.js';
import { askedTopicOf } from '../turn/topic.js';
import type { Services } from '../turn/services.js';
import { openEntries, type ListedEntry } from './exclusions.js';

type Ordered = Pick<ListedEntry, '_id' | 'enteredOn' | 'appointmentOn'>;

/** An appointment ahead cannot wait, the nearest first; then what was asked for first. `today` — yyyy-mm-dd. */
export function askingOrder(today: string): (a: Ordered, b: Ordered) => number {
  const key = ({ appointmentOn, enteredOn, _id }: Ordered) =>
    `${appointmentOn !== null && appointmentOn > today ? `0${appointmentOn}` : '1'} ${enteredOn} ${_id}`;
  return (a, b) => (key(a) < key(b) ? -1 : 1);
}

/** The open entries to ask about, by person, in the order in which they are asked; `leftToPerson`: also those that no message could settle. */
export async function entriesToAsk(
  services: Services,
  programme: Programme,
  persons: readonly string[],
  { leftToPerson = false }: { readonly leftToPerson?: boolean } = {},
): Promise<Map<string, DialogEntry[]>> {
  const today = DateTime.fromMillis(services.clock.now(), { zone: programme.zone }).toISODate() as string;
  const docs = (await services.store.entries.find({ person: { $in: [...persons] } }).toArray()).map((doc) =>
    leftToPerson && doc.outcome?.is === 'undecided' ? { ...doc, outcome: null } : doc,
  );
  const byPerson = new Map<string, DialogEntry[]>();
  for (const doc of openEntries(docs, { today, rules: programme.asking }).sort(askingOrder(today))) {
    const list = byPerson.get(doc.person) ?? [];
    list.push(dialogEntry(programme, doc, today));
    byPerson.set(doc.person, list);
  }
  return byPerson;
}

/** An entry as the dialogs get it: an appointment that has passed is none. */
export function dialogEntry(
  programme: Programme,
  entry: Pick<EntryDoc, '_id' | 'enteredOn' | 'healthService' | 'careCode' | 'appointmentOn'>,
  today: string,
): DialogEntry {
  const { _id, enteredOn, healthService, careCode, appointmentOn } = entry;
  return {
    id: _id,
    askedOn: enteredOn.slice(0, 7),
    place: programme.placeName(healthService),
    care: programme.careName(careCode),
    ...(appointmentOn !== null && appointmentOn > today ? { appointmentOn } : {}),
  };
}

/** What such a person will be asked, as far as a plan can tell: the year of birth stands for the date, which is sealed. */
export function topicOfListed(
  { birthYear }: Pick<PersonDoc, 'birthYear'>,
  entries: readonly Pick<ListedEntry, 'appointmentOn'>[],
  today: string,
): AskedTopic {
  return askedTopicOf(
    {
      bornOn: yearAsDate(birthYear),
      entries: entries.map(({ appointmentOn }) =>
        appointmentOn !== null && appointmentOn > today ? { ...NOTHING, appointmentOn } : NOTHING,
      ),
    },
    today,
  );
}

/** The middle of the year: as many are a little older as younger. */
export const yearAsDate = (year: number): string => `${String(year).padStart(4, '0')}-07-01`;

const NOTHING = { id: '', askedOn: '', place: '', care: null };
