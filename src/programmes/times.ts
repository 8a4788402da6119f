/** Hours and waits as programmes write them. */
import { Duration } from 'luxon';
import { z } from 'zod';

const MINUTE = 60_000;
const LONGEST_DAYS = 400;

/**
 * A wait, ISO 8601 → milliseconds of time that really passes, one minute to 400 days. A day is 24 hours on every clock: a wait of two
 * days is never an hour short because summer time began. So months and years, which have no such length, are refused.
 */
export const waitLength = z
  .string()
  .refine((text) => Duration.fromISO(text).isValid, 'must be an ISO 8601 duration, like PT48H')
  .refine(
    (text) => !/^-?P[^T]*[YM]/.test(text),
    'must be in weeks, days, hours or minutes: a month has no fixed length',
  )
  .transform((text) => Duration.fromISO(text).toMillis())
  .refine((ms) => ms >= MINUTE && ms <= LONGEST_DAYS * 24 * 60 * MINUTE, 'must be between PT1M and P400D');

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, HH:mm');

/** Local time within which a conversation may be opened or a reminder sent: from, and until just before `to`. */
export const hoursOfDay = z
  .strictObject({ from: time, to: z.union([time, z.literal('24:00')]) })
  .refine(({ from, to }) => from < to, 'from must be before to');
