/** A whole document number and a year of birth in what somebody wrote. Pure; what is not certain is null. */
import { parseDocument, type DocumentCountry, type DocumentNumber } from '../domain/document-number.js';
import { birthYear } from './details.js';

export interface Claim {
  /** null = it looks like a document and is none: a digit is wrong. */
  readonly document: DocumentNumber | null;
  readonly birthYear: number;
}

/** "12 345 678 - 5", "RSSMRA 80A01 H501 U": no document is written in more pieces. */
const PIECES = 5;
const DATE = /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$/;
/** As long as the shortest document that anybody has. */
const LIKE_A_DOCUMENT = /^(?=(?:.*\d){5})[A-Z\d.\-·/]{6,}$/i;

/** `today` — yyyy-mm-dd where they live. Null = not both are there. */
export function wholeDocument(text: string, country: DocumentCountry, today: string): Claim | null {
  const words = text
    .replace(/[,;:()]/g, ' ')
    .split(/\s+/)
    .filter(Boolean);
  let best: { readonly claim: Claim; readonly pieces: number } | null = null;
  let wrong: Claim | null = null;
  for (let from = 0; from < words.length; from += 1) {
    for (let pieces = 1; pieces <= PIECES && from + pieces <= words.length; pieces += 1) {
      const taken = words.slice(from, from + pieces);
      if (taken.some((word) => DATE.test(word))) break;
      const rest = [...words.slice(0, from), ...words.slice(from + pieces)].join(' ');
      const parsed = parseDocument(country, taken.join(''));
      const shaped = parsed.ok || (pieces === 1 && LIKE_A_DOCUMENT.test(taken[0] ?? ''));
      const year = shaped ? birthYear(rest, today) : null;
      if (year === null) continue;
      if (!parsed.ok) wrong ??= { document: null, birthYear: year };
      // A number in pieces holds shorter ones that happen to be right: the longest is meant.
      else if (best === null || pieces > best.pieces)
        best = { claim: { document: parsed.value, birthYear: year }, pieces };
    }
  }
  return best?.claim ?? wrong;
}

/** Everything with a digit in it is hidden: a whole document is never kept, however it is written. */
export const maskNumbers = (text: string): string => text.replace(/\S*\d\S*/g, '••••');
