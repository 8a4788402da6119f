import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checkout } from '../support/checkout.js';
import { until } from '../support/engines.js';

/** `doctor` needs no database: what is tried here is installing and building. */
let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

const installs = (): number => checkout.calls.filter((call) => call.startsWith('npm ')).length;
const builds = (): number => checkout.calls.filter((call) => call === 'tsc').length;

describe('a fresh checkout', () => {
  it('is installed and built, and then runs the command with its arguments', async () => {
    const first = await checkout.run('doctor', '--json');
    expect(first).toMatchObject({ code: 0, stdout: '["doctor","--json"]\n' });
    expect(checkout.calls).toEqual(['npm ci --ignore-scripts --no-audit --no-fund --include=dev', 'tsc']);
    expect(first.stderr).toMatch(/Installing 1 packages[\s\S]*done in [\d.]+ s[\s\S]*Building[\s\S]*Set-up took/);
    expect(checkout.read('dist/src/words/list.txt')).toBe('uno');
    expect(existsSync(join(checkout.root, 'dist', 'src', 'main.ts'))).toBe(false);
  });

  it('is silent and quick the second time', async () => {
    await checkout.run('doctor');
    checkout.forgetCalls();
    const start = Date.now();
    expect(await checkout.run('doctor')).toMatchObject({ code: 0, stderr: '' });
    expect(checkout.calls).toEqual([]);
    expect(Date.now() - start).toBeLessThan(3_000);
  });

  it('is installed once by two that start together', async () => {
    checkout.npm('sleep 0.5');
    const both = await Promise.all([checkout.run('doctor'), checkout.run('doctor')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect([installs(), builds()]).toEqual([1, 1]);
    expect(both.some(({ stderr }) => stderr.includes('Waiting for another set-up'))).toBe(true);
  });
});

describe('an installation that is cut off', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('by %s is done again', async (signal) => {
    checkout.npm('', 'sleep 30');
    const first = checkout.start('doctor');
    await until(() => existsSync(join(checkout.root, 'node_modules', 'typescript', 'bin', 'tsc')));
    first.process.kill(signal);
    expect((await first.ended).code).not.toBe(0);
    checkout.npm();
    expect(await checkout.run('doctor')).toMatchObject({ code: 0 });
    expect([installs(), builds()]).toEqual([2, 1]);
    expect(readdirSync(join(checkout.root, '.setup'))).toEqual([]);
  });

  it('says the reason and what to do, once, and exits with 2', async () => {
    checkout.npm('echo "npm error code ENOTFOUND" >&2; exit 1');
    const failed = await checkout.run('doctor');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).toContain('npm error code ENOTFOUND');
    expect(failed.stderr).toContain('start again');
    expect(failed.stderr).not.toContain('    at ');
    const json = await checkout.run('doctor', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'install-failed' } });
    expect(existsSync(join(checkout.root, 'dist'))).toBe(false);
  });
});

describe('packages', () => {
  it('are installed anew when package-lock.json changes', async () => {
    await checkout.run('doctor');
    checkout.write(
      'package-lock.json',
      '{"packages":{"":{},"node_modules/typescript":{"version":"1.0.1","integrity":"y"}}}',
    );
    await checkout.run('doctor');
    expect([installs(), builds()]).toEqual([2, 2]);
  });

  it('that somebody installed by hand are taken as they are, when they are whole', async () => {
    await checkout.run('doctor');
    const byHand = '{"packages":{"node_modules/typescript":{"version":"1.0.0","integrity":"x"}}}';
    rmSync(join(checkout.root, 'node_modules', '.vigente-stamp.json'));
    writeFileSync(join(checkout.root, 'node_modules', '.package-lock.json'), byHand);
    await checkout.run('doctor');
    expect(installs()).toBe(1);
    rmSync(join(checkout.root, 'node_modules', '.vigente-stamp.json'));
    writeFileSync(join(checkout.root, 'node_modules', '.package-lock.json'), byHand.replace('1.0.0', '0.9.0'));
    await checkout.run('doctor');
    expect(installs()).toBe(2);
  });
});

describe('the build', () => {
  it('follows the sources, and not their dates', async () => {
    await checkout.run('doctor');
    utimesSync(join(checkout.root, 'src', 'main.ts'), new Date(0), new Date(0));
    await checkout.run('doctor');
    expect(builds()).toBe(1);
    checkout.write('src/main.ts', 'console.log("changed")');
    expect((await checkout.run('doctor')).stdout).toBe('changed\n');
    expect(builds()).toBe(2);
    checkout.write('src/words/list.txt', 'dos');
    await checkout.run('doctor');
    expect(checkout.read('dist/src/words/list.txt')).toBe('dos');
    checkout.write('src/words/more.txt', 'tres');
    await checkout.run('doctor');
    rmSync(join(checkout.root, 'src', 'words', 'more.txt'));
    await checkout.run('doctor');
    expect(checkout.read('dist/src/words/more.txt')).toBeUndefined();
  });

  it('that fails says why and leaves the old one', async () => {
    await checkout.run('doctor');
    checkout.write('src/main.ts', 'BROKEN');
    const failed = await checkout.run('doctor');
    expect(failed.code).toBe(2);
    expect(failed.stderr).toContain('error TS1005');
    expect(checkout.read('dist/src/main.js')).toContain('console.log');
    expect(readdirSync(join(checkout.root, '.setup'))).toEqual([]);
  });
});

describe('set-up alone', () => {
  it('does not know every option', async () => {
    expect(await checkout.run('setup', '--fast')).toMatchObject({ code: 2, stdout: '' });
  });
});
