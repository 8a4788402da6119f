/** A transcript file: a person, their entries, and what is said and done, step by step, on a virtual clock (DESIGN §9). */
import { readFile } from 'node:fs/promises';
import { Duration } from 'luxon';
import { z } from 'zod';
import type { OutboundMessage } from '../channels/port.js';
import { CHANNELS } from '../domain/channel.js';
import { QUEUES } from '../domain/effect.js';
import { UserError } from '../domain/failure.js';
import { LOCALES } from '../domain/meaning.js';
import { OUTCOMES } from '../domain/outcome.js';

const step = z.union([
  z.strictObject({
    in: z.union([
      z.string(),
      z.strictObject({ button: z.string() }),
      z.strictObject({ media: z.enum(['voice', 'photo', 'other']) }),
    ]),
    channel: z.enum(CHANNELS).optional(),
    /** Another number than the person's own; `person` 1 is the second one of `others`. */
    from: z.string().optional(),
    /** Seconds before now at which it was said: a message that comes late. */
    lateBy: z.number().optional(),
  }),
  z.strictObject({ wait: z.string().refine((text) => Duration.fromISO(text).isValid, 'must be an ISO 8601 duration') }),
  z.strictObject({ out: z.string(), choices: z.array(z.string()).optional(), channel: z.enum(CHANNELS).optional() }),
  z.strictObject({ outcome: z.strictObject({ entry: z.int(), is: z.enum(OUTCOMES).nullable() }) }),
  z.strictObject({ proposed: z.strictObject({ entry: z.int(), is: z.boolean() }) }),
  z.strictObject({ task: z.enum(QUEUES) }),
  /** The person's next appointment now, in the database; null = none. */
  z.strictObject({
    appointment: z.strictObject({ on: z.iso.date(), at: z.string() }).nullable(),
    /** 0 = `person`, 1 = the first of `others`. */
    of: z.int().optional(),
  }),
  z.strictObject({ suppressed: z.enum(['number', 'person', 'pair']) }),
  z.strictObject({ closed: z.strictObject({ entry: z.int() }) }),
  z.strictObject({ silent: z.literal(true) }),
]);

const person = z
  .strictObject({
    /** In Chile the digits are enough: the check digit is worked out. Elsewhere `document`, whole. */
    run: z.string().optional(),
    document: z.string().optional(),
    names: z.string(),
    surname: z.string().default('PRUEBA'),
    birthDate: z.iso.date(),
    phones: z.array(z.string()).min(1),
    commune: z.string().default(''),
    /** false: somebody who writes, and whom the service does not know. */
    known: z.boolean().default(true),
  })
  .refine(({ run, document }) => (run === undefined) !== (document === undefined), 'needs either run or document');

const entry = z.strictObject({
  enteredOn: z.iso.date(),
  careCode: z.string(),
  healthService: z.int(),
  type: z.int().min(1).max(5).default(1),
  /** F_CITACION: the day of an appointment. */
  appointmentOn: z.iso.date().nullable().default(null),
  /** 0 = `person`, 1 = the first of `others`. */
  of: z.int().default(0),
});

const schema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1),
  programme: z.string(),
  channel: z.enum(CHANNELS),
  locale: z.enum(LOCALES),
  clock: z.iso.datetime({ offset: true }),
  person,
  others: z.array(person).default([]),
  /** None: a person whom the service knows, and who is on no list. */
  entries: z.array(entry),
  /** What the service's own agenda says of the first person, as of the transcript's beginning. Absent: there is no agenda. */
  agenda: z
    .strictObject({
      source: z.string().min(1),
      ahead: z.array(
        z.strictObject({
          on: z.iso.date(),
          at: z.string().default(''),
          place: z.string().default(''),
          /** Of the programme's agendas.json. */
          agenda: z.string().default(''),
        }),
      ),
    })
    .optional(),
  /** The places that may be given, as of the transcript's beginning; columns of `load slots`. */
  slots: z
    .strictObject({
      source: z.string().min(1),
      free: z.array(
        z.strictObject({
          agenda: z.string(),
          on: z.iso.date(),
          at: z.string(),
          place: z.string(),
          commune: z.string().default(''),
        }),
      ),
    })
    .optional(),
  /** Who waits for a place of an agenda; columns of `load waiting`. */
  waiting: z
    .array(
      z.strictObject({
        /** 0 = `person`, 1 = the first of `others`. */
        of: z.int(),
        agenda: z.string(),
        since: z.iso.date(),
        priority: z.int().default(9),
      }),
    )
    .optional(),
  /** Who sees patients; columns of `load professionals`. */
  professionals: z
    .strictObject({
      source: z.string().min(1),
      rows: z.array(
        z.strictObject({
          name: z.string().default(''),
          service: z.string(),
          place: z.string(),
          hours: z.string().default(''),
          phone: z.string().default(''),
        }),
      ),
    })
    .optional(),
  /** How long callers wait, in minutes; columns of `load waits`. */
  waits: z
    .strictObject({
      source: z.string().min(1),
      rows: z.array(z.strictObject({ time: z.string(), average: z.number() })),
    })
    .optional(),
  /** The first person is asked how they are: a form of the programme, from the transcript's day on. */
  checkIns: z.strictObject({ form: z.string(), days: z.int().min(1) }).optional(),
  /** What the service knows of the first person's payments, as of the transcript's beginning; columns of `load payments`. */
  payments: z
    .strictObject({
      source: z.string().min(1),
      rows: z.array(
        z.strictObject({
          on: z.iso.date().optional(),
          amount: z.string().default(''),
          state: z.enum(['PAGADO', 'PREVISTO', 'PENDIENTE']),
          missing: z.string().default(''),
        }),
      ),
    })
    .optional(),
  steps: z.array(step).min(1),
});

export type Transcript = z.infer<typeof schema>;
export type TranscriptStep = z.infer<typeof step>;

/** Throws `UserError` naming the file and the step. */
export async function readTranscript(file: string): Promise<Transcript> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError('transcript-unreadable', `${file}: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    'transcript-wrong',
    `${file}: ${issue?.path.join('.')} ${issue?.message}`,
    'The form is in docs/transcript.schema.json',
  );
}

/** JSON Schema of a transcript file, for editors. */
export function transcriptSchema(): object {
  return z.toJSONSchema(schema, { io: 'input' });
}

/** `/pattern/` is a regular expression, anything else must be in the text. */
export function fits(expected: string, message: OutboundMessage): boolean {
  const pattern = /^\/(.*)\/(i?)$/s.exec(expected);
  if (pattern) return new RegExp(pattern[1] as string, pattern[2]).test(message.text);
  return message.text.includes(expected);
}
