import type { RejectionCode, WarningCode } from './codes.js';
import type { DateReader, DateUse } from './dates.js';
import type { RowNotes } from './notes.js';

/**
 * Readers of single cells: from text already freed of stray white space to the value that is kept. A reader notes a repair,
 * a warning or a refusal; it never throws and never guesses.
 */
export type CellReader = (cell: string, notes: RowNotes, dates: DateReader) => string;

// ------------------------------------------------------------------ white space and other invisible things

/** Characters that are no text. Tab, line feed and carriage return are white space. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
/** U+FFFD, or UTF-8 read as Windows-1252 by somebody before us ("PEÃ‘A"): letters were lost. */
const DAMAGED = /\ufffd|Ã[\u0080-\u00bf‘’“”•–—˜™š›œžŸ€‚ƒ„…†‡ˆ‰Š‹ŒŽ]/;

/** Finds in a whole record whether any cell needs `cleanCell`: most records do not. */
export function oddRecord(separator: string): RegExp {
  const between = separator === '|' ? '\\|' : separator;
  const tab = separator === '\t' ? '' : '\\t';
  return new RegExp(
    `[\\u0000-\\u0008${tab}\\n-\\u001f\\u007f-\\u00a0\\u00ad\\u1680\\u2000-\\u200f\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000\\ufeff\\ufffdÃ]|  |^ | $|${between} | ${between}`,
  );
}

export const hasControl = (text: string): boolean => CONTROL.test(text);
export const isDamaged = (text: string): boolean => DAMAGED.test(text);

/** Trimmed; any run of spaces, no-break spaces or line breaks is one space. */
export function cleanCell(cell: string): string {
  return cell.replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
}

// ------------------------------------------------------------------ text

const EMPTY_WORDS = new Set(['-', '--', '---', '.', '..', '#N/A', '#N/D', 'N/A', 'N/D', 'S/I', 'S/D', 'S/A', 'NULL', 'SIN INFORMACION', 'SIN INFORMACIÓN', 'SIN DATO', 'NO REGISTRA']); // prettier-ignore

const mayBeEmptyWord = (first: number): boolean =>
  first === 45 || first === 46 || first === 35 || first === 78 || first === 110 || first === 83 || first === 115;

export const text: CellReader = (cell, notes) => {
  if (cell === '' || cell.length > 15 || !mayBeEmptyWord(cell.charCodeAt(0))) return cell;
  if (!EMPTY_WORDS.has(cell.toUpperCase())) return cell;
  notes.repair('empty-word');
  return '';
};

/** Read together with another column, or kept for people only. */
export const asIs: CellReader = (cell) => cell;

// ------------------------------------------------------------------ codes

const FLOAT = /^(\d+)[.,]0+$/;

/** A spreadsheet's apostrophe and ".0" taken away. */
export function plainNumber(cell: string, notes: RowNotes): string {
  const bare = cell.replace(/^'+/, '');
  const digits = FLOAT.exec(bare)?.[1] ?? bare;
  if (digits !== cell) notes.repair(bare === digits ? 'apostrophe-removed' : 'code-format');
  return digits;
}

export interface CodeTable {
  readonly codes: readonly string[];
  readonly words?: Readonly<Record<string, string>>;
  /** Said when the code is not in the table. */
  readonly unknown: WarningCode | RejectionCode;
  readonly refuses?: boolean;
  /** What is kept when it is not even a number; the cell itself unless told. */
  readonly otherwise?: string;
}

/** A whole number of a closed table; leading zeros, ".0", an apostrophe and known words are repaired. */
export function code(table: CodeTable): CellReader {
  const known = new Set(table.codes);
  const words = new Map(Object.entries(table.words ?? {}));
  return (cell, notes) => {
    if (cell === '' || known.has(cell)) return cell;
    const plain = plainNumber(cell, notes);
    const number = /^\d{1,6}$/.test(plain) ? String(Number(plain)) : null;
    if (number !== null && known.has(number)) {
      if (number !== plain) notes.repair('code-format');
      return number;
    }
    const fromWord = words.get(
      plain
        .normalize('NFD')
        .replace(/[^A-Za-z]/g, '')
        .toUpperCase(),
    );
    if (fromWord !== undefined && number === null) {
      notes.repair('word-to-code');
      return fromWord;
    }
    if (table.refuses) notes.reject(table.unknown as RejectionCode);
    else notes.warn(table.unknown as WarningCode);
    return number ?? table.otherwise ?? cell;
  };
}

/** A code of a given shape, kept as it is when it has another one. */
export function shaped(shape: RegExp, unlike: WarningCode): CellReader {
  return (cell, notes) => {
    if (cell === '' || shape.test(cell)) return cell;
    const plain = plainNumber(cell, notes).toUpperCase();
    if (!shape.test(plain)) notes.warn(unlike);
    return plain;
  };
}

const SCIENTIFIC = /^\d(?:[.,](\d+))?E\+?(\d{1,2})$/i;

/** An identifier: any text, except a number whose last digits a spreadsheet threw away. */
export const identifier: CellReader = (cell, notes) => {
  const first = cell.charCodeAt(0);
  if (cell === '' || (first !== 39 && !/[.,]/.test(cell) && !/^\d+e/i.test(cell))) return cell;
  const plain = plainNumber(cell, notes);
  const rounded = SCIENTIFIC.exec(plain);
  if (rounded === null) return plain;
  if ((rounded[1] ?? '').length === Number(rounded[2])) {
    notes.repair('code-format');
    return plain.replace(/[.,]|E.*$/gi, '');
  }
  notes.warn('id-rounded');
  return plain;
};

/** Is this identifier one that a spreadsheet rounded? Then it names nothing. */
export const isRounded = (value: string): boolean => SCIENTIFIC.test(value);

/** Five digits; four have lost their zero. */
export const commune: CellReader = (cell, notes) => {
  if (cell.length === 5 && /^\d{5}$/.test(cell)) return cell;
  if (cell === '') return cell;
  const plain = plainNumber(cell, notes);
  if (/^[1-9]\d{3}$/.test(plain)) {
    notes.repair('commune-padded');
    return `0${plain}`;
  }
  if (!/^\d{5}$/.test(plain)) notes.warn('commune-unreadable');
  return plain;
};

// ------------------------------------------------------------------ dates

/** yyyy-mm-dd, or nothing. A birth year that fits two centuries stays open as "earlier|later": the RUN may tell (judge). */
export function date(use: DateUse): CellReader {
  return (cell, notes, dates) => {
    if (cell === '') return '';
    const reading = dates.read(cell, use);
    switch (reading.kind) {
      case 'date':
        if (reading.code !== null) notes.repair(reading.code);
        return reading.iso;
      case 'none':
        notes.repair('empty-word');
        return '';
      case 'twoCenturies':
        return `${reading.earlier.iso}|${reading.later.iso}`;
      case 'bad':
        notes.reject(reading.code);
        return '';
      default:
        return reading satisfies never;
    }
  };
}
