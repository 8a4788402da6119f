/** `programmes/<id>/reminders.json`: who is reminded of an appointment, when, and how. Without the file nobody is. */
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere } from './read-json.js';
import { hoursOfDay } from './times.js';

const file = z.strictObject({
  /** Days before the appointment, each one reminder: [7, 1]. */
  daysBefore: z.array(z.int().min(1).max(60)).min(1).max(3),
  /** Within the programme's own hours; absent = those. */
  hours: hoursOfDay.optional(),
  /** Agendas of which nobody is reminded. */
  notOf: z.array(z.string()).default([]),
});

export type ReminderRules = z.infer<typeof file>;

/** Throws `UserError` naming the file and the field. */
export const loadReminders = (folder: string): Promise<ReminderRules | null> =>
  readIfThere(join(folder, 'reminders.json'), file);
