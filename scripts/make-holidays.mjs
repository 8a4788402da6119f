#!/usr/bin/env node
/**
 * Makes the public holidays of a country or a part of it, which are checked in, so that the program itself needs no library for them.
 *
 *   node scripts/make-holidays.mjs                    makes every file of calendars/ again
 *   node scripts/make-holidays.mjs calendars/CL.json  makes this one
 *
 * Only "made" is written. All else in the file is by hand and stays: which calendar of the library it is ("of": COUNTRY[-STATE[-REGION]]),
 * for which years, the days it lacks ("added"), those that are none ("removed"), and what only some places have. See calendars/README.md.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Holidays from 'date-holidays';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'calendars');
const named = process.argv.slice(2);
const files =
  named.length > 0
    ? named
    : readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(folder, name));
const { version } = JSON.parse(readFileSync(join(root, 'node_modules/date-holidays/package.json'), 'utf8'));

try {
  for (const file of files) {
    const calendar = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, `${JSON.stringify({ ...calendar, made: make(calendar) }, null, 2)}\n`);
  }
} catch (error) {
  console.error(`${error.message}\nusage: node scripts/make-holidays.mjs [FILE…]`);
  process.exit(2);
}

function make({ of, years, places = {} }) {
  const days = publicDays(of, years);
  const local = {};
  for (const [place, { of: part }] of Object.entries(places)) {
    if (!part) continue;
    local[place] = Object.fromEntries(Object.entries(publicDays(part, years)).filter(([day]) => !(day in days)));
  }
  return { by: `date-holidays ${version}`, days, places: local };
}

/** Days on which everybody is free: not those of banks and offices only, nor those that are only kept in mind. */
function publicDays(of, { from, to }) {
  const calendar = new Holidays(...of.split('-'));
  if (!calendar.getHolidays(from)?.length) throw new Error(`the library has no calendar ${of}`);
  const days = {};
  for (let year = from; year <= to; year += 1)
    for (const { date, name, type } of calendar.getHolidays(year))
      if (type === 'public') days[date.slice(0, 10)] = name;
  return days;
}
