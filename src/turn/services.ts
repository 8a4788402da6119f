import type { Switchboard } from '../channels/port.js';
import type { Clock } from '../domain/clock.js';
import type { Log } from '../log.js';
import type { Programme } from '../programmes/programme.js';
import type { Store } from '../store/store.js';
import type { Words } from '../words/words.js';

/** What the working parts of the program are given; `app.ts` alone constructs it. */
export interface Services {
  readonly store: Store;
  readonly clock: Clock;
  readonly programmes: ReadonlyMap<string, Programme>;
  readonly words: Words;
  readonly switchboard: Switchboard;
  readonly log: Log;
  /** A new id, never used before: letters and digits only. */
  newId(): string;
  /** Opening messages and reminders ignore the programme's hours (demonstration, where everybody is invented). */
  readonly anyHour: boolean;
}
