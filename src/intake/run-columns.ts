import { isPlaceholderRun, runCheckDigit, runOf, type Run } from '../domain/document-number.js';
import type { ColumnName } from './column-names.js';
import type { RowNotes } from './notes.js';
import { cleanCell } from './repair.js';

/** Reads RUN and DV together: exports put points, a dash, the check digit or ".0" where only digits belong. */

/** `digits` and `dv` — the two columns after repair; `problem` — why they are no RUN. */
export interface RunReading {
  readonly digits: string;
  readonly dv: string;
  readonly problem: 'missing' | 'unreadable' | 'rounded' | 'noCheckDigit' | null;
}

const DIGITS = /^\d+$/;
const POINTS = /^\d{1,3}(?:[., ]\d{3}){1,2}$/;
const FLOAT = /^(\d+)[.,]0+$/;
const SCIENTIFIC = /^(\d)[.,]?(\d*)E\+?(\d{1,2})$/i;
const WITH_DV = /^(.*\d) ?[-–—‐] ?([\dkK])$/;
const WITH_K = /^([\d. ]*\d)([kK])$/;

/** Digits of a RUN without its check digit, or null. */
function digitsOf(text: string): string | 'rounded' | null {
  if (DIGITS.test(text)) return text;
  const bare = text.replace(/^'+/, '').replace(/[-–—‐\s]+$/, '').trim(); // prettier-ignore
  if (DIGITS.test(bare)) return bare;
  const float = FLOAT.exec(bare);
  if (float !== null) return float[1] as string;
  if (POINTS.test(bare)) return bare.replace(/[., ]/g, '');
  const scientific = SCIENTIFIC.exec(bare);
  if (scientific === null) return null;
  const decimals = scientific[2] as string;
  return decimals.length === Number(scientific[3]) ? `${scientific[1]}${decimals}` : 'rounded';
}

const withoutZeros = (digits: string): string => (/^0{8}$/.test(digits) ? digits : digits.replace(/^0+/, ''));

/** "k", "5.0", "-5", "'5" → K, 5. What is no check digit stays, to be refused. */
function dvOf(cell: string): string {
  if (/^[\dK]$/.test(cell)) return cell;
  const bare = cell.replace(/^['\-–\s]+/, '').replace(/[.,]0+$/, '').toUpperCase(); // prettier-ignore
  return /^[\dK]$/.test(bare) ? bare : cell;
}

const fails = (problem: RunReading['problem'], digits: string, dv: string): RunReading => ({ digits, dv, problem });

export function readRunColumns(run: string, dvCell: string): RunReading {
  const dv = dvOf(dvCell);
  if (run === '' || run === '-' || run === "'") return fails('missing', '', dv);
  const split = WITH_DV.exec(run.replace(/^'+/, '')) ?? WITH_K.exec(run.replace(/^'+/, ''));
  if (split !== null) {
    const digits = digitsOf(split[1] as string);
    const inside = (split[2] as string).toUpperCase();
    if (digits === null || digits === 'rounded') return fails('unreadable', run, dv);
    // Two check digits that differ: one of them is wrong, and nothing says which.
    if (dv !== '' && dv !== inside) return fails('unreadable', withoutZeros(digits), dv);
    return finished(withoutZeros(digits), inside);
  }
  const digits = digitsOf(run);
  if (digits === null) return fails('unreadable', run, dv);
  if (digits === 'rounded') return fails('rounded', run, dv);
  const plain = withoutZeros(digits);
  if (plain === '') return fails('missing', '', dv);
  if (dv !== '' || isPlaceholderRun(plain)) return finished(plain, dv);
  // Nine digits cannot be a RUN without its check digit. With eight it could be either: refused for want of a DV.
  if (plain.length === 9 && runCheckDigit(Number(plain.slice(0, 8))) === plain.slice(8))
    return finished(plain.slice(0, 8), plain.slice(8));
  return fails('noCheckDigit', plain, '');
}

function finished(digits: string, dv: string): RunReading {
  if (digits === '') return fails('missing', '', dv);
  if (digits.length > 8) return fails('unreadable', digits, dv);
  return { digits, dv, problem: null };
}

/** The person's RUN: `null` = placeholder; `undefined` = refused (noted). */
export function readPersonRun(runCell: string, dvCell: string, notes: RowNotes): Run | null | undefined {
  const reading = readAndNote('RUN', 'DV', runCell, dvCell, notes);
  switch (reading.problem) {
    case 'missing':
      notes.reject('run-missing', 'RUN');
      return undefined;
    case 'unreadable':
      notes.reject('run-unreadable', 'RUN');
      return undefined;
    case 'rounded':
      notes.reject('run-rounded', 'RUN');
      return undefined;
    case 'noCheckDigit':
      notes.reject('mandatory-missing', 'DV');
      return undefined;
    case null:
      break;
    default:
      return reading.problem satisfies never;
  }
  if (isPlaceholderRun(reading.digits)) {
    notes.warn('run-placeholder', 'RUN');
    return null;
  }
  const run = runOf(reading.digits, reading.dv);
  if (run.ok) return run.value;
  notes.reject('run-check-digit', 'DV');
  return undefined;
}

/** The requesting professional, "13081589-8". Mandatory, but a wrong one takes nobody off the list. */
export function readProfessional(runCell: string, dvCell: string, notes: RowNotes): string {
  const reading = readAndNote('RUN_PROF_SOL', 'DV_PROF_SOL', runCell, dvCell, notes);
  if (reading.problem === 'missing') {
    notes.reject('mandatory-missing', 'RUN_PROF_SOL');
    return '';
  }
  if (reading.dv === '') notes.reject('mandatory-missing', 'DV_PROF_SOL');
  else if (reading.problem !== null || runCheckDigit(Number(reading.digits)) !== reading.dv)
    notes.warn('run-professional', 'RUN_PROF_SOL');
  return `${reading.digits}-${reading.dv}`;
}

/** The usual cells, without regular expressions: up to eight digits that do not begin with 0, and one digit or K. */
function isPlain(run: string, dv: string): boolean {
  if (run.length === 0 || run.length > 8 || dv.length !== 1 || run.charCodeAt(0) === 48) return false;
  const digit = dv.charCodeAt(0);
  if ((digit < 48 || digit > 57) && digit !== 75) return false;
  for (let i = 0; i < run.length; i++) {
    const code = run.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

function readAndNote(
  runColumn: ColumnName,
  dvColumn: ColumnName,
  runCell: string,
  dvCell: string,
  notes: RowNotes,
): RunReading {
  if (isPlain(runCell, dvCell)) return { digits: runCell, dv: dvCell, problem: null };
  const reading = readRunColumns(cleanCell(runCell), cleanCell(dvCell));
  if (reading.problem === null) {
    const split = dvCell === '' && reading.dv !== '';
    if (reading.digits !== runCell)
      notes.repaired(runColumn, split ? 'dv-in-run' : 'run-format', runCell, reading.digits);
    if (reading.dv !== dvCell) notes.repaired(dvColumn, split ? 'dv-in-run' : 'dv-format', dvCell, reading.dv);
  }
  return reading;
}
