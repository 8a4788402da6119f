import { describe, expect, it } from '@jest/globals';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { judge, row, readRows, type Cells } from '../support/list-file.js';

/** Rules of one row: the catalogue of lists/README.md, and what real exports hold besides. */

const repairs = async (cells: Cells): Promise<string[]> =>
  (await judge(cells)).findings
    .filter((finding) => finding.kind === 'repaired')
    .map((finding) => `${finding.column} ${finding.code} ${JSON.stringify(finding.to)}`);

it('has nothing to say about a good row', async () => {
  const { row: kept, codes } = await judge({});
  expect(codes).toEqual([]);
  expect(kept?.person.document).toEqual({ country: 'CL', type: 'RUN', number: '9360914' });
  expect(kept?.person.birthDate).toBe('1962-10-04');
  expect(kept?.contacts.map((contact) => `${contact.kind} ${contact.value}`)).toEqual([
    'mobile +56939892755',
    'email sandra@correo.example',
  ]);
  expect(kept?.entry).toMatchObject({ identity: 'sigte:41000000', type: 1, enteredOn: '2022-04-10', exitedOn: null, requestedBy: '10413208-1' }); // prettier-ignore
});

describe('RUN', () => {
  it.each([
    ['9.360.914', 'K', ['RUN run-format "9360914"']],
    ['9360914-', 'K', ['RUN run-format "9360914"']],
    ['9 360 914', 'K', ['RUN run-format "9360914"']],
    ['009360914', 'K', ['RUN run-format "9360914"']],
    ['9360914.0', 'K', ['RUN run-format "9360914"']],
    ['9360914\u00a0', 'K', ['RUN run-format "9360914"']],
    ["'9360914", 'K', ['RUN run-format "9360914"']],
    ['9.360914E6', 'K', ['RUN run-format "9360914"']],
    ['9360914-K', '', ['RUN dv-in-run "9360914"', 'DV dv-in-run "K"']],
    ['9.360.914-k', '', ['RUN dv-in-run "9360914"', 'DV dv-in-run "K"']],
    ['9360914K', '', ['RUN dv-in-run "9360914"', 'DV dv-in-run "K"']],
    ['9360914-K', 'K', ['RUN run-format "9360914"']],
    ['123456785', '', ['RUN dv-in-run "12345678"', 'DV dv-in-run "5"']],
    ['9360914', 'k', ['DV dv-format "K"']],
    ['12345678', '5.0', ['DV dv-format "5"']],
  ])('repairs %j with DV %j', async (RUN, DV, expected) => expect(await repairs({ RUN, DV })).toEqual(expected));

  it.each([
    ['9360914', '3', 'run-check-digit'],
    ['', '', 'run-missing'],
    ['0', '', 'run-missing'],
    ['12345678', '', 'mandatory-missing'],
    ['9360914-3', 'K', 'run-unreadable'],
    ['9.36E6', 'K', 'run-rounded'],
    ['PASAPORTE', '1', 'run-unreadable'],
    ['123456789012', '1', 'run-unreadable'],
    ['1234567.8', '', 'run-unreadable'],
  ])('refuses %j with DV %j', async (RUN, DV, code) => {
    const { row: kept, codes } = await judge({ RUN, DV });
    expect(kept).toBeUndefined();
    expect(codes).toEqual([code]);
  });

  it.each(['11111111', '22222222', '00000000', '11.111.111', '1'])(
    'keeps the placeholder %s as nobody',
    async (RUN) => {
      const { row: kept, codes } = await judge({ RUN, DV: '1' });
      expect(codes).toContain('run-placeholder');
      expect(kept?.person.document).toBeNull();
    },
  );

  it('only warns of a professional whose check digit is wrong', async () => {
    expect((await judge({ DV_PROF_SOL: '2' })).codes).toEqual(['run-professional']);
    expect((await judge({ RUN_PROF_SOL: '' })).codes).toEqual(['mandatory-missing']);
  });
});

describe('dates of a row', () => {
  it.each([
    [{ F_ENTRADA: '22/11/2026' }, 'entry-future'],
    [{ F_ENTRADA: '01/01/1950' }, 'entry-before-birth'],
    [{ F_SALIDA: '09/04/2022', C_SALIDA: '1' }, 'exit-before-entry'],
    [{ F_ENTRADA: '31/02/2024' }, 'date-impossible'],
    [{ FECHA_NAC: '15/13/1960' }, 'date-impossible'],
    [{ FECHA_NAC: 'enero' }, 'date-unreadable'],
    [{ F_ENTRADA: '0' }, 'mandatory-missing'],
    [{ FECHA_NAC: '01/01/2027' }, 'birth-future'],
  ])('refuses %j: %s', async (cells, code) => {
    const { row: kept, codes } = await judge(cells);
    expect(kept).toBeUndefined();
    expect(codes).toEqual([code]);
  });
  it.each([
    [{ FECHA_NAC: '22/11/2008' }, 'minor'],
    [{ FECHA_NAC: '01/01/1915' }, 'age-over-105'],
    [{ F_CITACION: '20/11/2026' }, 'appointment-past'],
    [{ F_SALIDA: '10/04/2022' }, 'exit-without-cause'],
    [{ C_SALIDA: '1' }, 'cause-without-exit'],
    [{ F_SALIDA: '22/11/2026', C_SALIDA: '1' }, 'exit-future'],
  ])('keeps %j with the warning %s', async (cells, code) => {
    const { row: kept, codes } = await judge(cells);
    expect(kept).toBeDefined();
    expect(codes).toEqual([code]);
  });
  it('is content with a discharge on the day of entry and with eighteen years today', async () => {
    expect((await judge({ F_SALIDA: '10/04/2022', C_SALIDA: '1' })).codes).toEqual([]);
    expect((await judge({ FECHA_NAC: '21/11/2008' })).codes).toEqual([]);
  });
  it('settles a birth year of two digits by the RUN, or refuses', async () => {
    const old = await judge({ FECHA_NAC: '04/10/22' });
    expect(old.row?.person.birthDate).toBe('1922-10-04');
    expect(old.codes).toEqual(['date-two-digit-year', 'birth-century']);
    const young = await judge({ FECHA_NAC: '04/10/08', RUN: '22700000', DV: runCheckDigit(22_700_000) });
    expect(young.row?.person.birthDate).toBe('2008-10-04');
    expect(young.codes).toContain('birth-century');
    const between = await judge({ FECHA_NAC: '04/10/08', RUN: '15000000', DV: runCheckDigit(15_000_000) });
    expect(between.codes).toEqual(['date-ambiguous']);
    const plain = await judge({ FECHA_NAC: '04/10/62' });
    expect(plain.codes).toEqual(['date-two-digit-year']);
    expect(plain.row?.person.birthDate).toBe('1962-10-04');
  });
});

describe('codes and texts', () => {
  it.each<[Cells, string]>([
    [{ TIPO_PREST: '0' }, 'type-unknown'],
    [{ TIPO_PREST: 'X' }, 'type-unknown'],
    [{ F_SALIDA: '11/04/2022', C_SALIDA: '45' }, 'cause-unknown'],
    [{ NOMBRES: '' }, 'mandatory-missing'],
    [{ NOMBRES: '.' }, 'mandatory-missing'],
    [{ ESTAB_DEST: ' ' }, 'mandatory-missing'],
    [{ SOSPECHA_DIAG: '' }, 'no-diagnosis'],
    [{ FONO_MOVIL: '', EMAIL: '' }, 'no-contact'],
    [{ FONO_MOVIL: '0', EMAIL: 'no@no.cl' }, 'no-contact'],
    [{ NOMBRES: 'SAN\u0007DRA' }, 'control-character'],
    [{ NOM_CALLE: 'PA\u0000BLO' }, 'control-character'],
  ])('refuses %j: %s', async (cells, code) => {
    const { row: kept, codes } = await judge(cells);
    expect(kept).toBeUndefined();
    expect(codes).toEqual([code]);
  });
  it.each<[Cells, string]>([
    [{ PREVISION: '7' }, 'insurer-unknown'],
    [{ PREVISION: '2', PRAIS: '1' }, 'prais-isapre'],
    [{ SEGUNDO_APELLIDO: '' }, 'no-second-surname'],
    [{ SEXO: 'M' }, 'sex-unknown'],
    [{ SERV_SALUD: '27' }, 'service-unknown'],
    [{ REGION: '5' }, 'commune-region'],
    [{ COMUNA: 'SANTIAGO' }, 'commune-unreadable'],
    [{ ESTAB_ORIG: '14-105' }, 'establishment-format'],
    [{ PRESTA_MIN: '18/01/2001' }, 'care-code-format'],
    [{ SIGTE_ID: '4.1E7' }, 'id-rounded'],
    [{ NOMBRES: 'BEGOÃ‘A' }, 'text-damaged'],
  ])('keeps %j with the warning %s', async (cells, code) => {
    const { row: kept, codes } = await judge(cells);
    expect(kept).toBeDefined();
    expect(codes).toEqual([code]);
  });
  it.each<[Cells, string]>([
    [{ COMUNA: '5109', REGION: '5' }, 'COMUNA commune-padded "05109"'],
    [{ COMUNA: '13104.0' }, 'COMUNA code-format "13104"'],
    [{ TIPO_PREST: '1.0' }, 'TIPO_PREST code-format "1"'],
    [{ COND_RURALIDAD: '01' }, 'COND_RURALIDAD code-format "1"'],
    [{ PREVISION: 'Fonasa' }, 'PREVISION word-to-code "1"'],
    [{ ID_LOCAL: '2000000.0' }, 'ID_LOCAL code-format "2000000"'],
    [{ ID_LOCAL: "'2000000" }, 'ID_LOCAL apostrophe-removed "2000000"'],
    [{ SIGTE_ID: '4.1000007E7' }, 'SIGTE_ID code-format "41000007"'],
    [{ PRIMER_APELLIDO: '  FIGUEROA ' }, 'PRIMER_APELLIDO spaces-cleaned "FIGUEROA"'],
    [{ NOMBRES: 'SANDRA\u00a0LUZ' }, 'NOMBRES spaces-cleaned "SANDRA LUZ"'],
    [{ NOMBRES: 'SANDRA\u200b LUZ' }, 'NOMBRES spaces-cleaned "SANDRA LUZ"'],
    [{ SOSPECHA_DIAG: '"TEMBLOR;\n CONTROL"' }, 'SOSPECHA_DIAG spaces-cleaned "TEMBLOR; CONTROL"'],
    [{ F_CITACION: 'S/F' }, 'F_CITACION empty-word ""'],
  ])('repairs %j: %s', async (cells, expected) => expect(await repairs(cells)).toEqual([expected]));

  it('does not build an identity on a rounded folio', async () => {
    expect((await judge({ SIGTE_ID: '4.1E7' })).row?.entry.identity).toBe('local:109103:2000000');
    expect((await judge({ SIGTE_ID: '', ID_LOCAL: '2E6' })).row?.entry.identity).toMatch(/^hash:[\w-]{22}$/);
  });
  it('makes the same identity from RUN, care, limb and day of entry, however they are written', async () => {
    const ids = { SIGTE_ID: '', ID_LOCAL: '2E6' };
    const one = await judge({ ...ids, EXTREMIDAD: '9' });
    const two = await judge({ ...ids, EXTREMIDAD: '09', RUN: '9.360.914', F_ENTRADA: '2022-04-10' });
    expect(two.row?.entry.identity).toBe(one.row?.entry.identity);
  });
});

describe('contacts', () => {
  it.each<[Cells, string[], string[]]>([
    [{ FONO_MOVIL: '', FONO_FIJO: '222345678', EMAIL: '' }, ['landline-only'], ['+56222345678']],
    [{ FONO_MOVIL: '222345678', EMAIL: '' }, ['landline-only'], ['+56222345678']],
    [{ FONO_MOVIL: '' }, ['email-only'], ['sandra@correo.example']],
    [{ FONO_MOVIL: '999999999', FONO_FIJO: '222345678', EMAIL: '' }, ['phone-placeholder'], ['+56222345678']],
    [{ FONO_MOVIL: '', FONO_FIJO: '961234567', EMAIL: '' }, ['mobile-in-landline-column'], ['+56961234567']],
    [{ FONO_FIJO: '22345678', EMAIL: '' }, ['phone-unusable'], ['+56939892755']],
    [{ FONO_MOVIL: '2345678', EMAIL: '' }, ['phone-unusable'], []],
    [{ EMAIL: 'juan perez@correo.cl' }, ['email-unusable'], ['+56939892755']],
    [{ EMAIL: 'Sandra.F@Correo.Example' }, ['email-format'], ['+56939892755', 'sandra.f@correo.example']],
    [{ EMAIL: '"a.b@x.cl; c.d@y.cl"' }, ['email-format'], ['+56939892755', 'a.b@x.cl', 'c.d@y.cl']],
    [{ EMAIL: 'sinmail@sinmail.com' }, ['email-none'], ['+56939892755']],
    [{ EMAIL: 'no tiene' }, ['email-none'], ['+56939892755']],
    [{ FONO_FIJO: '0' }, ['phone-none'], ['+56939892755', 'sandra@correo.example']],
    [{ FONO_FIJO: 'hija@correo.cl', EMAIL: '' }, ['email-in-phone-column'], ['+56939892755', 'hija@correo.cl']],
    [{ FONO_MOVIL: '39892755', EMAIL: '' }, ['phone-unusable'], []], // begins with 3: no mobile lacks only a 9
    [{ FONO_MOVIL: '69892755', EMAIL: '' }, ['phone-nine-added'], ['+56969892755']],
  ])('of %j: %j', async (cells, codes, values) => {
    const judged = await judge(cells);
    expect(judged.codes).toEqual(codes);
    expect(judged.row?.contacts.map((contact) => contact.value)).toEqual(values);
  });
  it('keeps several numbers in order, with the text they came from', async () => {
    const { row: kept, findings } = await judge({ FONO_MOVIL: '944779647 / 928515043 hija', EMAIL: '' });
    expect(kept?.contacts.map((contact) => [contact.value, contact.raw, contact.rule])).toEqual([
      ['+56944779647', '944779647', 'plain'],
      ['+56928515043', '928515043 hija', 'words'],
    ]);
    expect(findings[0]).toMatchObject({ code: 'phones-several', to: ['+56944779647', '+56928515043'] });
  });
});

it('says of a refused row only why, in a sentence with line and column, without the value', async () => {
  const { findings } = await readRows([row(), row({ RUN: '9.360.914', DV: '3', SEXO: 'M' }, 1)]);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ kind: 'rejected', line: 3, column: 'DV', code: 'run-check-digit' });
  expect(findings[0]?.message).toMatch(/^Línea 3, columna DV: el dígito verificador .*Revise/);
  expect(findings[0]?.message).not.toContain('9360914');
});
