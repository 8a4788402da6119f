import type { Programme } from '../programmes/programme.js';
import { zoneOf, type Home } from '../programmes/zones.js';
import { ZoneClock } from '../timers/offset.js';

/** The clock on the wall of the person. */
export const taskZone = (programme: Programme, person: Home | null): ZoneClock =>
  ZoneClock.of(person ? zoneOf(programme, person) : programme.zone);
