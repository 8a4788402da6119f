/** What waits is asked from whoever knows, in a file only they can open, and the answer filled in is read back. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { propose } from '../../src/discharge/propose.js';
import { writeRequests } from '../../src/discharge/requests.js';
import { createServer } from 'node:http';
import { withAsked } from '../../src/load/ask-http.js';
import { loadEvidence } from '../../src/load/evidence.js';
import { loadRegistry } from '../../src/load/registry.js';
import type { TestStage } from '../support/services.js';
import { patient } from '../support/people.js';
import { dischargeStage, giveUp, stateOf, type GaveUp } from './stage.js';

let stage: TestStage;
let folder: string;
beforeAll(async () => {
  stage = await dischargeStage();
  folder = await mkdtemp(join(tmpdir(), 'vigente-requests-'));
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

const today = () => new Date(stage.clock.now()).toISOString().slice(0, 10);
const inFile = async (name: string, ...lines: string[]) => {
  const file = join(folder, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
};

describe('requests', () => {
  it('go encrypted to whoever answers, and the answer lets the proposal go on', async () => {
    const [surgery] = (await giveUp(stage, [
      patient({ entries: [{ enteredOn: '2023-03-10', careCode: '18-01-001', healthService: 23, type: 4 }] }),
    ])) as [GaveUp];
    await stage.services.store.persons.updateOne({ _id: surgery.person }, { $unset: { checked: '' } });
    expect(await propose(stage.services, stage.programme)).toMatchObject({ waits: { registry: 1, call: 1 } });

    const identity = await generateIdentity();
    const files = await writeRequests(stage.services, stage.programme, folder, {
      all: await identityToRecipient(identity),
    });
    expect(files.map(({ source, rows }) => [source, rows]).sort()).toEqual([
      ['call', 1],
      ['registry', 1],
    ]);
    const opened: Record<string, string[]> = {};
    for (const { source, file } of files) {
      const bytes = await readFile(file);
      expect(bytes.includes(Buffer.from(String(surgery.patient.run)))).toBe(false);
      const age = new Decrypter();
      age.addIdentity(identity);
      opened[source] = (await age.decrypt(bytes, 'text')).replace('\ufeff', '').trim().split('\r\n');
    }
    const [columns = '', asked = ''] = opened['registry'] ?? [];
    expect(asked.split(';')[0]).toMatch(new RegExp(`^${surgery.patient.run}-[\\dK]$`));
    const registry = await inFile('registry.csv', columns, `${asked.split(';')[0]};NO;;${today()}`);
    await loadRegistry(stage.services, stage.programme, registry, { source: 'Registro Civil', today: today() });
    const [callColumns = '', call = ''] = opened['call'] ?? [];
    const calls = await inFile('calls.csv', callColumns, `${call.split(';')[0]};SI;${today()};Dra. Soto;LL-1`);
    expect(
      await loadEvidence(stage.services, stage.programme, 'calls', calls, { source: 'DARS', today: today() }),
    ).toMatchObject({ taken: 1, refused: [] });
    // Twice is once.
    expect(
      await loadEvidence(stage.services, stage.programme, 'calls', calls, { source: 'DARS', today: today() }),
    ).toMatchObject({ taken: 0, known: 1 });
    expect(await propose(stage.services, stage.programme)).toMatchObject({ verified: 1 });
    expect(await stateOf(stage, surgery.entry)).toBe('verified');
  });

  it('say what is wrong with a key', async () => {
    const [who] = (await giveUp(stage)) as [GaveUp];
    await stage.services.store.persons.updateOne({ _id: who.person }, { $unset: { checked: '' } });
    await propose(stage.services, stage.programme);
    await expect(writeRequests(stage.services, stage.programme, folder, { all: 'ssh-rsa AAAA' })).rejects.toThrow(
      'no age public key',
    );
    await expect(writeRequests(stage.services, stage.programme, folder, { insurer: 'x' })).rejects.toThrow(
      'To whom is the request to registry',
    );
  });
});

describe('a registry over HTTP', () => {
  const registry = async (
    answer: (body: { source: string; rows: Record<string, string>[] }, tries: number) => [number, unknown],
  ) => {
    let tries = 0;
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const [status, body] =
          request.headers.authorization === 'Bearer t' ? answer(JSON.parse(text) as never, (tries += 1)) : [401, {}];
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    return { address: `http://127.0.0.1:${port}/ask`, close: () => new Promise((resolve) => server.close(resolve)) };
  };
  const load = (address: string, token = 't') =>
    withAsked(stage.services, stage.programme, 'registry', { address, token }, (file) =>
      loadRegistry(stage.services, stage.programme, file, { source: 'Registro Civil', today: today() }),
    );

  it('is asked about those who wait and nobody else, and its answer counts as a file would', async () => {
    const [who] = (await giveUp(stage)) as [GaveUp];
    await stage.services.store.persons.updateOne({ _id: who.person }, { $unset: { checked: '' } });
    await propose(stage.services, stage.programme);
    const { address, close } = await registry((body, tries) =>
      tries === 1
        ? [503, {}]
        : [
            200,
            {
              rows: [
                ...body.rows.map((row) => ({ ...row, FALLECIDO: 'NO', F_CONSULTA: today() })),
                { DOCUMENTO: '11111119-0', FALLECIDO: 'SI' },
              ],
            },
          ],
    );
    try {
      const loaded = await load(address);
      expect(loaded).toMatchObject({ dead: 0, unknown: 0, refused: [] });
      expect(loaded.checked).toBeGreaterThan(0);
      await propose(stage.services, stage.programme);
      expect(await stateOf(stage, who.entry)).toBe('verified');
    } finally {
      await close();
    }
  });

  it('that refuses, or answers something else, changes nothing and says so', async () => {
    const [who] = (await giveUp(stage)) as [GaveUp];
    await stage.services.store.persons.updateOne({ _id: who.person }, { $unset: { checked: '' } });
    await propose(stage.services, stage.programme);
    const { address, close } = await registry(() => [200, 'hello']);
    try {
      await expect(load(address, 'wrong')).rejects.toMatchObject({ code: 'registry-refused' });
      await expect(load(address)).rejects.toMatchObject({ code: 'registry-odd' });
    } finally {
      await close();
    }
    await expect(load(address)).rejects.toMatchObject({ code: 'registry-away' });
    expect(await stateOf(stage, who.entry)).toBe('proposed');
  });
});

describe('answers', () => {
  it('that are wrong are refused with the line and the reason, and the rest goes in', async () => {
    const [who] = (await giveUp(stage)) as [GaveUp];
    const folio = who.entry.split(':').at(-1) ?? '';
    const file = await inFile(
      'network.csv', 'SIGTE_ID;F_ATENCION;E_OTOR_AT;PRESTA_MIN_SALIDA;RUN_PROF_RESOL;REFERENCIA',
      `${folio};${today()};123100;07-101;12345678-5;N-1`, `${folio};;;;;`, `${folio};2099-01-01;123100;07-101;;N`, `${folio};${today()};1;07-101;;N`,
      `${folio};${today()};123100;x;;N`, `${folio};${today()};123100;07-101;;`, `999;${today()};123100;07-101;;N-2`,
    ); // prettier-ignore
    const loaded = await loadEvidence(stage.services, stage.programme, 'network', file, {
      source: 'Red',
      today: today(),
    });
    expect(loaded).toMatchObject({ rows: 7, taken: 1, open: 1, unknown: 1 });
    expect(loaded.refused.map(({ line, why }) => `${line} ${why.split(':')[0]}`)).toEqual([
      '4 F_ATENCION', '5 E_OTOR_AT', '6 PRESTA_MIN_SALIDA', '7 REFERENCIA',
    ]); // prettier-ignore
    const [evidence] = await stage.services.store.evidence.find({ entry: who.entry }).toArray();
    expect(JSON.stringify(evidence)).not.toContain('N-1');
  });

  it('of somebody who is not in the civil registry stop the discharge', async () => {
    const [who] = (await giveUp(stage)) as [GaveUp];
    const { patient: p } = who;
    const { runCheckDigit } = await import('../../src/domain/document-number.js');
    const file = await inFile(
      'nobody.csv',
      'DOCUMENTO;FALLECIDO;F_CONSULTA',
      `${p.run}-${runCheckDigit(p.run)};NO EXISTE;${today()}`,
    );
    await loadRegistry(stage.services, stage.programme, file, { source: 'Registro Civil', today: today() });
    expect(await propose(stage.services, stage.programme)).toMatchObject({ refused: { 'not-in-registry': 1 } });
    expect(await stateOf(stage, who.entry)).toBe('refused');
  });

  it('of a death propose every open entry, and the living never', async () => {
    const [who] = (await giveUp(stage)) as [GaveUp];
    const { runCheckDigit } = await import('../../src/domain/document-number.js');
    const run = `${who.patient.run}-${runCheckDigit(who.patient.run)}`;
    const dead = await inFile(
      'dead.csv',
      'DOCUMENTO;FALLECIDO;F_DEFUNCION;F_CONSULTA',
      `${run};SI;2026-06-01;${today()}`,
    );
    await loadRegistry(stage.services, stage.programme, dead, { source: 'Registro Civil', today: today() });
    // They answered after that day, and proved who they are: the registry is asked again by a person, and nobody is discharged.
    expect(await propose(stage.services, stage.programme)).toMatchObject({
      deaths: 1,
      refused: { 'dead-writes': 1, 'registry-dead': 1 },
    });
  });
});
