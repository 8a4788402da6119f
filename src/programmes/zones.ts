/** Whose clock and whose calendar: a country may have several zones, and some places have holidays of their own. Data of a programme. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { AllowedHours } from '../timers/hours.js';
import type { WithHolidays } from './calendar.js';
import { readJson } from './read-json.js';

export const zoneName = z.string().refine((zone) => IANAZone.isValidZone(zone), 'is not a time zone this Node knows');

const schema = z.strictObject({
  about: z.string().optional(),
  /** By the list's five digits of a commune. */
  communes: z.record(z.string().regex(/^\d{5}$/, 'must be the five digits of a commune'), zoneName).default({}),
  /** By the list's number of a region. */
  regions: z.record(z.string().regex(/^[1-9]\d?$/, 'must be the number of a region'), zoneName).default({}),
});

export type ZoneRules = Readonly<Omit<z.infer<typeof schema>, 'about'>>;

/** Where somebody lives, as the list says it; region 0 = not known. */
export interface Home {
  readonly region: number;
  readonly commune: string;
}

/** What is kept of it in a conversation; absent = as everybody in the programme. */
export interface Whereabouts {
  readonly zone?: string;
  /** Key in the programme's `localHolidays`. */
  readonly localDays?: string;
}

type Places = WithHolidays & Pick<AllowedHours, 'zone' | 'hours'> & { readonly zones: ZoneRules };

/** Reads `zones.json` of a programme's folder, if there is one. Throws `UserError` naming the file and the field. */
export async function loadZones(folder: string): Promise<ZoneRules> {
  const file = join(folder, 'zones.json');
  if (!existsSync(file)) return { communes: {}, regions: {} };
  const { communes, regions } = await readJson(file, schema);
  return { communes, regions };
}

/** The zone of the commune, else of the region, else the programme's. */
export function zoneOf({ zone, zones }: Pick<Places, 'zone' | 'zones'>, { region, commune }: Home): string {
  return zones.communes[commune] ?? zones.regions[String(region)] ?? zone;
}

/** What sets somebody's clock and calendar apart from the programme's; nothing for nearly everybody. */
export function whereaboutsOf(programme: Pick<Places, 'zone' | 'zones' | 'localHolidays'>, home: Home): Whereabouts {
  const zone = zoneOf(programme, home);
  const localDays = [home.commune, String(home.region)].find((place) => programme.localHolidays.has(place));
  return { ...(zone === programme.zone ? {} : { zone }), ...(localDays === undefined ? {} : { localDays }) };
}

/** When somebody may be disturbed, by their own clock and calendar. */
export function hoursFor(programme: Omit<Places, 'zones'>, { zone, localDays }: Whereabouts): AllowedHours {
  const local = localDays ? programme.localHolidays.get(localDays) : undefined;
  return { zone: zone ?? programme.zone, hours: programme.hours, holidays: local ?? programme.holidays };
}
