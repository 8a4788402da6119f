import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/max';
import { segmentsOf } from './phone-cell.js';

/**
 * Phone numbers as lists hold them. libphonenumber cannot do it alone (DOMAIN §2): it does not know Chilean mobiles from
 * landlines, refuses old eight-digit numbers and reads one number a cell. Its `isPossible` is the gate, never `isValid`:
 * its metadata lags behind new number blocks.
 */

declare const brand: unique symbol;
/** "+56961234567" */
export type E164 = string & { readonly [brand]: 'E164' };

export type PhoneCountry = 'CL' | 'AR' | 'ES' | 'IT' | 'MX';
export type PhoneField = 'mobile' | 'landline' | 'any';
export type PhoneKind = 'mobile' | 'landline';

/** How a cell became a number. `plain` = written normally, nothing to tell anybody. */
export const PHONE_RULES = [
  'plain',
  'separators',
  'international',
  'trunkZero',
  'nineAdded',
  'words',
  'float',
] as const;
export type PhoneRule = (typeof PHONE_RULES)[number];

export interface PhoneNumber {
  readonly e164: E164;
  readonly kind: PhoneKind;
  readonly rule: PhoneRule;
  /** The piece of the cell it was read from. */
  readonly raw: string;
}

export interface PhoneReading {
  readonly numbers: readonly PhoneNumber[];
  /** The cell holds a filler such as 999999999: somebody had to type something. */
  readonly placeholder: boolean;
  /** Pieces with digits that nobody could dial with certainty. */
  readonly unusable: readonly string[];
  /** Empty, "0", "no tiene": there is no number, and that is all the cell says. */
  readonly none: boolean;
}

export interface PhoneContext {
  readonly country: PhoneCountry;
  readonly field: PhoneField;
}

/**
 * The line behind a number, for comparing: WhatsApp writes Argentine mobiles as +549 and Mexican ones as +521 where lists and SMS
 * often leave that digit out. What is no such number (an e-mail, a user id) stays as it is.
 */
export function lineOf(number: string): string {
  const argentine = /^\+549(\d{10})$/.exec(number)?.[1];
  if (argentine !== undefined) return `+54${argentine}`;
  const mexican = /^\+521(\d{10})$/.exec(number)?.[1];
  return mexican === undefined ? number : `+52${mexican}`;
}

/** The only maker of E164 for single numbers: from webhooks, forms, settings. null = not a number that could be dialled. */
export function parseE164(text: string, country: PhoneCountry = 'CL'): E164 | null {
  if (/^\+56[2-9]\d{8}$/.test(text)) return text as E164; // agrees with libphonenumber, 60 times as fast (a test proves it)
  const parsed = parsePhoneNumber(text, country as CountryCode);
  return parsed?.isPossible() ? (parsed.number as string as E164) : null;
}

/**
 * WhatsApp knows Argentina's mobiles as 549… and Mexico's as 521…, SMS providers without that digit (DOMAIN §2.3):
 * two numbers are the same line when their comparison forms are equal. Never send to this form.
 */
export function comparisonForm(number: E164): string {
  return number.replace(/^\+549(?=\d{10}$)/, '+54').replace(/^\+521(?=\d{10}$)/, '+52');
}

const NOTHING: PhoneReading = { numbers: [], placeholder: false, unusable: [], none: true };
const FILLER: PhoneReading = { numbers: [], placeholder: true, unusable: [], none: false };

/** Every number of one cell, in order, each once. */
export function readPhones(cell: string, context: PhoneContext): PhoneReading {
  if (cell === '') return NOTHING;
  if (context.country === 'CL') {
    const plain = plainChilean(cell);
    if (plain !== null) return plain;
  }
  const segments = segmentsOf(cell, (piece) => readOne(piece, context) !== 'unusable');
  const numbers: PhoneNumber[] = [];
  const unusable: string[] = [];
  let placeholder = false;
  for (const segment of segments) {
    const one = readOne(segment.text, context);
    if (one === 'placeholder') placeholder = true;
    else if (one === 'unusable') unusable.push(segment.text);
    else if (one !== 'nothing' && !numbers.some((known) => known.e164 === one.e164))
      numbers.push({ ...one, rule: one.rule === 'plain' && segment.words ? 'words' : one.rule, raw: segment.raw });
  }
  return { numbers, placeholder, unusable, none: numbers.length === 0 && !placeholder && unusable.length === 0 };
}

type One = { e164: E164; kind: PhoneKind; rule: PhoneRule } | 'placeholder' | 'unusable' | 'nothing';

/** Reads one piece without words or joints: digits, spaces, points, dashes, parentheses, perhaps a plus in front. */
function readOne(piece: string, context: PhoneContext): One {
  const whole = piece.replace(/[.,]0+$/, ''); // a spreadsheet's 961234567.0
  const float = whole !== piece && /^\d{6,}$/.test(whole);
  const text = float ? whole : piece;
  const digits = text.replace(/\D/g, '');
  if (/^0{0,3}$/.test(digits)) return 'nothing';
  if (isPlaceholderPhone(digits)) return 'placeholder';
  const plus = /^\D*\+/.test(text) || digits.startsWith('00');
  const one =
    context.country === 'CL' ? readChilean(digits, plus, context.field) : readAbroad(text, digits, plus, context);
  if (one === 'placeholder' || one === 'unusable' || one === 'nothing') return one;
  if (one.rule !== 'plain') return one;
  return float ? { ...one, rule: 'float' } : text === digits ? one : { ...one, rule: 'separators' };
}

/**
 * All digits equal (also after the leading 9 of a mobile), or a run up or down the keyboard. A real number among them is
 * rarer than a clerk who had to fill the box, and writing to it would reach a stranger.
 */
export function isPlaceholderPhone(digits: string): boolean {
  const national = digits.replace(/^(?:00)?(?:56|54|52|34|39)(?=\d{8,10}$)/, '');
  return (
    /^(\d)\1{3,}$/.test(national) || /^\d?(\d)\1{7,}$/.test(national) || /^9?(?:0?12345678\d?|87654321)$/.test(national)
  );
}

// ------------------------------------------------------------------ Chile

/** The usual cell, nine digits and nothing else, without regular expressions. null = look closer. */
function plainChilean(cell: string): PhoneReading | null {
  if (cell.length !== 9) return null;
  let same = 0;
  const second = cell.charCodeAt(1);
  for (let i = 0; i < 9; i++) {
    const code = cell.charCodeAt(i);
    if (code < 48 || code > 57) return null;
    if (i > 0 && code === second) same++;
  }
  const first = cell.charCodeAt(0);
  if (first < 50) return null;
  if (same === 8) return FILLER;
  if (first === 57 && (cell === '912345678' || cell === '987654321')) return FILLER;
  const kind = first === 57 ? 'mobile' : 'landline';
  return {
    numbers: [{ e164: `+56${cell}` as E164, kind, rule: 'plain', raw: cell }],
    placeholder: false,
    unusable: [],
    none: false,
  };
}

/**
 * Nine national digits: mobiles begin with 9, all others are landlines, whatever libphonenumber says.
 * Eight digits that begin with 5–9 are a mobile from before 2013 in a mobile column only; elsewhere they could be two things.
 */
function readChilean(digits: string, plus: boolean, field: PhoneField): One {
  let rule: PhoneRule = 'plain';
  let national = digits;
  if (plus) {
    national = digits.replace(/^00/, '');
    if (!national.startsWith('56')) return foreign(`+${national}`);
    national = national.slice(2);
    rule = 'international';
  } else if (/^56\d{9}$/.test(digits)) {
    national = digits.slice(2);
    rule = 'international';
  }
  if (/^0[2-9]\d{8}$/.test(national)) {
    national = national.slice(1);
    if (rule === 'plain') rule = 'trunkZero';
  }
  if (/^[5-9]\d{7}$/.test(national) && field === 'mobile') {
    if (isPlaceholderPhone(national)) return 'placeholder';
    return { e164: `+569${national}` as E164, kind: 'mobile', rule: 'nineAdded' };
  }
  if (!/^[2-9]\d{8}$/.test(national)) return 'unusable';
  if (isPlaceholderPhone(national)) return 'placeholder';
  return { e164: `+56${national}` as E164, kind: national.startsWith('9') ? 'mobile' : 'landline', rule };
}

// ------------------------------------------------------------------ other countries

/** A number of another country, written with its code: kept when it could exist there. */
function foreign(text: string): One {
  const parsed = parsePhoneNumber(text);
  if (!parsed?.isPossible()) return 'unusable';
  const type = parsed.getType();
  const kind = type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE' ? 'mobile' : 'landline';
  return { e164: parsed.number as string as E164, kind, rule: 'international' };
}

function readAbroad(text: string, digits: string, plus: boolean, { country, field }: PhoneContext): One {
  const mexicanMobile = country === 'MX' && /^(?:00)?521\d{10}$/.test(digits);
  const written = mexicanMobile ? `+52${digits.slice(-10)}` : plus ? `+${digits.replace(/^00/, '')}` : text;
  const parsed = parsePhoneNumber(written, country as CountryCode);
  if (!parsed?.isPossible()) return 'unusable';
  if (isPlaceholderPhone(parsed.nationalNumber as string)) return 'placeholder';
  const rule: PhoneRule =
    plus || (parsed.country === country && digits.startsWith(parsed.countryCallingCode as string) && digits.length > 10)
      ? 'international'
      : digits.startsWith('0') && country !== 'IT'
        ? 'trunkZero'
        : 'plain';
  const e164 = parsed.number as string as E164;
  switch (parsed.getType()) {
    case 'MOBILE':
      return { e164, kind: 'mobile', rule };
    case 'FIXED_LINE_OR_MOBILE': // Mexico: nothing in the number tells; the column does
      return { e164, kind: field === 'landline' ? 'landline' : 'mobile', rule };
    default:
      // Argentina without 9 or 15 looks fixed even in a mobile column: adding the 9 would be a guess, so it stays a landline.
      return { e164, kind: 'landline', rule };
  }
}
