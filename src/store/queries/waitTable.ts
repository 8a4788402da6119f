/** How long callers of a programme wait, half hour by half hour of its desk's day, also where nobody has said it. */
import type { WaitRow, WaitTable } from '../../domain/call-waits.js';
import { waitTable } from '../../domain/wait-table.js';
import { ZoneClock } from '../../timers/offset.js';
import type { Programme } from '../../programmes/programme.js';
import type { Store } from '../store.js';
import { Kept } from './kept.js';

const kept = new Kept<WaitTable | null>();

/** After new ones were loaded. */
export const forgetWaitTable = (store: Store): void => kept.forget(store);

/** Null where the programme names no source of them. `now` — epoch ms. */
export async function waitTableOf(store: Store, programme: Programme, now: number): Promise<WaitTable | null> {
  const rule = programme.sources.waits;
  if (!rule) return null;
  return kept.get(store, programme.id, now, async () => {
    const clock = ZoneClock.of(programme.zone);
    const rows = (await store.callWaits.find({ programme: programme.id }).toArray()).map(
      ({ from, to, average, least, most, source, asOf }): WaitRow => ({
        from, to, average, least, most, source, asOf: asOf.getTime(), day: clock.day(asOf.getTime()),
      }),
    ); // prettier-ignore
    return waitTable(rows, { ...rule, hours: programme.desk.hours, now });
  });
}
