import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dryRun } from '../../src/intake/dry-run.js';
import { readFile, writeList } from '../support/list-file.js';

/** The contract of lists/README.md: what the checker asks for, on the sample and on lists made with other options. */

const LISTS = 'tests/fixtures/lists';
const folder = mkdtempSync(join(tmpdir(), 'vigente-manifest-'));

function check(manifest: string, report: string): string {
  const run = spawnSync(process.execPath, [join(LISTS, 'check-import.mjs'), manifest, report], { encoding: 'utf8' });
  return run.status === 0 ? 'all right' : run.stdout;
}

it('reads the sample list right', async () => {
  const report = join(folder, 'sample.json');
  await dryRun(join(LISTS, 'sample-1000.csv'), { today: '2026-11-21', reportFile: report });
  expect(check(join(LISTS, 'sample-1000.manifest.json'), report)).toBe('all right');
});

const generated: readonly string[] = [
  '--seed 1 --dirty 0.5',
  '--seed 2 --dirty 0.5 --encoding latin1',
  '--seed 3 --dirty 0.4 --separator , --file-defects bom,crlf',
  '--seed 4 --dirty 0.4 --separator | --file-defects lower-header,reordered',
  '--seed 5 --dirty 0.4 --separator tab --file-defects extra-columns,crlf',
  '--seed 6 --dirty 0.3 --file-defects comuna-lost-zero',
  '--seed 7 --dirty 0.55 --encoding latin1 --separator , --file-defects reordered,extra-columns,comuna-lost-zero,crlf',
  '--seed 8 --dirty 0.3 --today 2025-02-28',
  '--seed 9 --dirty 0.2 --only duplicate-open,phone-shared,run-placeholder',
  '--seed 10',
];

describe('generated lists', () => {
  it.each(generated)('with %s', async (options) => {
    const name = options.replace(/\W+/g, '_');
    const [list, manifest, report] = ['csv', 'json', 'report'].map((ending) => join(folder, `${name}.${ending}`)) as [
      string,
      string,
      string,
    ];
    execFileSync(process.execPath, [join(LISTS, 'make-list.mjs'), '--rows', '3000', '--out', list, '--manifest', manifest, ...options.split(' ')], { stdio: 'ignore' }); // prettier-ignore
    const { today } = JSON.parse(readFileSync(manifest, 'utf8')) as { today: string };
    await dryRun(list, { today, reportFile: report });
    expect(check(manifest, report)).toBe('all right');
  });
});

it('finds the same in one pass (dry run) as in two (batches)', async () => {
  const list = join(folder, 'both.csv');
  const report = join(folder, 'both.json');
  execFileSync(process.execPath, [join(LISTS, 'make-list.mjs'), '--rows', '4000', '--seed', '11', '--dirty', '0.5', '--out', list], { stdio: 'ignore' }); // prettier-ignore
  const { file: _, seconds: __, ...once } = await dryRun(list, { today: '2026-11-21', reportFile: report });
  const twice = await readFile(list);
  expect(once).toEqual(twice.summary);
  const written = JSON.parse(readFileSync(report, 'utf8')) as Record<
    string,
    { line: number; code: string; column: string }[]
  >;
  const told = (items: readonly { line: number; code: string; column: string | null }[]): string[] =>
    items.map((item) => `${item.line} ${item.code} ${item.column}`).sort();
  for (const kind of ['repaired', 'warned', 'rejected'])
    expect(told(written[kind] ?? [])).toEqual(told(twice.findings.filter((finding) => finding.kind === kind)));
});

describe('the report', () => {
  it('leaves no parts behind, and gives every finding its sentence', async () => {
    const report = join(folder, 'whole.json');
    const result = await dryRun(join(LISTS, 'sample-1000.csv'), { today: '2026-11-21', reportFile: report });
    const written = JSON.parse(readFileSync(report, 'utf8')) as Record<string, unknown>;
    expect(written).toMatchObject({
      file: 'sample-1000.csv',
      rows: result.rows,
      imported: result.imported,
      people: result.people,
    });
    for (const kind of ['repaired', 'warned', 'rejected'])
      for (const item of written[kind] as { message: string; line: number }[])
        expect(item.message).toMatch(/^Línea \d+/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
  it('is not written when the list cannot be read, and says so when its own folder is missing', async () => {
    const report = join(folder, 'none.json');
    await expect(dryRun(writeList('hola\n'), { today: '2026-11-21', reportFile: report })).rejects.toMatchObject({
      code: 'header-missing',
    });
    expect(existsSync(report)).toBe(false);
    await expect(
      dryRun(join(LISTS, 'sample-1000.csv'), { today: '2026-11-21', reportFile: join(folder, 'no', 'r.json') }),
    ).rejects.toMatchObject({ code: 'report-unwritable', exitCode: 2 });
  });
});
