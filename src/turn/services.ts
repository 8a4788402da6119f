import type { Switchboard } from '../channels/port.js';
import type { Senders } from '../channels/senders.js';
import type { Pace } from '../outbox/pace.js';
import type { SendQueue } from '../outbox/queue/port.js';
import type { TemplateCatalogue } from '../words/whatsapp-templates.js';
import type { Clock } from '../domain/clock.js';
import type { Log } from '../log.js';
import type { Programme } from '../programmes/programme.js';
import type { Store } from '../store/store.js';
import type { Share } from './share.js';
import type { Words } from '../words/words.js';

/** What the working parts of the program are given; `app.ts` alone constructs it. */
export interface Services {
  readonly store: Store;
  readonly clock: Clock;
  readonly programmes: ReadonlyMap<string, Programme>;
  readonly words: Words;
  readonly switchboard: Switchboard;
  /** Our numbers: which programme has which, over which channel. */
  readonly senders: Senders;
  /** The approved WhatsApp templates, by text and language. */
  readonly templates: TemplateCatalogue;
  /** Holds the rate of every sender; one for the whole process. */
  readonly pace: Pace;
  /** What sends while the program works: this process alone, or all of them together. */
  readonly queue: SendQueue;
  /** Twilio's ids of our templates that the settings name: name|language → content. */
  readonly contentSids: ReadonlyMap<string, string>;
  /** People we may write to first on WhatsApp in 24 hours, until the provider says otherwise. */
  readonly firstTier: number;
  /** Resolves after so many milliseconds; at once on a clock that does not move by itself. */
  sleep(ms: number): Promise<void>;
  /** Asks what kind of line a number is; null = nobody to ask. */
  readonly lookup: ((phone: string) => Promise<'mobile' | 'landline' | 'unknown'>) | null;
  /** Messages that wait on this machine's disk since the database was away, read into it; returns how many waited. */
  bringInSpooled(): Promise<number>;
  /** Where the programme's portal is, as people type it (portal.example.org), for people of that kind; null = no link is sent to them. Absent = there is no portal. */
  readonly portal?: (programme: Programme, synthetic: boolean) => string | null;
  /** What of the due work is this process's; absent = everything. */
  readonly share?: Share;
  readonly log: Log;
  /** A new id, never used before: letters and digits only. */
  newId(): string;
  /** Opening messages and reminders ignore the programme's hours (demonstration, where everybody is invented). */
  readonly anyHour: boolean;
}
