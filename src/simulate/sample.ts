/** The sample of a programme that has no list: invented people, and what its service knows of them, from `sample/*.csv`. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { loadAppointments } from '../load/appointments.js';
import { loadPayments } from '../load/payments.js';
import { loadPeople } from '../load/people.js';
import { loadProfessionals } from '../load/professionals.js';
import { loadWaits } from '../load/waits.js';
import { loadSlots } from '../load/slots.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';

/** Loads it once; returns whether it did. Throws `UserError` when the database holds real people. */
export async function loadSample(
  services: Services,
  programme: Programme,
  say: (line: string) => void,
): Promise<boolean> {
  const known = await services.store.persons.findOne({ programme: programme.id }, { projection: { _id: 1 } });
  if (known) return false;
  const folder = join(programme.folder, 'sample');
  const { added } = await loadPeople(services, programme, join(folder, 'people.csv'), { synthetic: true });
  const asOf = services.clock.now();
  const { appointments, payments, slots, professionals, waits } = programme.sources;
  const dated = (name: string, read: (file: string) => Promise<unknown>) =>
    withDays(join(folder, name), DateTime.fromMillis(asOf, { zone: programme.zone }), read);
  if (appointments)
    await dated('appointments.csv', (file) =>
      loadAppointments(services, programme, file, { source: appointments.owner, asOf, complete: true }),
    );
  if (slots) await dated('slots.csv', (file) => loadSlots(services, programme, file, { source: slots.owner, asOf }));
  if (waits) await loadWaits(services, programme, join(folder, 'waits.csv'), { source: waits.owner, asOf });
  if (professionals)
    await loadProfessionals(services, programme, join(folder, 'professionals.csv'), {
      source: professionals.owner,
      asOf,
    });
  if (payments)
    await dated('payments.csv', (file) => loadPayments(services, programme, file, { source: payments.owner, asOf }));
  say(`Sample of ${programme.id}: ${added} invented people who may write.`);
  return true;
}

/** A sample names its days from today ("+12", "-20"), so that it is never out of date. */
async function withDays(file: string, today: DateTime, read: (file: string) => Promise<unknown>): Promise<void> {
  const text = (await readFile(file, 'utf8')).replace(/;([+-]\d+);/g, (_, days: string) => {
    return `;${today.plus({ days: Number(days) }).toISODate()};`;
  });
  const folder = await mkdtemp(join(tmpdir(), 'vigente-sample-'));
  try {
    const dated = join(folder, 'rows.csv');
    await writeFile(dated, text);
    await read(dated);
  } finally {
    await rm(folder, { recursive: true });
  }
}
