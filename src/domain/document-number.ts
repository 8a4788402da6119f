/**
 * Document numbers that say who a person is. The only makers are the parsers below: they check what each country lets one
 * check, and return a reason instead of throwing, because a bad number in a list is an ordinary thing.
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Chile: the digits without points, check digit or leading zeros. */
export type Run = Branded<'Run'>;
/** Argentina: seven or eight digits. */
export type DniArgentina = Branded<'DniArgentina'>;
/** Spain: eight digits and a letter. */
export type DniSpain = Branded<'DniSpain'>;
/** Spain, foreigners: X, Y or Z, seven digits and a letter. */
export type Nie = Branded<'Nie'>;
/** Catalonia, CatSalut: four letters, sex, date of birth, three digits. */
export type Cip = Branded<'Cip'>;
/** Italy: sixteen characters, as issued (omocodia letters kept: they are part of that person's number). */
export type CodiceFiscale = Branded<'CodiceFiscale'>;

export type DocumentNumber =
  | { readonly country: 'CL'; readonly type: 'RUN'; readonly number: Run }
  | { readonly country: 'AR'; readonly type: 'DNI'; readonly number: DniArgentina }
  | { readonly country: 'ES'; readonly type: 'DNI'; readonly number: DniSpain }
  | { readonly country: 'ES'; readonly type: 'NIE'; readonly number: Nie }
  | { readonly country: 'ES'; readonly type: 'CIP'; readonly number: Cip }
  | { readonly country: 'IT'; readonly type: 'CF'; readonly number: CodiceFiscale };

export type DocumentCountry = DocumentNumber['country'];

/** `placeholder` = well formed, but typed by clerks when they have no number: it identifies nobody. */
export const DOCUMENT_PROBLEMS = ['empty', 'format', 'checkDigit', 'placeholder'] as const;
export type DocumentProblem = (typeof DOCUMENT_PROBLEMS)[number];

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: DocumentProblem };

const good = <T>(value: T): Parsed<T> => ({ ok: true, value });
const bad = (problem: DocumentProblem): { readonly ok: false; readonly problem: DocumentProblem } => ({
  ok: false,
  problem,
});

const squeeze = (text: string): string => text.replace(/[\s.\-·/]/g, '').toUpperCase();
const allEqual = (digits: string): boolean => /^(\d)\1*$/.test(digits);

// ------------------------------------------------------------------ Chile

/** Check digit of a RUN, modulo 11, weights 2–7 from the right (DOMAIN §1.4). `run` — whole number below 2^31, without check digit. */
export function runCheckDigit(run: number): string {
  let sum = 0;
  let weight = 2;
  for (let rest = run | 0; rest > 0; rest = (rest / 10) | 0) {
    sum += (rest % 10) * weight;
    weight = weight === 7 ? 2 : weight + 1;
  }
  return '0K987654321'.charAt(sum % 11);
}

/** RUNs below this belong to nobody alive; "1-9" and its kind are what people type to get past a form. */
export const SMALLEST_RUN = 1000;

/** Eight equal digits ("11111111-1") and tiny numbers: clerks type them for people without a number. */
export function isPlaceholderRun(digits: string): boolean {
  if (digits === '') return false;
  const number = Number(digits);
  return number < SMALLEST_RUN || (digits.length === 8 && number % 11_111_111 === 0);
}

/** "12.345.678-5", "12345678-5", "123456785", "10000013-k": a RUN with its check digit. */
export function parseRun(text: string): Parsed<Run> {
  const plain = squeeze(text);
  if (plain === '') return bad('empty');
  if (!/^\d{2,9}$|^\d{1,8}K$/.test(plain)) return bad('format');
  return runOf(plain.slice(0, -1), plain.slice(-1));
}

/** Without a regular expression: it is asked for every row of a list. */
function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return text !== '';
}

/** A RUN from its two columns, digits and check digit already apart. */
export function runOf(digits: string, checkDigit: string): Parsed<Run> {
  if (digits.length > 8 || !isDigits(digits) || checkDigit.length !== 1) return bad(digits === '' ? 'empty' : 'format');
  if (isPlaceholderRun(digits)) return bad('placeholder');
  const run = Number(digits);
  if (runCheckDigit(run) !== checkDigit.toUpperCase()) return bad('checkDigit');
  return good(String(run) as Run);
}

/** "12345678-5", for people and for SIGTE. */
export function writeRun(run: Run): string {
  return `${run}-${runCheckDigit(Number(run))}`;
}

export const runDocument = (number: Run): DocumentNumber => ({ country: 'CL', type: 'RUN', number });

// ------------------------------------------------------------------ Argentina

/** Argentina has no check digit: shape, range and the usual placeholders are all that can be checked. */
export function parseDniArgentina(text: string): Parsed<DniArgentina> {
  const digits = squeeze(text)
    .replace(/^DNI/, '')
    .replace(/^0+(?=\d)/, '');
  if (digits === '') return bad('empty');
  if (!/^\d{6,8}$/.test(digits)) return bad('format');
  if (allEqual(digits) || digits === '12345678' || digits === '1234567') return bad('placeholder');
  return good(digits as DniArgentina);
}

// ------------------------------------------------------------------ Spain

/** Check letter of a Spanish DNI or NIE: the number modulo 23. */
export function dniCheckLetter(number: number): string {
  return 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(number % 23);
}

/** Seven digits are read with their lost leading zero; the letter proves it. */
export function parseDniSpain(text: string): Parsed<DniSpain> {
  const plain = squeeze(text);
  if (plain === '') return bad('empty');
  const parts = /^(\d{7,8})([A-Z])$/.exec(plain);
  if (parts === null) return bad('format');
  const digits = (parts[1] as string).padStart(8, '0');
  if (dniCheckLetter(Number(digits)) !== parts[2]) return bad('checkDigit');
  if (allEqual(digits)) return bad('placeholder');
  return good(`${digits}${parts[2]}` as DniSpain);
}

export function parseNie(text: string): Parsed<Nie> {
  const plain = squeeze(text);
  if (plain === '') return bad('empty');
  const parts = /^([XYZ])(\d{7,8})([A-Z])$/.exec(plain);
  if (parts === null) return bad('format');
  const digits = (parts[2] as string).replace(/^0(?=\d{7}$)/, ''); // old cards write eight digits with a zero in front
  if (digits.length !== 7) return bad('format');
  const first = 'XYZ'.indexOf(parts[1] as string);
  if (dniCheckLetter(Number(`${first}${digits}`)) !== parts[3]) return bad('checkDigit');
  if (allEqual(digits)) return bad('placeholder');
  return good(`${parts[1]}${digits}${parts[3]}` as Nie);
}

/** CatSalut's rule for the last digit is not public: shape, sex (0, 1) and a day that exists are checked. */
export function parseCip(text: string): Parsed<Cip> {
  const plain = squeeze(text);
  if (plain === '') return bad('empty');
  const parts = /^[A-Z]{4}[01](\d\d)(\d\d)(\d\d)\d{3}$/.exec(plain);
  if (parts === null) return bad('format');
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  if (month < 1 || month > 12 || day < 1 || day > 31) return bad('format');
  return good(plain as Cip);
}

// ------------------------------------------------------------------ Italy

/** Values of characters in odd places (1st, 3rd, …) of a codice fiscale; digits and A–J share the first ten. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
/** Letters that stand for 0–9 when two people would have the same code (omocodia). */
const OMOCODIA = 'LMNPQRSTUV';
const SHAPE = /^[A-Z]{6}[\dL-NP-V]{2}[ABCDEHLMPRST][\dL-NP-V]{2}[A-Z][\dL-NP-V]{3}[A-Z]$/;

/** Check character of the first fifteen characters, upper case. */
export function codiceFiscaleCheck(first15: string): string {
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const code = first15.charCodeAt(i);
    const place = code < 58 ? code - 48 : code - 65;
    sum += i % 2 === 0 ? (ODD[place] ?? 0) : place;
  }
  return String.fromCharCode(65 + (sum % 26));
}

const omocodiaDigit = (character: string): number =>
  OMOCODIA.includes(character) ? OMOCODIA.indexOf(character) : Number(character);

export function parseCodiceFiscale(text: string): Parsed<CodiceFiscale> {
  const plain = squeeze(text);
  if (plain === '') return bad('empty');
  if (!SHAPE.test(plain)) return bad('format');
  const day = omocodiaDigit(plain.charAt(9)) * 10 + omocodiaDigit(plain.charAt(10));
  if (day < 1 || day > 71 || (day > 31 && day < 41)) return bad('format'); // women: day + 40
  if (codiceFiscaleCheck(plain) !== plain.charAt(15)) return bad('checkDigit');
  return good(plain as CodiceFiscale);
}

// ------------------------------------------------------------------ any country

/** Reads a document of this country, of whichever type fits. */
export function parseDocument(country: DocumentCountry, text: string): Parsed<DocumentNumber> {
  switch (country) {
    case 'CL':
      return as(parseRun(text), runDocument);
    case 'AR':
      return as(parseDniArgentina(text), (number) => ({ country: 'AR', type: 'DNI', number }));
    case 'IT':
      return as(parseCodiceFiscale(text), (number) => ({ country: 'IT', type: 'CF', number }));
    case 'ES': {
      const first = squeeze(text).charAt(0);
      if ('XYZ'.includes(first) && first !== '' && /^[XYZ]\d/.test(squeeze(text)))
        return as(parseNie(text), (number) => ({ country: 'ES', type: 'NIE', number }));
      if (/^[A-Z]{4}/.test(squeeze(text)))
        return as(parseCip(text), (number) => ({ country: 'ES', type: 'CIP', number }));
      return as(parseDniSpain(text), (number) => ({ country: 'ES', type: 'DNI', number }));
    }
    default:
      return country satisfies never;
  }
}

function as<T>(parsed: Parsed<T>, make: (value: T) => DocumentNumber): Parsed<DocumentNumber> {
  return parsed.ok ? good(make(parsed.value)) : parsed;
}

/** What people are asked for to prove who they are: the last four digits; of a codice fiscale, its last four characters. null = too short. */
export function documentTail(type: string | null, number: string): string | null {
  const body = type === 'CF' ? number : number.replace(/\D/g, '');
  return body.length >= 4 ? body.slice(-4) : null;
}
