import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '../../src/paths.js';
import { loadHolidays } from '../../src/programmes/calendar.js';

const calendars = join(PATHS.root, 'calendars');
const files = readdirSync(calendars).filter((name) => name.endsWith('.json'));
const make = (...given: string[]) =>
  execFileSync(process.execPath, [join(PATHS.root, 'scripts', 'make-holidays.mjs'), ...given], { stdio: 'pipe' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigente-calendars-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => cpSync(calendars, folder, { recursive: true }));

const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const write = (name: string, data: object) => writeFileSync(join(folder, name), JSON.stringify(data));

describe('the calendars', () => {
  it('are made again as they are checked in, from what is in them by hand', () => {
    for (const name of files) write(name, { ...read(name), made: { by: '', days: {} } });
    make(...files.map((name) => join(folder, name)));
    for (const name of files)
      expect(readFileSync(join(folder, name), 'utf8')).toBe(readFileSync(join(calendars, name), 'utf8'));
  });

  it('keep the days that were added and removed by hand', () => {
    const cl = read('CL.json');
    const added = { ...cl.added, '2027-11-21': 'Elecciones' };
    const removed = { '2026-06-29': 'decreto' };
    write('CL.json', { ...cl, added, removed });
    make(join(folder, 'CL.json'));
    expect(read('CL.json')).toEqual({ ...cl, added, removed });
  });

  it('say what is wrong with one that the library does not have', () => {
    write('CL.json', { ...read('CL.json'), of: 'XX' });
    expect(() => make(join(folder, 'CL.json'))).toThrow('the library has no calendar XX');
  });

  it.each([
    ['CL', ['2026-04-04', '2026-09-18', '2027-09-17', '2028-10-27', '2034-01-02']],
    ['AR-Jujuy', ['2027-04-27', '2026-08-23', '2026-10-07', '2026-06-15']],
    ['ES-CT', ['2026-06-24', '2026-09-11', '2026-12-26']],
    ['ES-MD', ['2026-05-02', '2026-04-02']],
    ['IT-Firenze', ['2026-06-24', '2026-04-25', '2026-04-06']],
  ])('know the days of %s', async (name, days) => {
    write('holidays.json', { calendar: `./${name}.json` });
    const { holidays } = await loadHolidays(folder);
    expect(days.filter((day) => !holidays.has(day))).toEqual([]);
  });
});

describe('the holidays of a programme', () => {
  it('are those of its calendar, with its own: added, removed, of every year, of a place', async () => {
    const removed = { '2026-04-04': 'we work', '12-25': 'every year' };
    const added = { '02-29': 'leap day', '2026-08-03': 'our day' };
    write('holidays.json', {
      calendar: './CL.json',
      added,
      removed,
      places: { '13101': { added: { '05-05': 'town' } } },
    });
    const { holidays, localHolidays } = await loadHolidays(folder);
    const known = ['2026-04-04', '2027-03-27', '2026-12-25', '2028-02-29', '2027-02-29', '2027-03-01', '2026-08-03'];
    expect(known.filter((day) => holidays.has(day))).toEqual(['2027-03-27', '2028-02-29', '2026-08-03']);
    expect(holidays.has('2026-05-05')).toBe(false);
    expect(localHolidays.get('13101')?.has('2026-05-05')).toBe(true);
    expect(localHolidays.get('13101')?.has('2026-09-18')).toBe(true);
  });

  it.each([
    [{ added: { '2027-02-29': 'x' } }, /holidays\.json: added\.2027-02-29/],
    [{ added: { tomorrow: 'x' } }, /holidays\.json: added\.tomorrow/],
    [{ calendar: './XX.json' }, /XX\.json cannot be read/],
  ])('that are wrong are refused with the file and the field: %j', async (change, message) => {
    write('holidays.json', { calendar: './CL.json', ...change });
    await expect(loadHolidays(folder)).rejects.toThrow(message);
  });
});
