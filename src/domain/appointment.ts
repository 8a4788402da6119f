/** What is known of a person's appointments, and from where: no answer is given without its source and its day (REQUIREMENTS extra 9). */

import type { AgendaKeeper } from './booking.js';

export interface Appointment {
  /** The service's, as stored. */
  readonly id: string;
  /** Of the programme's agendas; '' = none is known. */
  readonly agenda: string;
  /** Who gives its places; absent = nobody said. */
  readonly keptBy?: AgendaKeeper;
  /** yyyy-mm-dd */
  readonly on: string;
  /** HH:MM there; null = the source does not say. */
  readonly at: string | null;
  /** As the source names it; '' = it does not say. */
  readonly place: string;
}

/** `as of` a day, by a source that is fresh enough to be told. */
export interface KnownAppointments {
  readonly source: string;
  /** yyyy-mm-dd */
  readonly asOf: string;
  /** Those ahead, the nearest first; none = the source knows of none. */
  readonly ahead: readonly Appointment[];
}
