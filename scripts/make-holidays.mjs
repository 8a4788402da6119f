#!/usr/bin/env node
/**
 * Writes the holidays of a programme: `node scripts/make-holidays.mjs programmes/minsal CL 2026 2030`. The calendar is made here and
 * checked in, so that the program itself needs no library for it. `added` and `removed` are kept: they are the programme's own
 * (the library lacks Chile's Sábado Santo, and knows no local days).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Holidays from 'date-holidays';

const [folder, country, from, to] = process.argv.slice(2);
if (!to) {
  console.error('usage: node scripts/make-holidays.mjs FOLDER COUNTRY[-STATE[-REGION]] FIRST-YEAR LAST-YEAR');
  process.exit(2);
}
const file = join(folder, 'holidays.json');
const old = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const calendar = new Holidays(...country.split('-'));
const days = {};
for (let year = Number(from); year <= Number(to); year += 1)
  for (const { date, name, type } of calendar.getHolidays(year)) if (type === 'public') days[date.slice(0, 10)] = name;
const made = {
  about: `Public holidays of ${country}, made by scripts/make-holidays.mjs; "added" and "removed" are our own.`,
  days,
  added: old.added ?? {},
  removed: old.removed ?? [],
};
writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
