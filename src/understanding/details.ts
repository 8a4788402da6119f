/**
 * Facts that people type among other words: the end of their document, a birth year, a date, a telephone.
 * Pure; `today` is yyyy-mm-dd where the person lives. Nothing here guesses: what is not certain is null.
 */

/** 12.345.678-5, 12345678-5, 12345678 5, 12345678-k. The check digit is set apart, which a telephone's last digit is not. */
const RUN =
  /(?<![\d.+-])(?:(\d{1,2}\.\d{3}\.\d{3})\s*[-–—\s]\s*([\dkK])|(\d{7,8})\s*[-–—]\s*([\dkK])|(\d{7,8})\s+([\dkK])|(\d{1,2}\.\d{3}\.\d{3})|(\d{7,8}[kK]))(?![\d.]\d|\d|[a-zA-Z])/g;
const PHONE_WORDS = /tel[eé]?f|fono|celu|\bcel\b|n[uú]mero|whats|wsp|llam/i;

const MONTHS = [
  'enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre',
] as const; // prettier-ignore
const MONTH = `(${MONTHS.join('|')}|setiembre|ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)`;
const NUMBERS: Readonly<Record<string, number>> = {
  un: 1, una: 1, uno: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9, diez: 10, once: 11, doce: 12,
}; // prettier-ignore
const COUNT = `(\\d{1,2}|${Object.keys(NUMBERS).join('|')})`;
const OLDEST_AGE = 120;

interface FoundRun {
  readonly body: string;
  readonly index: number;
  readonly length: number;
}

/** Whole RUNs in a text. "12345678 5" counts only when its check digit is right: two loose numbers often stand side by side. */
function runs(text: string): FoundRun[] {
  const found: FoundRun[] = [];
  for (const match of text.matchAll(RUN)) {
    const [whole, dotted, , dashed, , spaced, spacedDigit, bareDotted, withK] = match;
    const body = (dotted ?? dashed ?? spaced ?? bareDotted ?? withK?.slice(0, -1) ?? '').replace(/\D/g, '');
    if (spaced !== undefined && checkDigit(body) !== spacedDigit?.toUpperCase()) continue;
    found.push({ body, index: match.index, length: whole.length });
  }
  return found;
}

/** Modulo 11, weights 2 to 7 from the right (Registro Civil de Chile). */
function checkDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum += Number(body[body.length - 1 - i]) * (2 + (i % 6));
  const rest = 11 - (sum % 11);
  return rest === 11 ? '0' : rest === 10 ? 'K' : String(rest);
}

/** Last 4 digits of the RUN body, without check digit; from a whole RUN or from "termina en 5678". */
export function documentTail(text: string): string | null {
  const run = runs(text)[0];
  if (run) return run.body.slice(-4);
  const said =
    /(?:termina(?:do|da|n)?\s+(?:en|con)|acaba\s+en|[uú]ltimos?(?:\s+(?:4|cuatro))?(?:\s+(?:d[ií]gitos|n[uú]meros))?\s*(?:son|es|:)?|(?:rut|run|carnet|c[eé]dula)\s*(?:termina\s*en|es|:)?)\s*:?\s*(\d{4})(?!\d)/i.exec(
      text,
    );
  if (said) return said[1] ?? null;
  const loose = withoutDates(text, true).match(/(?<![\d.,/-])\d{4}(?![\d.,/-]*\d)/g) ?? [];
  return loose.length === 1 &&
    phoneNumber(text) === null &&
    !PHONE_WORDS.test(text) &&
    !/\baños?\b|\banos?\b/i.test(text)
    ? (loose[0] ?? null)
    : null;
}

/** "Soy la mamá", "habla con el papá": mother, father or guardian by their own words; "no soy la mamá" is not. */
export function isParent(text: string): boolean {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const said =
    /(\bno\s+)?\b(soy|habla|hablas|con|es)\b(?:\s+(?:con|yo|la|el|su))*\s+(mama|mami|madre|papa|papi|padre|tutora?|apoderad[oa])\b/.exec(
      plain,
    );
  return said !== null && said[1] === undefined;
}

/** Year of birth; an age ("tengo 83 años") is not one. Two digits are read as the last such year that has begun. */
export function birthYear(text: string, today: string): number | null {
  const now = Number(today.slice(0, 4));
  const plain = fold(text);
  const full = calendarDate(plain, now);
  if (full !== null) return plausibleBirth(full.year, now);
  const spoken =
    /(?:\bdel|\bel|\ben(?: el)?|nac\w*(?: el| en(?: el)?)?|\bano) (?:ano )?(\d{4}|\d{2})(?![\d/.:-]|\s*(?:anos|hrs|horas|de |a las|es mi|pesos))/.exec(
      plain,
    );
  if (spoken?.[1]) return plausibleBirth(wholeYear(spoken[1], now), now);
  const years = (maskRuns(plain).match(/(?<![\d.,/-])(?:19|20)\d\d(?![\d/-]|[.,]\d)/g) ?? []).map(Number);
  const possible = years.filter((year) => plausibleBirth(year, now) !== null);
  return possible.length === 1 || (possible.length === 2 && years.length === 2)
    ? (possible[possible.length - 1] ?? null)
    : null;
}

/** The last four characters of a codice fiscale, by themselves or at its end; letters may stand for its digits (omocodia). */
const CODICE_FISCALE_END =
  /(?<![a-z\d])(?:[a-z]{6}[\da-z]{2}[a-z][\da-z]{2}[a-z])?((?=[a-z]*\d)[\dl-np-v]{3}[a-z])(?![a-z\d])/;

/** Both proofs from one message: "5678 1943", "5678 del 43", a whole RUN and a full date, "612X 1943". */
export function identity(text: string, today: string): { documentTail: string | null; birthYear: number | null } {
  const now = Number(today.slice(0, 4));
  const plain = fold(text);
  const italian = CODICE_FISCALE_END.exec(plain);
  if (italian?.[1]) {
    const rest = plain.replace(italian[0], ' ');
    return { documentTail: italian[1].toUpperCase(), birthYear: birthYear(rest, today) };
  }
  if (runs(text).length > 0) return { documentTail: documentTail(text), birthYear: birthYear(maskRuns(text), today) };
  if (calendarDate(plain, now) !== null) return { documentTail: documentTail(text), birthYear: birthYear(text, today) };
  const pair = /^\D*(\d{4})\D+?(?:del?(?: ano)? |el |nac\w* (?:el |en )?(?:el )?)?(\d{4}|\d{2})\D*$/.exec(plain);
  if (pair?.[1] && pair[2] && !/\d\s*anos/.test(plain)) {
    const second = plausibleBirth(wholeYear(pair[2], now), now);
    if (second !== null) return { documentTail: pair[1], birthYear: second };
    const first = plausibleBirth(Number(pair[1]), now);
    if (first !== null && pair[2].length === 4) return { documentTail: pair[2], birthYear: first };
  }
  const year = birthYear(text, today);
  const tail = documentTail(text);
  // A single number of four digits cannot be both; a plausible year is taken as one.
  return year !== null && tail === String(year)
    ? { documentTail: null, birthYear: year }
    : { documentTail: tail, birthYear: year };
}

/** When something happened, as exactly as it was said. Never later than today. */
export function dateOf(text: string, today: string): { iso: string } | null {
  const plain = fold(text);
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  const past = (iso: string) => (iso <= today.slice(0, iso.length) ? { iso } : null);

  const full = calendarDate(plain, year);
  if (full !== null) return past(`${full.year}-${two(full.month)}-${two(full.day)}`);
  if (/\banteayer\b|\bantes de ayer\b|\bantier\b/.test(plain)) return { iso: daysBefore(today, 2) };
  if (/\b(?:ayer|anoche)\b/.test(plain)) return { iso: daysBefore(today, 1) };
  if (/\b(?:hoy|esta manana|recien|hace un rato)\b/.test(plain)) return { iso: today };

  const named = new RegExp(
    `\\b(?:(\\d{1,2}) (?:de )?)?${MONTH}\\b(?: (?:del? )?(?:ano )?(pasado|ante ?pasado|este ano|\\d{4}|\\d{2}\\b)| (?:de(?:l)? )?(?:ano )?(pasado|este))?`,
  ).exec(plain);
  if (named?.[2] !== undefined) {
    const which = monthNumber(named[2]);
    const said = named[3] ?? named[4];
    const when =
      said === undefined ? (which <= month ? year : year - 1)
      : /ante/.test(said) ? year - 2
      : said === 'pasado' ? year - 1
      : said.startsWith('este') ? year
      : wholeYear(said, year); // prettier-ignore
    const day = named[1] === undefined ? null : Number(named[1]);
    return past(
      day !== null && isDay(when, which, day) ? `${when}-${two(which)}-${two(day)}` : `${when}-${two(which)}`,
    );
  }
  const ago = new RegExp(
    `\\bhace (?:como |mas o menos |unos |unas |ya )*(?:${COUNT} (dias?|semanas?|mes(?:es)?|anos?)|(poco))`,
  ).exec(plain);
  if (ago?.[1] && ago[2]) {
    const count = NUMBERS[ago[1]] ?? Number(ago[1]);
    if (ago[2].startsWith('dia')) return { iso: daysBefore(today, count) };
    if (ago[2].startsWith('semana')) return { iso: daysBefore(today, count * 7).slice(0, 7) };
    if (ago[2].startsWith('mes')) return { iso: monthsBefore(year, month, count) };
    return { iso: String(year - count) };
  }
  if (/\b(?:la )?semana pasada\b|\bla otra semana\b/.test(plain)) return { iso: daysBefore(today, 7).slice(0, 7) };
  if (/\b(?:el )?mes pasado\b|\bel otro mes\b/.test(plain)) return { iso: monthsBefore(year, month, 1) };
  if (/\bante ?pasado\b/.test(plain)) return { iso: String(year - 2) };
  if (/\bano pasado\b/.test(plain)) return { iso: String(year - 1) };
  if (/\beste mes\b/.test(plain)) return { iso: today.slice(0, 7) };
  if (/\beste ano\b/.test(plain)) return { iso: String(year) };
  const alone = /(?<![\d.,/-])((?:19|20)\d\d)(?![\d/-]|[.,]\d)/.exec(maskRuns(plain));
  return alone?.[1] ? past(alone[1]) : null;
}

/** The same, never finer than a month. */
export function monthAndYear(text: string, today: string): { iso: string } | null {
  const date = dateOf(text, today);
  return date === null ? null : { iso: date.iso.slice(0, 7) };
}

/** Digits of the telephone as written, with a leading + when it was there; a RUN is not one. Eight or nine digits, or more with a country code. */
export function phoneNumber(text: string): string | null {
  const plain = maskRuns(text);
  for (const match of plain.matchAll(/(?<![\d.•])\+?\d(?:[\s().-]?\d){7,14}(?!\d)/g)) {
    const digits = match[0].replace(/[^\d+]/g, '');
    const count = digits.replace('+', '').length;
    if (count < 8 || count > 15 || calendarDate(match[0], 2100) !== null) continue;
    return digits;
  }
  return spokenPhone(fold(text));
}

const SPOKEN = ['cero', 'uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve'];

function spokenPhone(plain: string): string | null {
  const match = new RegExp(`(?:\\b(?:${SPOKEN.join('|')})\\b[\\s,]*){8,12}`).exec(plain);
  if (!match) return null;
  return (match[0].match(/[a-z]+/g) ?? []).map((word) => SPOKEN.indexOf(word)).join('');
}

/** Any whole RUN in the text becomes ••••5678; telephones stay. */
export function maskDocument(text: string): string {
  let masked = '';
  let from = 0;
  for (const run of runs(text)) {
    masked += `${text.slice(from, run.index)}••••${run.body.slice(-4)}`;
    from = run.index + run.length;
  }
  return masked + text.slice(from);
}

function maskRuns(text: string): string {
  return runs(text).length === 0 ? text : maskDocument(text).replace(/••••\d{4}/g, ' ');
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A full date with day, month and year: 12/03/1943, 12-3-43, "12 de marzo del 43", "marzo 12 de 1943" is not written here. */
function calendarDate(plain: string, thisYear: number): { year: number; month: number; day: number } | null {
  const text = maskRuns(plain);
  const numeric = /(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\d/-]|[.]\d)/.exec(text);
  const spelt = new RegExp(`\\b(\\d{1,2}) (?:de )?${MONTH} (?:del? |,? ?)?(?:ano )?(\\d{4}|\\d{2})\\b`).exec(text);
  const [day, month, year] = numeric
    ? [Number(numeric[1]), Number(numeric[2]), numeric[3]]
    : spelt
      ? [Number(spelt[1]), monthNumber(spelt[2] ?? ''), spelt[3]]
      : [0, 0, undefined];
  if (year === undefined) return null;
  const whole = wholeYear(year, thisYear);
  return isDay(whole, month, day) ? { year: whole, month, day } : null;
}

function withoutDates(text: string, runsToo: boolean): string {
  const plain = (runsToo ? maskRuns(text) : text).replace(/\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}/g, ' ');
  return plain.replace(new RegExp(`\\d{1,2} (?:de )?${MONTH} (?:del? )?(?:a[nñ]o )?\\d{2,4}`, 'gi'), ' ');
}

function wholeYear(digits: string, thisYear: number): number {
  if (digits.length === 4) return Number(digits);
  const century = Math.floor(thisYear / 100) * 100;
  return century + Number(digits) <= thisYear ? century + Number(digits) : century - 100 + Number(digits);
}

function plausibleBirth(year: number, thisYear: number): number | null {
  return year <= thisYear && year >= thisYear - OLDEST_AGE ? year : null;
}

function monthNumber(name: string): number {
  return MONTHS.findIndex((month) => month.startsWith(name.replace(/^set/, 'sep').slice(0, 3))) + 1;
}

function isDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function daysBefore(today: string, days: number): string {
  const [year, month, day] = today.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, day - days)).toISOString().slice(0, 10);
}

function monthsBefore(year: number, month: number, months: number): string {
  const index = year * 12 + month - 1 - months;
  return `${Math.floor(index / 12)}-${two((index % 12) + 1)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
