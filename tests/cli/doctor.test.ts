import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { doctor, printDiagnosis, type DoctorOptions } from '../../src/cli/doctor.js';
import { remove, temporaryFolder } from '../support/engines.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let options: DoctorOptions;
beforeEach(() => {
  folder = temporaryFolder();
  options = {
    root,
    dataFolder: join(folder, 'data'),
    cacheFolder: join(folder, 'cache'),
    env: { PATH: '' },
    host: '127.0.0.1',
    port: 0,
    settings: [],
  };
});
afterEach(() => remove(folder));

const stateOf = (diagnosis: Awaited<ReturnType<typeof doctor>>, name: string): string | undefined =>
  diagnosis.findings.find((finding) => finding.name === name)?.state;

describe('doctor', () => {
  it('finds this machine fit to run, and touches nothing', async () => {
    const found = await doctor({ ...options, mongodbUri: process.env['VIGENTE_TEST_MONGODB_URI'] });
    expect(found.findings.filter(({ state }) => state === 'bad')).toEqual([]);
    expect(found.ok).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
    expect(printDiagnosis(found)).toMatch(/America\/Coyhaique known[\s\S]*Everything that is needed/);
  });

  it('says the three ways out when there is no database', async () => {
    const found = await doctor(options);
    expect(found.ok).toBe(false);
    expect(stateOf(found, 'Database')).toBe('bad');
    expect(printDiagnosis(found)).toContain('MONGODB_URI');
  });

  it('finds a port in use, a setting that cannot be used, and data of an engine that nobody named', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const port = (taken.address() as AddressInfo).port;
    mkdirSync(join(options.dataFolder, 'database'), { recursive: true });
    writeFileSync(join(options.dataFolder, 'database', 'storage.bson'), 'x');
    const found = await doctor({
      ...options,
      port,
      settings: [{ name: 'VIGENTE_KEYS', ok: false, hint: 'Write id:base64.' }],
    });
    expect(stateOf(found, `Port ${port}`)).toBe('warn');
    expect(stateOf(found, 'VIGENTE_KEYS')).toBe('bad');
    expect(stateOf(found, 'Data folder')).toBe('bad');
    await new Promise((resolve) => taken.close(resolve));
  });

  it('never shows the password of MONGODB_URI', async () => {
    const found = await doctor({ ...options, mongodbUri: 'mongodb://user:secret@127.0.0.1:9/' });
    expect(stateOf(found, 'MONGODB_URI')).toBe('bad');
    expect(JSON.stringify(found)).not.toContain('secret');
  });
});
