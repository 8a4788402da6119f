/** What may happen to a household, and who does the work after it. */
import fc from 'fast-check';
import { ANSWERS } from '../../dialogs/context.js';
import { DAY, HOUR } from '../support/services.js';
import { cutAnywhere, WORDS } from '../support/happenings.js';

export type By = 'one' | 'two' | { readonly killedAt: number };

/** Prints as it is written. */
const record = <T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(parts, { noNullPrototype: true });

type How = { readonly phone: number; readonly on?: 'sms' | 'whatsapp'; readonly late?: true; readonly twice?: true };
export interface Event {
  readonly what:
    | ({ readonly say: string } & How)
    | ({ readonly click: string } & How)
    | { readonly pass: number }
    | { readonly receipt: 'sent' | 'delivered' | 'read' | 'failed'; readonly last: number; readonly twice: boolean }
    | { readonly provider: 'unknown' | 'unreachable' | 'rejected' | 'throttled' | 'optedOut' | 'dies'; readonly times: number }
    | { readonly list: 'same' | 'left' | 'cited' | 'corrected' | 'added'; readonly entry: number }
    | { readonly campaign: 'pause' | 'resume' | 'stop' | 'release' };
  readonly by: By;
} // prettier-ignore

export interface Course {
  /** Hours after a Monday morning. */
  readonly begins: number;
  readonly campaign: { readonly firstWave: number } | null;
  readonly events: readonly Event[];
}

/** The people of the list: its RUNs end in 0007 and 0014, both were born in 1962. */
const PROOFS = ['0007 1962', '0014 1962'] as const;
const words = WORDS.map((word) => (word === '5567 1943' ? PROOFS[0] : word));

const by: fc.Arbitrary<By> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<By>('one') },
  { weight: 1, arbitrary: fc.constant<By>('two') },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 24 }).map((killedAt): By => ({ killedAt })) },
);
const how = fc
  .record({ phone: fc.constantFrom(0, 0, 0, 1, 1, 2), on: fc.constantFrom('sms', 'sms', 'sms', 'whatsapp'), odd: fc.nat(9) })
  .map(({ phone, on, odd }) => ({ phone, ...(on === 'whatsapp' ? { on } : {}), ...(odd === 9 ? { late: true } : odd === 8 ? { twice: true } : {}) }) as How); // prettier-ignore
const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, { weight: 2, arbitrary: fc.constantFrom('STOP', 'no me escriban mas', 'ALTA', 'ella fallecio', 'si, la necesito', '1') }); // prettier-ignore
const what: fc.Arbitrary<Event['what']> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(word, how).map(([say, rest]) => ({ say, ...rest })) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...ANSWERS), how).map(([click, rest]) => ({ click, ...rest })) },
  { weight: 4, arbitrary: fc.constantFrom(HOUR, 13 * HOUR, 2 * DAY, 3 * DAY, 9 * DAY, 31 * DAY).map((pass) => ({ pass })) },
  { weight: 3, arbitrary: record({ receipt: fc.constantFrom('sent', 'delivered', 'read', 'failed'), last: fc.nat(2), twice: fc.boolean() }) },
  { weight: 2, arbitrary: record({ provider: fc.constantFrom('unknown', 'unreachable', 'rejected', 'throttled', 'optedOut', 'dies'), times: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: record({ list: fc.constantFrom('same', 'left', 'cited', 'corrected', 'added'), entry: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.constantFrom('pause', 'resume', 'stop', 'release').map((campaign) => ({ campaign })) },
) as fc.Arbitrary<Event['what']>; // prettier-ignore
const event: fc.Arbitrary<Event> = record({ what, by });

const REMOVAL = ['1', '4', '2', PROOFS[0], 'en la clinica', 'en marzo de 2025', '1', '1'] as const;
const says = (say: string): Event => ({ what: { say, phone: 0 }, by: 'one' });
const removal = cutAnywhere(REMOVAL.map(says), event);
/** A STOP or the news of a death, help in danger all the same, and then words that would have been answered. */
const silenced = fc
  .constantFrom('STOP', '0', 'ella fallecio')
  .chain((word) =>
    cutAnywhere(
      [word, 'me siento morir, no puedo respirar', 'quiero hablar con una persona', 'cuando es mi hora'].map(says),
      event,
    ),
  );

/** Courses of at most so many events; `small` ones have about ten. */
export const courses = (most: number, size: 'small' | 'medium'): fc.Arbitrary<Course> =>
  record({
    begins: fc.constantFrom(0, 0, 5, 12, 24 * 5),
    campaign: fc.option(record({ firstWave: fc.integer({ min: 1, max: 2 }) })),
    events: fc.oneof(
      fc.array(event, { maxLength: most, size }),
      fc
        .tuple(fc.oneof(removal, silenced), fc.array(event, { maxLength: most - 12, size }))
        .map(([way, after]) => [...way, ...after]),
    ),
  });
