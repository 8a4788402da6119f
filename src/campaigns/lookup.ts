/** Where Twilio Lookup is switched on: what kind of line is a number, before the first SMS goes there (REQUIREMENTS M3). */
import { bulkUpdate } from '../store/bulk.js';
import { contactChange, contactFact } from '../store/contactChanges.js';
import type { ContactPoint, PersonDoc } from '../store/documents.js';
import { openPerson } from '../store/loadConversations.js';
import type { Services } from '../turn/services.js';

/** Questions under way at once: each takes a provider's tenth of a second. */
const TOGETHER = 10;

export interface LookedUp {
  readonly doc: PersonDoc;
  readonly contact: ContactPoint;
}

/** Asks about the numbers that were not asked about yet; returns those that are landlines: the next number of the person is tried. */
export async function landlinesAmong(services: Services, starts: readonly LookedUp[]): Promise<ReadonlySet<string>> {
  const landlines = new Set<string>();
  const { lookup, store, clock } = services;
  if (!lookup) return landlines;
  const asked = starts.filter(({ doc, contact }) => !doc.synthetic && contact.lookedUp === undefined);
  const changes: Parameters<typeof bulkUpdate<PersonDoc>>[2][number][] = [];
  let next = 0;
  const lane = async () => {
    for (let each = asked[next++]; each; each = asked[next++]) {
      const { doc, contact } = each;
      const at = new Date(clock.now());
      const phone = openPerson(store, doc).secret.contacts[doc.contacts.indexOf(contact)]?.value;
      if (phone === undefined || phone === '') continue;
      let line: 'mobile' | 'landline' | 'unknown';
      try {
        line = await lookup(phone);
      } catch (error) {
        services.log.warn(
          { error: (error as Error).name },
          'a number could not be looked up; it is written to all the same',
        );
        continue;
      }
      const where = { person: doc._id, address: contact.address, at };
      changes.push(contactFact(where, { lookedUp: { at, line } }, `lookup-${line}`));
      if (line !== 'landline') continue;
      changes.push(contactChange(where, 'landline', 'lookup'));
      landlines.add(contact.address);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, lane));
  await bulkUpdate(store, store.persons, changes, { ordered: true });
  return landlines;
}
