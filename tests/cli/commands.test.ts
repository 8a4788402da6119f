import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '../../src/paths.js';
import { database, vigente } from '../support/command.js';

const sample = join(PATHS.programmes, 'minsal', 'sample', 'list.csv');

describe('the command line', () => {
  it('answers bad use with one line that says what to do, and exit status 2', async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['import', sample, '--programme', 'nowhere'], /There is no programme "nowhere"\. Known: minsal/],
      [['import', '/no/such/list.csv', '--programme', 'minsal', '--dry-run'], /no\/such\/list\.csv/],
      [['import', sample, '--today', 'tomorrow'], /must be a date like 2026-11-21/],
      [['chat', '--channel', 'fax'], /There is no channel "fax"/],
      [['understand', '--question', 'weather', 'hola'], /"weather" is no question/],
      [['simulate', '--days', '-3'], /must be a whole number/],
    ];
    for (const [args, expected] of cases) {
      const { status, err } = await vigente(args, { LOG_LEVEL: 'silent' });
      expect([args, status, err]).toEqual([args, 2, expect.stringMatching(expected)]);
    }
  }, 60_000);

  it('answers a bad setting with all problems at once', async () => {
    const { status, err } = await vigente(['doctor'], { PORT: 'x', LOG_LEVEL: 'y' });
    expect(status).toBe(2);
    expect(err).toMatch(/PORT.*LOG_LEVEL/);
  });

  it('with --json prints one object, also for an error', async () => {
    const { status, out } = await vigente([
      'import',
      '/no/such/list.csv',
      '--programme',
      'minsal',
      '--dry-run',
      '--json',
    ]);
    expect(status).toBe(2);
    expect(JSON.parse(out)).toEqual({
      error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
    });
  });

  it('judges a list without a database', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigente-cli-'));
    const report = join(folder, 'report.json');
    const { status, out } = await vigente(
      ['import', sample, '--dry-run', '--today', '2026-11-21', '--report', report, '--json'],
      { MONGODB_URI: '' },
    );
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: 1000, imported: 975 });
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ rows: 1000, people: 823, duplicates: 3 });
    rmSync(folder, { recursive: true });
  });

  it('never lets invented and real people share a database, and never demonstrates on a real one', async () => {
    const env = database();
    const first = await vigente(['import', sample, '--today', '2026-11-21', '--no-synthetic', '--json'], env);
    expect([first.status, first.err]).toEqual([0, expect.any(String)]);
    expect(JSON.parse(first.out)).toMatchObject({ newPeople: 823, newEntries: 975 });
    const again = await vigente(['import', sample, '--today', '2026-11-21', '--no-synthetic', '--json'], env);
    expect(JSON.parse(again.out)).toMatchObject({ newPeople: 0, newEntries: 0, changedEntries: 0, differences: 0 });
    // Its mail addresses say that the people are invented.
    const mixed = await vigente(['import', sample, '--today', '2026-11-21'], env);
    expect(mixed).toMatchObject({ status: 2, err: expect.stringContaining('This database holds real people') });
    const demo = await vigente(['start', '--demo', '--port', '0'], env);
    expect(demo).toMatchObject({ status: 2, err: expect.stringContaining('the demonstration never runs on it') });
    const chat = await vigente(['chat'], env);
    expect(chat).toMatchObject({ status: 2, err: expect.stringContaining('the demonstration never runs on it') });
  }, 90_000);

  it('takes a generated list for what it is, and lets no real one in beside it', async () => {
    const env = database();
    const generated = await vigente(['import', sample, '--today', '2026-11-21', '--json'], env);
    expect(JSON.parse(generated.out)).toMatchObject({ newPeople: 823, synthetic: true });
    const folder = mkdtempSync(join(tmpdir(), 'vigente-cli-'));
    const real = join(folder, 'real.csv');
    writeFileSync(real, readFileSync(sample, 'utf8').replaceAll('.example', '.cl'));
    const refused = await vigente(['import', real, '--today', '2026-11-21'], env);
    expect(refused).toMatchObject({ status: 2, err: expect.stringContaining('a real list may not enter it') });
    rmSync(folder, { recursive: true });
  }, 60_000);

  it('never demonstrates where a real provider is configured', async () => {
    const providers: readonly NodeJS.ProcessEnv[] = [
      { PUBLIC_URL: 'https://bot.example.org', TWILIO_AUTH_TOKEN: 'x' },
      { WHATSAPP_APP_SECRET: 'x', WHATSAPP_VERIFY_TOKEN: 'y' },
    ];
    for (const provider of providers) {
      const { status, err } = await vigente(['start', '--demo', '--port', '0'], { ...database(), ...provider });
      expect([status, err]).toEqual([2, expect.stringContaining('never runs when a real provider is configured')]);
    }
  }, 60_000);

  it('explains a message', async () => {
    const { out } = await vigente([
      'understand',
      '--question',
      'stillNeed',
      'ya',
      'me',
      'operaron',
      'en',
      'una',
      'clinica',
      '--json',
    ]);
    expect(JSON.parse(out)).toMatchObject({ meaning: { label: 'attendedElsewhere' } });
  });
});
