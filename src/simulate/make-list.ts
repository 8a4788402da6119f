/** A list of invented people, as a programme's hospitals would send it: for simulations of any size. No real person is in it. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { DateTime } from 'luxon';
import { runCheckDigit } from '../domain/document-number.js';
import { Random } from '../domain/random.js';
import { COLUMN_NAMES, type ColumnName } from '../intake/column-names.js';
import { readJson } from '../programmes/read-json.js';
import type { Programme } from '../programmes/programme.js';
import { join } from 'node:path';
import { z } from 'zod';

const NAMES = [
  'ANA',
  'JOSÉ',
  'MARÍA JOSÉ',
  'LUIS',
  'CARMEN GLORIA',
  'PEDRO',
  'ROSA ESTER',
  'JUAN CARLOS',
  'SANDRA',
  'MANUEL',
  'ELENA',
  'HÉCTOR',
];
const SURNAMES = [
  'OLIVARES',
  'BUSTOS',
  'FIGUEROA',
  'BARRÍA',
  'MUÑOZ',
  'CÁRCAMO',
  'VIDAL',
  'OYARZÚN',
  'TAPIA',
  'HUENCHUL',
  'ÑANCO',
  'SOTO',
];
const CARES = z.object({ codes: z.record(z.string(), z.unknown()) });
const PLACES = z.object({ services: z.record(z.string(), z.string()) });

/** Of people. */
const MINORS = 0.03;
const WITHOUT_MOBILE = 0.03;
const SECOND_MOBILE = 0.2;
const SEVERAL_ENTRIES = 0.2;
/** Of entries. */
const APPOINTMENT = 0.02;

/** Writes `people` people with about 1.25 entries each to `file`. The same seed writes the same bytes. `today` — yyyy-mm-dd. */
export async function makeList(
  file: string,
  programme: Programme,
  { people, seed, today }: { readonly people: number; readonly seed: number; readonly today: string },
): Promise<void> {
  const random = new Random(seed * 7919 + 13);
  const cares = Object.keys((await readJson(join(programme.folder, 'care-names.json'), CARES)).codes).filter((code) =>
    /^\d\d-/.test(code),
  );
  const services = Object.keys((await readJson(join(programme.folder, 'places.json'), PLACES)).services).map(Number);
  const out = createWriteStream(file);
  out.write(`${COLUMN_NAMES.join(';')}\n`);
  const day = DateTime.fromISO(today, { zone: 'utc' });
  let entries = 0;
  for (let n = 0; n < people; n += 1) {
    const run = 5_000_000 + n * 7 + 3;
    const age = random.chance(MINORS) ? random.between(1, 17) : random.between(18, 92);
    const service = random.pick(services);
    const region = Math.min(16, Math.max(1, Math.ceil(service / 2)));
    const mobile = random.chance(WITHOUT_MOBILE) ? '' : mobileOf(n);
    const person: Partial<Record<ColumnName, string>> = {
      SERV_SALUD: String(service), RUN: String(run), DV: runCheckDigit(run), NOMBRES: random.pick(NAMES), PRIMER_APELLIDO: random.pick(SURNAMES),
      SEGUNDO_APELLIDO: random.pick(SURNAMES), FECHA_NAC: dmy(day.minus({ years: age, days: random.between(0, 364) })), SEXO: String(random.between(1, 2)),
      PREVISION: random.chance(0.85) ? '1' : '2', PRAIS: random.chance(0.05) ? '1' : '2', REGION: String(region),
      COMUNA: `${String(region).padStart(2, '0')}101`, CIUDAD: 'CENTRO', COND_RURALIDAD: random.chance(0.2) ? '2' : '1', VIA_DIRECCION: '1',
      NOM_CALLE: 'LOS AROMOS', NUM_DIRECCION: String(random.between(1, 4000)), FONO_MOVIL: mobile,
      FONO_FIJO: random.chance(SECOND_MOBILE) ? mobileOf(people + n) : mobile === '' ? `2${String(22_000_000 + n).slice(-8)}` : '',
      EMAIL: '', RUN_PROF_SOL: '10413208', DV_PROF_SOL: '1',
    }; // prettier-ignore
    for (let more = random.chance(SEVERAL_ENTRIES) ? random.between(2, 3) : 1; more > 0; more -= 1) {
      entries += 1;
      const cells: Partial<Record<ColumnName, string>> = {
        ...person, TIPO_PREST: String(random.between(1, 5)), PRESTA_MIN: random.pick(cares), PRESTA_EST: 'ATENCIÓN',
        F_ENTRADA: dmy(day.minus({ days: random.between(40, 2200) })), ESTAB_ORIG: '109308', ESTAB_DEST: '109103', SOSPECHA_DIAG: 'SOSPECHA',
        F_CITACION: random.chance(APPOINTMENT) ? dmy(day.plus({ days: random.between(20, 80) })) : '', ID_LOCAL: String(5_000_000 + entries),
        SIGTE_ID: String(60_000_000 + entries),
      }; // prettier-ignore
      if (!out.write(`${COLUMN_NAMES.map((name) => cells[name] ?? '').join(';')}\n`)) await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
}

const dmy = (day: DateTime): string => day.toFormat('dd/MM/yyyy');

/** Nine digits, each its own; their last two spread evenly, which decides who answers (see truth.ts). */
const mobileOf = (n: number): string => `9${String(30_000_000 + ((n * 7_919_993) % 60_000_000)).slice(-8)}`;
