/** Runs what conversations sent for, and brings the results back to them as events: each once, whoever else is at it. */
import type { ErrandResult } from '../domain/booking.js';
import { ZoneClock } from '../timers/offset.js';
import type { ErrandDoc } from '../store/documents.js';
import { loadPersons } from '../store/loadConversations.js';
import { handleEvents, type Addressed } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import { linkByDocument, type Linked } from '../identity/link.js';
import { bookSlot, cancelAppointment, undoBooking, type Act } from './book.js';
import { FreeSlots } from './free-slots.js';

const BATCH = 200;
/** The database may be away for a while; whoever waits for an answer does not wait longer than this. */
const GIVEN_UP_AFTER = 10 * 60_000;

/** Returns how many were run. Throws when the database is away: they are run again. */
export async function runErrands(services: Services): Promise<number> {
  const { store, clock } = services;
  const now = clock.now();
  const open = await store.errands
    .find({ state: 'open', at: { $gte: new Date(0), $lte: new Date(now) } })
    .limit(BATCH)
    .toArray();
  if (open.length === 0) return 0;
  const persons = await loadPersons(
    store,
    open.flatMap(({ person }) => person ?? []),
  );
  const free = new FreeSlots(store, now);
  const events = await Promise.all(
    open.map(async (errand): Promise<Addressed> => {
      const result = await resultOf(errand).catch((error: unknown) => giveUp(errand, error));
      if (result.is === 'linked')
        return {
          conversation: errand.conversation,
          event: { ...result.event, eventId: `errand:${errand._id}`, at: now },
        };
      return {
        conversation: errand.conversation,
        event: { kind: 'errand', eventId: `errand:${errand._id}`, at: now, result },
      };
    }),
  );
  await free.remember();
  await handleEvents(services, events);
  await store.errands.updateMany({ _id: { $in: open.map(({ _id }) => _id) } }, { $set: { state: 'done' } });
  return open.length;

  /** One that cannot be run must not hold back those of everybody else, nor its person for days: a person takes it. */
  function giveUp({ _id, at }: ErrandDoc, error: unknown): ErrandResult {
    if (now - at.getTime() < GIVEN_UP_AFTER) throw error;
    services.log.error({ errand: _id, error: (error as Error).name }, 'an errand failed for too long and is given up');
    return { is: 'failed' };
  }

  async function resultOf({
    _id,
    programme: id,
    person: whose,
    conversation,
    errand,
  }: ErrandDoc): Promise<ErrandResult | Linked> {
    const programme = services.programmes.get(id);
    if (programme && errand.does === 'link')
      return linkByDocument(services, programme, { id: _id, conversation, ...errand });
    const person = persons.get(whose ?? '');
    if (!programme || !person) return { is: 'failed' };
    const today = ZoneClock.of(programme.zone).day(now);
    const act: Act = { id: _id, programme: id, conversation, person, now, today };
    switch (errand.does) {
      case 'findSlots':
        return { is: 'offered', slots: await free.offer(programme, person.doc.commune ?? '', errand) };
      case 'book':
        return bookSlot(store, act, errand.slot, errand);
      case 'cancel':
        return cancelAppointment(store, act, errand.appointment, errand.reason);
      case 'link':
        return { is: 'failed' };
      case 'undo':
        return undoBooking(store, act, errand.booking);
      default:
        return errand satisfies never;
    }
  }
}
