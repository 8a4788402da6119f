import { runDocument } from '../domain/document-number.js';
import { COLUMN_NAMES, MANDATORY_COLUMNS, type ColumnName } from './column-names.js';
import { COLUMN_READERS } from './columns.js';
import { readContacts, type IsShared } from './contacts.js';
import { ageOn, DateReader } from './dates.js';
import type { Header } from './header.js';
import { identityOf } from './identity.js';
import type { AcceptedRow, ListEntry } from './list.js';
import type { RowNotes } from './notes.js';
import { cleanCell, hasControl, isDamaged, oddRecord, type CellReader } from './repair.js';
import { readPersonRun, readProfessional } from './run-columns.js';

/** The rules of one row (lists/README.md): each is refused, kept with a warning, or kept. Rules between rows: people.ts. */

const C = Object.fromEntries(COLUMN_NAMES.map((name, index) => [name, index])) as Record<ColumnName, number>;
const READERS: readonly CellReader[] = COLUMN_NAMES.map((name) => COLUMN_READERS[name]);
/** RUN and the professional's RUN say themselves when they are missing. */
const MANDATORY: readonly ColumnName[] = MANDATORY_COLUMNS.filter(
  (name) => !['RUN', 'DV', 'RUN_PROF_SOL', 'DV_PROF_SOL'].includes(name),
);
/** Columns whose readers want the cell as it is in the file. */
const RAW = new Set<number>([C.RUN, C.DV, C.FONO_FIJO, C.FONO_MOVIL, C.EMAIL, C.RUN_PROF_SOL, C.DV_PROF_SOL]);

export class RowJudge {
  readonly #today: string;
  readonly #dates: DateReader;
  readonly #odd: RegExp;
  readonly #header: Header;
  readonly #isShared: IsShared;
  readonly #notes: RowNotes;
  readonly #values: string[] = new Array<string>(COLUMN_NAMES.length).fill('');

  constructor(header: Header, today: string, notes: RowNotes, isShared: IsShared) {
    this.#header = header;
    this.#today = today;
    this.#dates = new DateReader(today);
    this.#odd = oddRecord(header.separator);
    this.#notes = notes;
    this.#isShared = isShared;
  }

  /** The row, or null when it is refused (the notes say why). `raw` — the record as text; `quoted` — it held quotes. */
  judge(cells: readonly string[], raw: string, quoted: boolean): AcceptedRow | null {
    const notes = this.#notes;
    const odd = quoted || this.#odd.test(raw);
    if (odd && hasControl(raw)) {
      notes.reject('control-character', this.#columnWithControl(cells));
      return null;
    }
    this.#readCells(cells, odd);
    const v = this.#values;
    const run = readPersonRun(v[C.RUN] as string, v[C.DV] as string, notes);
    const requestedBy = readProfessional(v[C.RUN_PROF_SOL] as string, v[C.DV_PROF_SOL] as string, notes);
    for (const name of MANDATORY)
      if (v[C[name]] === '' && !this.#alreadyRefused(name)) notes.reject('mandatory-missing', name);
    if (v[C.SOSPECHA_DIAG] === '' && v[C.CONFIR_DIAG] === '') notes.reject('no-diagnosis', 'SOSPECHA_DIAG');
    this.#settleBirthDate(run ?? null, cells);
    this.#judgeDates();
    const contacts = readContacts(
      v[C.FONO_MOVIL] as string,
      v[C.FONO_FIJO] as string,
      v[C.EMAIL] as string,
      this.#isShared,
      notes,
    );
    if (notes.rejected || run === undefined) return null;
    this.#judgePerson();
    return {
      line: notes.line,
      person: {
        document: run === null ? null : runDocument(run),
        names: v[C.NOMBRES] as string,
        surname: v[C.PRIMER_APELLIDO] as string,
        secondSurname: v[C.SEGUNDO_APELLIDO] as string,
        birthDate: v[C.FECHA_NAC] as string,
        sex: Number(v[C.SEXO]),
        insurer: Number(v[C.PREVISION]),
        prais: v[C.PRAIS] === '1',
        region: Number(v[C.REGION]),
        commune: v[C.COMUNA] as string,
        city: v[C.CIUDAD] as string,
        rurality: Number(v[C.COND_RURALIDAD]),
        street: v[C.NOM_CALLE] as string,
        streetNumber: v[C.NUM_DIRECCION] as string,
        addressRest: v[C.RESTO_DIRECCION] as string,
      },
      contacts,
      entry: this.#entry(run ?? (v[C.RUN] as string), requestedBy),
    };
  }

  /** What entries a refused record names, as far as it can be read: its cells may stand in the wrong columns. */
  identitiesIn(cells: readonly string[]): string[] {
    if (cells.length !== this.#header.width) return [];
    const cell = (name: ColumnName): string => cleanCell(cells[this.#header.positions[C[name]] as number] ?? '');
    const [sigteId, destination, localId] = [cell('SIGTE_ID'), cell('ESTAB_DEST'), cell('ID_LOCAL')];
    const named: string[] = [];
    if (sigteId !== '') named.push(`sigte:${sigteId}`);
    if (destination !== '' && localId !== '') named.push(`local:${destination}:${localId}`);
    return named;
  }

  #readCells(cells: readonly string[], odd: boolean): void {
    const { positions } = this.#header;
    const notes = this.#notes;
    const values = this.#values;
    for (let column = 0; column < READERS.length; column++) {
      const position = positions[column] as number;
      if (position === -1) {
        values[column] = '';
        continue;
      }
      const cell = cells[position] as string;
      if (RAW.has(column)) {
        values[column] = cell;
        continue;
      }
      notes.at(COLUMN_NAMES[column] as ColumnName);
      const clean = odd && this.#odd.test(cell) ? cleanCell(cell) : cell;
      if (odd && isDamaged(clean)) notes.warn('text-damaged');
      const value = (READERS[column] as CellReader)(clean, notes, this.#dates);
      values[column] = value;
      notes.settle(cell, value, clean !== cell);
    }
  }

  #columnWithControl(cells: readonly string[]): ColumnName | null {
    const at = cells.findIndex(hasControl);
    return COLUMN_NAMES[this.#header.positions.indexOf(at)] ?? null;
  }

  /** A date that could not be read has said so; that it is also empty is no second reason. */
  #alreadyRefused(name: ColumnName): boolean {
    return this.#notes.rejected && (name === 'FECHA_NAC' || name === 'F_ENTRADA') && this.#notes.hasRejected(name);
  }

  /**
   * A birth year of two digits that fits two centuries: RUNs were given in order, so one from 1999 on is no centenarian's and
   * one from before 1970 no young person's. In between neither reading is likely, and the row is refused.
   */
  #settleBirthDate(run: string | null, cells: readonly string[]): void {
    const both = this.#values[C.FECHA_NAC] as string;
    if (both.length <= 10) return; // yyyy-mm-dd
    const [earlier, later] = both.split('|') as [string, string];
    const number = run === null ? 0 : Number(run);
    const entered = this.#values[C.F_ENTRADA] as string;
    const young = number >= 19_000_000 && later <= (entered === '' ? this.#today : entered);
    const old = number >= 1000 && number < 12_000_000;
    const value = young ? later : old ? earlier : '';
    this.#values[C.FECHA_NAC] = value;
    if (value === '') return this.#notes.reject('date-ambiguous', 'FECHA_NAC');
    const from = cells[this.#header.positions[C.FECHA_NAC] as number] as string;
    this.#notes.repaired('FECHA_NAC', 'date-two-digit-year', from, value);
    this.#notes.warn('birth-century', 'FECHA_NAC');
  }

  #judgeDates(): void {
    const notes = this.#notes;
    const v = this.#values;
    const born = v[C.FECHA_NAC] as string;
    const entered = v[C.F_ENTRADA] as string;
    const exited = v[C.F_SALIDA] as string;
    if (entered > this.#today) notes.reject('entry-future', 'F_ENTRADA');
    if (born > this.#today) notes.reject('birth-future', 'FECHA_NAC');
    else if (born !== '' && entered !== '' && entered < born) notes.reject('entry-before-birth', 'F_ENTRADA');
    if (exited !== '' && entered !== '' && exited < entered) notes.reject('exit-before-entry', 'F_SALIDA');
  }

  /** Warnings of a row that is kept. */
  #judgePerson(): void {
    const notes = this.#notes;
    const v = this.#values;
    const age = ageOn(v[C.FECHA_NAC] as string, this.#today);
    if (age < 18) notes.warn('minor', 'FECHA_NAC');
    else if (age > 105) notes.warn('age-over-105', 'FECHA_NAC');
    if (v[C.SEGUNDO_APELLIDO] === '') notes.warn('no-second-surname', 'SEGUNDO_APELLIDO');
    if (v[C.PRAIS] === '1' && v[C.PREVISION] === '2') notes.warn('prais-isapre', 'PRAIS');
    const commune = v[C.COMUNA] as string;
    const region = Number(v[C.REGION]);
    if (commune.length === 5 && region > 0 && Number(commune.slice(0, 2)) !== region)
      notes.warn('commune-region', 'COMUNA');
    const exited = v[C.F_SALIDA] as string;
    const cause = v[C.C_SALIDA] as string;
    const appointment = v[C.F_CITACION] as string;
    if (exited > this.#today) notes.warn('exit-future', 'F_SALIDA');
    if (exited === '' && cause !== '') notes.warn('cause-without-exit', 'C_SALIDA');
    if (exited !== '' && cause === '') notes.warn('exit-without-cause', 'C_SALIDA');
    if (exited === '' && appointment !== '' && appointment < this.#today) notes.warn('appointment-past', 'F_CITACION');
  }

  #entry(run: string, requestedBy: string): ListEntry {
    const v = this.#values;
    const sigteId = v[C.SIGTE_ID] as string;
    const localId = v[C.ID_LOCAL] as string;
    const careCode = v[C.PRESTA_MIN] as string;
    const limb = v[C.EXTREMIDAD] as string;
    const enteredOn = v[C.F_ENTRADA] as string;
    const destination = v[C.ESTAB_DEST] as string;
    return {
      identity: identityOf({ sigteId, destination, localId, run, careCode, limb, enteredOn }),
      sigteId,
      localId,
      type: Number(v[C.TIPO_PREST]) as ListEntry['type'],
      careCode,
      plane: v[C.PLANO] as string,
      limb,
      careLabel: v[C.PRESTA_EST] as string,
      enteredOn,
      healthService: Number(v[C.SERV_SALUD]),
      origin: v[C.ESTAB_ORIG] as string,
      destination,
      exitedOn: v[C.F_SALIDA] === '' ? null : (v[C.F_SALIDA] as string),
      exitCause: v[C.C_SALIDA] === '' ? null : Number(v[C.C_SALIDA]),
      appointmentOn: v[C.F_CITACION] === '' ? null : (v[C.F_CITACION] as string),
      suspicion: v[C.SOSPECHA_DIAG] as string,
      diagnosis: v[C.CONFIR_DIAG] as string,
      result: v[C.RESULTADO] as string,
      requestedBy,
    };
  }
}
