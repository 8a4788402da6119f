import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import { LOCALES, QUESTIONS, type Locale, type Question } from '../domain/meaning.js';
import { CHANNELS } from '../domain/channel.js';
import type { WAIT_KEYS } from '../domain/effect.js';
import { askingRules } from './asking-rules.js';
import { loadCauses, type WithCauses } from './causes.js';
import { loadLegal, type WithLegal } from './legal.js';
import { loadPrices, type Prices } from './prices.js';
import { loadCadences, type WithCadences } from './cadence.js';
import { loadHolidays, type WithHolidays } from './calendar.js';
import { loadPolicy, type WithPolicy } from './policy.js';
import { readJson } from './read-json.js';
import { hoursOfDay, waitLength } from './times.js';
import { loadAgendas, type WithAgendas } from './agendas.js';
import { routingRules } from './routing-rules.js';
import { loadFreedPlaces, type FreedPlaceRules } from './freed-places.js';
import { loadReminders, type ReminderRules } from './reminders.js';
import { loadReplies, type Replies } from './replies.js';
import { loadRequests, type WithRequests } from './requests.js';
import { loadOwnWords, type Words } from '../words/words.js';
import { loadZones, zoneName, type ZoneRules } from './zones.js';

/** A service with its own list, hours, languages and causes: all that differs between services is data (DESIGN §1). */
const schema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string().min(1),
  country: z.enum(['CL', 'AR', 'ES', 'IT']),
  /** The language in which it writes first. */
  locale: z.enum(LOCALES),
  /** The others it answers in, to whoever writes in them or asks for them with a word. */
  alsoSpeaks: z.array(z.enum(LOCALES)).default([]),
  zone: zoneName,
  /** Official names and numbers, as texts name them. */
  numbers: z.strictObject({
    sender: z.string().min(1).max(24),
    info: z.string().min(3),
    caller: z.string().min(3),
    emergency: z.string().min(2),
    crisis: z.string().min(2),
  }),
  /** Local time within which a conversation may be opened or a reminder sent. Replies go at any hour. */
  hours: hoursOfDay,
  /** When its people answer; days of the week, 1 = Monday. */
  desk: z
    .strictObject({ hours: hoursOfDay, weekdays: z.array(z.int().min(1).max(7)).min(1) })
    .default({ hours: { from: '09:00', to: '18:00' }, weekdays: [1, 2, 3, 4, 5] }),
  /** Milliseconds. */
  waits: z.strictObject({ reply: waitLength, later: waitLength, checkIn: waitLength.prefault('PT6H') }),
  maxEntries: z.strictObject(
    Object.fromEntries(CHANNELS.map((channel) => [channel, z.int().min(1)])) as Record<
      (typeof CHANNELS)[number],
      z.ZodInt
    >,
  ),
  /** When somebody may be asked again, and what must be known of them first. */
  asking: askingRules.prefault({}),
  /** Name of the cadence that is used unless a campaign names another: a file of `cadence/`. null = nobody is written to first. */
  cadence: z.string().min(1).nullable(),
  /** The official numbers, by what they are used for: a pending one is never named and never sends. */
  official: z
    .array(
      z.strictObject({
        number: z.string().min(3),
        use: z.enum(['call', 'outgoingCalls', 'sms', 'whatsapp']),
        state: z.enum(['live', 'pending']),
      }),
    )
    .default([]),
  /** Our numbers at the providers, in order of preference. */
  senders: z
    .array(
      z.strictObject({
        channel: z.enum(CHANNELS),
        /** The channel that carries it: twilio-sms, twilio-whatsapp, whatsapp-cloud, sms-gateway … */
        via: z.string().min(1),
        /** E.164, a short code or a name. */
        address: z.string().min(1),
        /** The provider's id of it (Cloud API: phone_number_id). */
        providerRef: z.string().default(''),
        state: z.enum(['live', 'pending']),
        /** Can people answer there? On a one-way sender a text announces and asks nothing. */
        twoWay: z.boolean().default(true),
        /** What an answer costs the person. */
        replyCost: z.enum(['free', 'ownTariff']).default('ownTariff'),
      }),
    )
    .default([]),
  /** Words that usually mean "write no more" and here may mean something else, at these questions or (none named) at all: asked back. */
  askBeforeStop: z
    .array(z.strictObject({ word: z.string().min(2), questions: z.array(z.enum(QUESTIONS)).default([]) }))
    .default([]),
  /** Must people say yes before we write on WhatsApp? `ask`: the SMS step asks, and only they are written to there. */
  whatsappLeave: z.enum(['notNeeded', 'ask']).default('notNeeded'),
  sms: z.strictObject({ alphabet: z.enum(['gsm7', 'unicode']), maxSegments: z.int().min(1).max(6) }),
  /** Its portal. `domain`: the only name under which it is ever linked to, e.g. portal.example.org; without it no link is sent to real people. */
  portal: z
    .strictObject({
      domain: z
        .string()
        .regex(
          /^(?=.{4,28}$)([a-z0-9-]+\.)+[a-z]{2,}$/,
          'must be a name like portal.example.org, at most 28 letters: it stands in an SMS',
        )
        .optional(),
    })
    .optional(),
  /** What it answers from: who owns the data, and how old they may be when they are told. A source that is not named is not told from. */
  sources: z
    .strictObject({
      appointments: z.strictObject({ owner: z.string().min(1), maxAgeDays: z.number().positive() }).optional(),
      payments: z.strictObject({ owner: z.string().min(1), maxAgeDays: z.number().positive() }).optional(),
      professionals: z.strictObject({ owner: z.string().min(1), maxAgeDays: z.number().positive() }).optional(),
      waits: z
        .strictObject({
          owner: z.string().min(1),
          maxAgeDays: z.number().positive(),
          /** Minutes of an average wait up to which it is shown green, and up to which yellow; longer is red. */
          faces: z
            .strictObject({ green: z.number().positive(), yellow: z.number().positive() })
            .refine(({ green, yellow }) => green < yellow, 'green must be below yellow')
            .prefault({ green: 5, yellow: 12 }),
        })
        .optional(),
      slots: z.strictObject({ owner: z.string().min(1), maxAgeDays: z.number().positive() }).optional(),
      centres: z.strictObject({ owner: z.string().min(1), maxAgeDays: z.number().positive() }).optional(),
    })
    .prefault({}),
  /** What passes between its centres (docs/routing.md); times in seconds. */
  routing: routingRules.prefault({}),
  /** Days during which a late word still belongs to a finished conversation. */
  reopenDays: z.int().min(1),
});

const careNames = z.object({
  codes: z.record(z.string(), z.object({ name: z.string().nullable(), sensitive: z.boolean() })),
});
const places = z.object({ services: z.record(z.string(), z.string()) });

export type ProgrammeSettings = z.infer<typeof schema>;

export interface Programme
  extends
    Omit<ProgrammeSettings, 'cadence'>,
    WithCadences,
    WithHolidays,
    WithRequests,
    WithAgendas,
    WithPolicy,
    WithCauses,
    WithLegal {
  /** The words of its own requests. */
  readonly ownWords: Words;
  /** Every language it speaks, `locale` first. */
  readonly locales: readonly Locale[];
  /** The care's everyday name, or null when it is sensitive or unknown: then it is never named in a message. */
  careName(code: string): string | null;
  /** The longest of them, to measure texts with. */
  readonly longestCareName: string;
  /** The health service as it is named to a patient. */
  placeName(healthService: number): string;
  /** Who lives by another clock than `zone`. */
  readonly zones: ZoneRules;
  /** Is this message a word that must be asked back before it counts as a STOP? */
  asksBeforeStop(text: string, question: Question): boolean;
  /** Milliseconds of elapsed time to wait. */
  waitFor(key: (typeof WAIT_KEYS)[number]): number;
  readonly prices: Prices;
  /** What a person of ours writes often, in each language. */
  readonly replies: Replies;
  /** Null = what becomes free is offered to nobody in particular. */
  readonly freedPlaces: FreedPlaceRules | null;
  /** Null = nobody is reminded of appointments. */
  readonly reminders: ReminderRules | null;
  /** Where its files are. */
  readonly folder: string;
}

/**
 * Reads every programme below `folder`: `first` first, whose are the numbers that name no programme; the others by name.
 * Throws `UserError` naming the file and the field.
 */
export async function loadProgrammes(folder: string, first: string): Promise<ReadonlyMap<string, Programme>> {
  const found = await readdir(folder, { withFileTypes: true });
  const names = found
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  if (!names.includes(first))
    throw new UserError('programme-unknown', `PROGRAMME is "${first}": there is none.`, `Known: ${names.join(', ')}`);
  const programmes = new Map<string, Programme>();
  for (const name of [first, ...names.filter((each) => each !== first)]) {
    const programme = await loadProgramme(join(folder, name));
    if (programme.id !== name)
      throw new UserError(
        'programme-name',
        `${join(folder, name)}: its id is "${programme.id}".`,
        'Give both one name.',
      );
    programmes.set(name, programme);
  }
  return programmes;
}

export async function loadProgramme(folder: string): Promise<Programme> {
  const settings = await readJson(join(folder, 'programme.json'), schema);
  const care = await readJson(join(folder, 'care-names.json'), careNames);
  const named = await readJson(join(folder, 'places.json'), places);
  const holidays = await loadHolidays(folder);
  const zones = await loadZones(folder);
  const prices = await loadPrices(folder);
  const cadences = await loadCadences(folder);
  const requests = await loadRequests(folder);
  const agendas = await loadAgendas(folder);
  const policy = await loadPolicy(folder);
  const causes = await loadCauses(folder);
  const legal = await loadLegal(folder);
  const freedPlaces = await loadFreedPlaces(folder);
  const reminders = await loadReminders(folder);
  const replies = await loadReplies(folder);
  const locales = [settings.locale, ...settings.alsoSpeaks.filter((each) => each !== settings.locale)];
  const ownWords = await loadOwnWords(join(folder, 'words'), locales);
  const standard = settings.cadence === null ? undefined : cadences.get(settings.cadence);
  if (settings.cadence !== null && !standard)
    throw new UserError(
      'cadence-unknown',
      `${join(folder, 'programme.json')}: there is no cadence "${settings.cadence}".`,
      `Known: ${[...cadences.keys()].join(', ')}`,
    );
  return {
    ...settings,
    ...holidays,
    ...requests,
    ...agendas,
    ...policy,
    ...causes,
    ...legal,
    ownWords,
    locales,
    zones,
    prices,
    replies,
    reminders,
    freedPlaces,
    cadence: standard?.steps ?? [],
    cadences,
    standardCadence: settings.cadence,
    folder,
    careName: (code) => (care.codes[code]?.sensitive === false ? care.codes[code].name : null),
    longestCareName: Object.values(care.codes).reduce(
      (longest, { name }) => (name && name.length > longest.length ? name : longest),
      '',
    ),
    placeName: (service) => named.services[String(service)] ?? 'red pública',
    asksBeforeStop: (text, question) => {
      const said = bareWords(text);
      return settings.askBeforeStop.some(
        ({ word, questions }) => bareWords(word) === said && (questions.length === 0 || questions.includes(question)),
      );
    },
    waitFor: (key) => settings.waits[key],
  };
}

/** "¡Baja!" → "baja": a whole message compared with a word. */
const bareWords = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();

/** What a command does with a programme: it may be left out where only one can. */
export type Ability = 'asks' | 'any';

/**
 * The programme asked for, or the only one that can what is done with it. Throws `UserError` when the name is unknown,
 * several could be meant, or the one that is named cannot.
 */
export function chooseProgramme(
  programmes: ReadonlyMap<string, Programme>,
  id?: string,
  ability: Ability = 'any',
): Programme {
  const able = [...programmes.values()].filter(({ cadence }) => ability === 'any' || cadence.length > 0);
  const names = able.map((each) => each.id).join(', ');
  if (id === undefined) {
    const [only] = able;
    if (able.length === 1 && only) return only;
    throw new UserError('programme-missing', 'Which programme?', `Add --programme with one of: ${names}`);
  }
  const found = programmes.get(id);
  if (!found)
    throw new UserError(
      'programme-unknown',
      `There is no programme "${id}".`,
      `Known: ${[...programmes.keys()].join(', ')}`,
    );
  if (!able.includes(found))
    throw new UserError(
      'programme-asks-nobody',
      `${id} writes to nobody first: its programme.json has no cadence.`,
      `Those that do: ${names}`,
    );
  return found;
}
