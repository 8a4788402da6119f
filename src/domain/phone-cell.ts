/** Cuts a cell that may hold several phones, words and parentheses into pieces that each may be one number. */

export interface PhoneSegment {
  /** Without words: what may be dialled. */
  readonly text: string;
  /** As the cell has it. */
  readonly raw: string;
  /** Words stood beside it ("hija"). */
  readonly words: boolean;
}

/** Always between two numbers, never inside one, except a comma between thousands. */
const JOINTS = /[/;,|\n&]|\s+(?:y|o|e|u|i)\s+|(?<=\d)\s*(?:y|o)\s*(?=\d)/i;
const THOUSANDS = /^\d{1,3}(?:[.,]\d{3})+$/;
const SCIENTIFIC = /^(\d)[.,]?(\d*)E\+?(\d{1,2})$/i;

/** Fewer digits than this beside a whole number are an extension, a flat, a count of children. */
const SHORTEST = 6;

export function segmentsOf(cell: string, isNumber: (piece: string) => boolean): PhoneSegment[] {
  const text = cell.replace(/[\u00a0\u2007\u202f\s]+/g, ' ').trim();
  const whole = text.replace(/^'/, '');
  const exact = fromScientific(whole);
  if (exact !== null) return [{ text: exact, raw: cell, words: false }];
  if (THOUSANDS.test(whole) || /^\d{6,}[.,]0+$/.test(whole)) {
    const joined = /[.,]0+$/.test(whole) && !THOUSANDS.test(whole) ? whole : whole.replace(/[.,]/g, '');
    return [{ text: joined, raw: cell, words: false }];
  }
  const found: PhoneSegment[] = [];
  for (const part of whole.split(JOINTS)) found.push(...piecesOf(part, isNumber));
  const numbers = found.filter((piece) => digitsIn(piece.text) >= SHORTEST);
  if (numbers.length === 0) return found;
  // "961234567/8" names a second number that is not written out: it must be told, unlike a flat number among words.
  return found.filter((piece) => digitsIn(piece.text) >= SHORTEST || (!piece.words && digitsIn(piece.text) > 0));
}

const digitsIn = (text: string): number => text.replace(/\D/g, '').length;

/** One part between joints: the whole of it when it is a number, else its runs of digits. */
function piecesOf(part: string, isNumber: (piece: string) => boolean): PhoneSegment[] {
  const raw = part.trim();
  if (raw === '') return [];
  const words = /\p{L}/u.test(raw);
  const bare = raw
    .replace(/\([^)]*\p{L}[^)]*\)?/gu, ' ')
    .replace(/[^\d+()\-. ]+/gu, words ? '|' : ' ')
    .replace(/[\s.\-–]+$/u, '');
  const stretches = bare.split('|').map((stretch) => stretch.replace(/^[\s.\-:]+|[\s.\-:]+$/g, ''));
  const pieces: PhoneSegment[] = [];
  for (const stretch of stretches) {
    if (digitsIn(stretch) === 0) continue;
    const split = isNumber(stretch) ? [stretch] : runsOf(stretch, isNumber);
    for (const text of split) pieces.push({ text, raw: text, words });
  }
  return pieces.length === 1 ? [{ ...(pieces[0] as PhoneSegment), raw }] : pieces;
}

/** "961234567 928515043", "961234567-928515043": only when every long run is a number by itself. */
function runsOf(stretch: string, isNumber: (piece: string) => boolean): string[] {
  for (const cut of [/\s+-\s+/, /-/, /\s+/]) {
    const runs = stretch.split(cut).filter((run) => digitsIn(run) > 0);
    if (runs.length > 1 && runs.every((run) => digitsIn(run) >= SHORTEST && isNumber(run))) return runs;
  }
  return [stretch];
}

/** "9.61234567E8" with all its digits is a whole number; with fewer, digits are lost and it stays unreadable. */
function fromScientific(text: string): string | null {
  const parts = SCIENTIFIC.exec(text);
  if (parts === null) return null;
  const decimals = parts[2] as string;
  const exponent = Number(parts[3]);
  return decimals.length === exponent ? `${parts[1]}${decimals}` : `${parts[1]}${decimals}E${exponent}`;
}
