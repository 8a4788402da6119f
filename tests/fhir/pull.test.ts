import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { isFhir, withPulled, type Pulled } from '../../src/fhir/pull.js';

/** A FHIR R4 server, as far as it is asked. */
let server: Server;
let base: string;
let asked: { readonly url: string; readonly authorization: string | undefined }[] = [];
let answer: (url: string) => { readonly status?: number; readonly body: unknown };

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const { status = 200, body } = answer(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/fhir+json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
});
afterAll(() => new Promise((done) => server.close(done)));
beforeEach(() => {
  asked = [];
});

const bundle = (resources: readonly object[], next?: string) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  link: next === undefined ? [] : [{ relation: 'next', url: next }],
  entry: resources.map((resource) => ({ resource })),
});
const pull = (what: Pulled) =>
  withPulled(what, { base, token: 'secret', zone: 'America/Argentina/Jujuy', from: '2026-11-30' }, (file) =>
    Promise.resolve({ file, lines: readFileSync(file, 'utf8').trim().split('\n') }),
  );

describe('a FHIR server', () => {
  it('gives its free slots, page by page, with the place of their schedule and the hour of the programme', async () => {
    const slot = (id: string, start: string) => ({
      resourceType: 'Slot',
      id,
      status: 'free',
      start,
      schedule: { reference: 'Schedule/1' },
    });
    const schedule = {
      resourceType: 'Schedule', id: '1', specialty: [{ coding: [{ display: 'Pediatría' }] }],
      actor: [{ reference: 'Practitioner/1', display: 'Dra. X' }, { reference: 'Location/1', display: 'Hospital "San Roque"; sala 2' }],
    }; // prettier-ignore
    answer = (url) => ({
      body: url.includes('page=2')
        ? bundle([slot('b', '2026-12-11T08:30:00-03:00'), schedule])
        : bundle([slot('a', '2026-12-10T12:00:00Z'), schedule], `${base}/Slot?page=2`),
    });
    const { file, lines } = await pull('slots');
    expect(lines).toEqual([
      'AGENDA;FECHA;HORA;LUGAR;COMUNA;ESTADO;REFERENCIA',
      '"Pediatría";"2026-12-10";"09:00";"Hospital ""San Roque""; sala 2";"";"LIBRE";"a"',
      '"Pediatría";"2026-12-11";"08:30";"Hospital ""San Roque""; sala 2";"";"LIBRE";"b"',
    ]);
    expect(asked[0]).toEqual({
      url: '/fhir/Slot?status=free&start=ge2026-11-30&_include=Slot:schedule&_count=200',
      authorization: 'Bearer secret',
    });
    expect(existsSync(file)).toBe(false);
  });

  it('gives appointments with the document of their patient', async () => {
    answer = () => ({
      body: bundle([
        {
          resourceType: 'Appointment', id: 'x', status: 'booked', start: '2026-12-10T12:00:00Z', serviceType: [{ text: 'Traumatología' }],
          participant: [{ actor: { reference: 'Patient/9' } }, { actor: { reference: 'Location/1', display: 'Consultorios' } }],
        },
        { resourceType: 'Appointment', id: 'y', status: 'cancelled', start: '2026-12-11T12:00:00Z', participant: [{ actor: { reference: 'Patient/8', identifier: { value: '31000002' } } }] },
        { resourceType: 'Patient', id: '9', identifier: [{ value: '31000001' }] },
      ]),
    }); // prettier-ignore
    expect((await pull('appointments')).lines.slice(1)).toEqual([
      '"31000001";"2026-12-10";"09:00";"Consultorios";"Traumatología";"AGENDADA";"x"',
      '"31000002";"2026-12-11";"09:00";"";"";"ANULADA";"y"',
    ]);
  });

  it.each([
    ['refuses us', () => ({ status: 403, body: {} }), 'answered 403'],
    ['says something else', () => ({ body: { resourceType: 'OperationOutcome' } }), 'OperationOutcome, not a Bundle'],
    ['says nothing we can read', () => ({ body: '<html>' }), 'no JSON'],
    ['sends us elsewhere', () => ({ body: bundle([], 'https://elsewhere.example/Slot') }), 'another server'],
  ])('that %s is named, and nothing is read', async (_what, how, expected) => {
    answer = how;
    await expect(pull('slots')).rejects.toThrow(expected);
    expect(asked).toHaveLength(1);
  });

  it('that is away is named', async () => {
    const away = { base: 'http://127.0.0.1:9/fhir', token: '', zone: 'UTC', from: '2026-11-30' };
    await expect(withPulled('slots', away, () => Promise.resolve(null))).rejects.toThrow('cannot be reached');
  });

  it('is told from a file by its address', () => {
    expect([isFhir('https://a.example/fhir'), isFhir('slots.csv'), isFhir('/tmp/http.csv')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
