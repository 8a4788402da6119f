import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Duration, IANAZone } from 'luxon';
import { UserError } from '../domain/failure.js';
import { LOCALES, QUESTIONS, type Question } from '../domain/meaning.js';
import { CHANNELS } from '../domain/channel.js';
import { WAIT_KEYS } from '../domain/effect.js';

/** A service with its own list, hours, languages and causes: all that differs between services is data (DESIGN §1). */
const duration = z
  .string()
  .refine((text) => Duration.fromISO(text).isValid, 'must be an ISO 8601 duration, like PT48H');

const schema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string().min(1),
  country: z.enum(['CL', 'AR', 'ES', 'IT']),
  locale: z.enum(LOCALES),
  zone: z.string().refine((zone) => IANAZone.isValidZone(zone), 'is not a time zone this Node knows'),
  /** Official names and numbers, as texts name them. */
  numbers: z.strictObject({
    sender: z.string().min(1).max(24),
    info: z.string().min(3),
    caller: z.string().min(3),
    emergency: z.string().min(2),
    crisis: z.string().min(2),
  }),
  /** Local time within which a conversation may be opened or a reminder sent. Replies go at any hour. */
  hours: z.strictObject({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) }),
  waits: z.strictObject(
    Object.fromEntries(WAIT_KEYS.map((key) => [key, duration])) as Record<(typeof WAIT_KEYS)[number], typeof duration>,
  ),
  maxEntries: z.strictObject(
    Object.fromEntries(CHANNELS.map((channel) => [channel, z.int().min(1)])) as Record<
      (typeof CHANNELS)[number],
      z.ZodInt
    >,
  ),
  /** Steps of a conversation, each tried when the one before stayed without an answer. */
  cadence: z.array(z.strictObject({ channel: z.enum(CHANNELS), dialog: z.string() })).min(1),
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
  /** Days during which a late word still belongs to a finished conversation. */
  reopenDays: z.int().min(1),
});

const careNames = z.object({
  codes: z.record(z.string(), z.object({ name: z.string().nullable(), sensitive: z.boolean() })),
});
const isoDate = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const holidays = z.object({
  days: z.record(isoDate, z.string()),
  added: z.record(isoDate, z.string()).default({}),
  removed: z.array(isoDate).default([]),
});
const places = z.object({ services: z.record(z.string(), z.string()) });

export type ProgrammeSettings = z.infer<typeof schema>;

export interface Programme extends ProgrammeSettings {
  /** The care's everyday name, or null when it is sensitive or unknown: then it is never named in a message. */
  careName(code: string): string | null;
  /** The longest of them, to measure texts with. */
  readonly longestCareName: string;
  /** The health service as it is named to a patient. */
  placeName(healthService: number): string;
  /** Local days (yyyy-mm-dd) on which nobody is written to first. */
  readonly holidays: ReadonlySet<string>;
  /** Is this message a word that must be asked back before it counts as a STOP? */
  asksBeforeStop(text: string, question: Question): boolean;
  /** Milliseconds to wait. */
  waitFor(key: (typeof WAIT_KEYS)[number]): number;
  /** Where its files are. */
  readonly folder: string;
}

/** Reads every programme below `folder`. Throws `UserError` naming the file and the field. */
export async function loadProgrammes(folder: string): Promise<ReadonlyMap<string, Programme>> {
  const programmes = new Map<string, Programme>();
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) => a.name.localeCompare(b.name))) {
    if (entry.isDirectory()) programmes.set(entry.name, await loadProgramme(join(folder, entry.name)));
  }
  return programmes;
}

export async function loadProgramme(folder: string): Promise<Programme> {
  const settings = await readJson(join(folder, 'programme.json'), schema);
  const care = await readJson(join(folder, 'care-names.json'), careNames);
  const named = await readJson(join(folder, 'places.json'), places);
  const calendar = await readJson(join(folder, 'holidays.json'), holidays);
  const waits = Object.fromEntries(WAIT_KEYS.map((key) => [key, Duration.fromISO(settings.waits[key]).toMillis()]));
  return {
    ...settings,
    folder,
    careName: (code) => (care.codes[code]?.sensitive === false ? care.codes[code].name : null),
    longestCareName: Object.values(care.codes).reduce(
      (longest, { name }) => (name && name.length > longest.length ? name : longest),
      '',
    ),
    placeName: (service) => named.services[String(service)] ?? 'red pública',
    holidays: new Set(
      [...Object.keys(calendar.days), ...Object.keys(calendar.added)].filter((day) => !calendar.removed.includes(day)),
    ),
    asksBeforeStop: (text, question) => {
      const said = bareWords(text);
      return settings.askBeforeStop.some(
        ({ word, questions }) => bareWords(word) === said && (questions.length === 0 || questions.includes(question)),
      );
    },
    waitFor: (key) => waits[key] as number,
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

/** The programme asked for, or the only one there is. Throws `UserError` when the name is unknown or several could be meant. */
export function chooseProgramme(programmes: ReadonlyMap<string, Programme>, id?: string): Programme {
  const names = [...programmes.keys()].join(', ');
  if (id === undefined) {
    const only = [...programmes.values()][0];
    if (programmes.size === 1 && only) return only;
    throw new UserError('programme-missing', 'Which programme?', `Add --programme with one of: ${names}`);
  }
  const found = programmes.get(id);
  if (!found) throw new UserError('programme-unknown', `There is no programme "${id}".`, `Known: ${names}`);
  return found;
}

async function readJson<T>(file: string, shape: z.ZodType<T>): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new UserError(
      'programme-file-missing',
      `${file} cannot be read.`,
      'A programme is a folder with programme.json, care-names.json, places.json and holidays.json.',
    );
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UserError('programme-file-broken', `${file} is not JSON: ${(error as Error).message}`);
  }
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    'programme-file-wrong',
    `${file}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`,
  );
}
