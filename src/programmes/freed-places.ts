/** `programmes/<id>/freed-places.json`: how a place that became free is given on. Without the file it is simply free. */
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere } from './read-json.js';
import { hoursOfDay, waitLength } from './times.js';

const file = z.strictObject({
  /** For so long it is one person's alone. */
  expires: waitLength,
  /** Offers to one person within `within`, taken or not: more would be pestering, and hold places from others. */
  perPerson: z.int().min(1).max(20),
  within: waitLength,
  /** What begins sooner than this is offered to nobody any more: it is free for whoever asks. */
  leastAhead: waitLength,
  /** Within the programme's own hours; absent = those. */
  hours: hoursOfDay.optional(),
});

export type FreedPlaceRules = z.infer<typeof file>;

/** Throws `UserError` naming the file and the field. */
export const loadFreedPlaces = (folder: string): Promise<FreedPlaceRules | null> =>
  readIfThere(join(folder, 'freed-places.json'), file);
