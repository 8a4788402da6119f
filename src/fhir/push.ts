/**
 * Tells a FHIR R4 server what was booked, moved and given up here: an `Appointment` in the free `Slot`, created once by its identifier, and the
 * old one cancelled. A place that it has given to somebody else meanwhile is refused: the person is called.
 */
import { changesOf, noteRefused, noteTold, type Change, type Place } from '../booking/tell.js';
import type { Programme } from '../programmes/programme.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';
import { fhirFailed, request, rootOf, type FhirServer } from './server.js';

export interface Pushed {
  readonly told: number;
  /** Each is a task of the same day. */
  readonly refused: number;
  /** The agenda gave no id of the place or the appointment: they are for the file (`bookings export`). */
  readonly withoutReference: number;
}

/** Names our bookings at the server. */
const SYSTEM = 'urn:vigente:booking';

interface Appointment {
  readonly resourceType: string;
  readonly status?: string;
  readonly meta?: { readonly versionId?: string };
}
interface Slot {
  readonly resourceType: string;
  readonly status?: string;
  readonly start?: string;
  readonly end?: string;
}

/** `told` · `refused`, and why · `none`: there is nothing to name it by. */
type Became = { readonly is: 'told' } | { readonly is: 'refused'; readonly why: string } | { readonly is: 'none' };
const TOLD: Became = { is: 'told' };

/** Throws `UserError` when the server is away or does not know us: what it has heard is noted, the rest stays to be told. */
export async function pushBookings(
  services: Services,
  programme: Programme,
  server: FhirServer,
  by: string,
): Promise<Pushed> {
  const { store, clock } = services;
  const sums = { told: 0, refused: 0, withoutReference: 0 };
  try {
    for await (const batch of changesOf(services, programme))
      for (const change of batch) {
        const became = await push(server, change);
        if (became.is === 'told') {
          await noteTold(store, [change.id], new Date(clock.now()));
          sums.told += 1;
        } else if (became.is === 'refused') {
          await noteRefused(services, programme, change, became.why);
          sums.refused += 1;
        } else sums.withoutReference += 1;
      }
  } finally {
    if (sums.told + sums.refused > 0)
      await logAct(
        store,
        `bookings:${programme.id}`,
        ['told to server', sums.told, sums.refused, by],
        new Date(clock.now()),
      );
  }
  return sums;
}

async function push(server: FhirServer, { id, made, old, person }: Change): Promise<Became> {
  if ((made && made.reference === '') || (old && !old.madeBy && old.reference === '')) return { is: 'none' };
  // The new one first: whoever cannot have it keeps the old one there.
  if (made) {
    const became = await create(server, id, made, person.secret.documentNumber ?? '');
    if (became.is !== 'told') return became;
  }
  return old ? cancel(server, old) : TOLD;
}

async function create(server: FhirServer, id: string, place: Place, document: string): Promise<Became> {
  const root = rootOf(server);
  const identifier = encodeURIComponent(`${SYSTEM}|${id}`);
  const slot = await request(server, `${root}/Slot/${encodeURIComponent(place.reference)}`);
  const { status, start, end } = (slot.body ?? {}) as Slot;
  if (slot.status !== 200) return { is: 'refused', why: 'placeUnknown' };
  if (status !== 'free') {
    // Ours, if it heard of it before and we did not hear the answer.
    const before = await request(server, `${root}/Appointment?identifier=${identifier}`);
    const found = before.body as { readonly entry?: readonly unknown[] } | null;
    return (found?.entry?.length ?? 0) > 0 ? TOLD : { is: 'refused', why: 'placeTaken' };
  }
  const made = await request(server, `${root}/Appointment`, {
    method: 'POST',
    headers: { 'if-none-exist': `identifier=${identifier}` },
    body: {
      resourceType: 'Appointment',
      identifier: [{ system: SYSTEM, value: id }],
      status: 'booked',
      slot: [{ reference: `Slot/${place.reference}` }],
      start,
      end,
      participant: [{ actor: { type: 'Patient', identifier: { value: document } }, status: 'accepted' }],
    },
  });
  return made.status === 200 || made.status === 201 ? TOLD : { is: 'refused', why: `http ${made.status}` };
}

/** The server's own id of what was made there for us. */
async function madeThere(server: FhirServer, booking: string): Promise<string | null> {
  const identifier = encodeURIComponent(`${SYSTEM}|${booking}`);
  const { body } = await request(server, `${rootOf(server)}/Appointment?identifier=${identifier}`);
  const found = body as { readonly entry?: readonly { readonly resource?: { readonly id?: string } }[] } | null;
  return found?.entry?.[0]?.resource?.id ?? null;
}

/** Times that somebody else may write it at the same moment. */
const TRIES = 3;

async function cancel(server: FhirServer, { reference, madeBy }: Place): Promise<Became> {
  const id = madeBy === undefined ? reference : await madeThere(server, madeBy);
  // Told before, and not to be found: nobody may believe that it is given up there.
  if (id === null) return { is: 'refused', why: 'appointmentUnknown' };
  const url = `${rootOf(server)}/Appointment/${encodeURIComponent(id)}`;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await request(server, url);
    // It has it no more.
    if (found.status === 404 || found.status === 410) return TOLD;
    const appointment = found.body as Appointment | null;
    if (appointment?.resourceType !== 'Appointment')
      throw fhirFailed(rootOf(server), `answered something that is no Appointment (${found.status})`);
    if (appointment.status === 'cancelled') return TOLD;
    const version = appointment.meta?.versionId;
    const written = await request(server, url, {
      method: 'PUT',
      headers: version === undefined ? {} : { 'if-match': `W/"${version}"` },
      body: { ...appointment, status: 'cancelled' },
    });
    if (written.status === 200 || written.status === 201) return TOLD;
    if (written.status !== 409 && written.status !== 412) return { is: 'refused', why: `http ${written.status}` };
  }
  return { is: 'refused', why: 'changedMeanwhile' };
}
