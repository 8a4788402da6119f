/** "Un martes por la tarde", "després del 10 de desembre", "di mattina": when would suit them? Five languages, pure; null = nothing said. */
import type { Preference } from '../domain/booking.js';

const WEEKDAYS: readonly RegExp[] = [
  /\b(?:lunes|dilluns|lunedi)\b/,
  /\b(?:martes|dimarts|martedi)\b/,
  /\b(?:miercoles|dimecres|mercoledi)\b/,
  /\b(?:jueves|dijous|giovedi)\b/,
  /\b(?:viernes|divendres|venerdi)\b/,
  /\b(?:sabados?|dissabtes?|sabato)\b/,
  /\b(?:domingos?|diumenges?|domenica)\b/,
];
const MORNING =
  /\b(?:(?:por|en|de|a) la manana|mananas?(?! (?:no|voy|puedo))|temprano|primera hora|mati|matins|mattina|mattino|mattinata)\b/;
const AFTERNOON = /\b(?:tardes?|tarda|tardes|pomeriggio|mediodia|vespre|sera)\b/;
const NOT_BEFORE = /\b(?:despues|a partir|mas tarde|mas adelante|mes endavant|mes tard|despres|dopo|piu avanti)\b/;
const NOT = /\b(?:no|ni|non|menos|excepto|menys|tranne)\b/;
const MONTHS: readonly RegExp[] = [
  /\b(?:enero|gener|gennaio)\b/, /\b(?:febrero|febrer|febbraio)\b/, /\b(?:marzo|marc)\b/, /\b(?:abril|aprile)\b/, /\b(?:mayo|maig|maggio)\b/,
  /\b(?:junio|juny|giugno)\b/, /\b(?:julio|juliol|luglio)\b/, /\b(?:agosto|agost)\b/, /\b(?:septiembre|setiembre|setembre|settembre)\b/,
  /\b(?:octubre|ottobre)\b/, /\b(?:noviembre|novembre)\b/, /\b(?:diciembre|desembre|dicembre)\b/,
]; // prettier-ignore

/** `today` — yyyy-mm-dd there. What is excluded ("no puedo los martes") leaves the other days. */
export function preferenceOf(text: string, today: string): Preference | null {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const named = WEEKDAYS.flatMap((words, index) => (words.test(plain) ? [index + 1] : []));
  const excluded = named.length > 0 && NOT.test(plain);
  const weekdays = excluded ? [1, 2, 3, 4, 5, 6, 7].filter((day) => !named.includes(day)) : named;
  const part = partOf(plain);
  const from = fromOf(plain, today);
  if (weekdays.length === 0 && part === null && from === null) return null;
  return {
    ...(weekdays.length > 0 ? { weekdays } : {}),
    ...(part ? { part } : {}),
    ...(from ? { from } : {}),
  };
}

function partOf(plain: string): 'morning' | 'afternoon' | null {
  const [morning, afternoon] = [
    MORNING.test(plain),
    AFTERNOON.test(plain) && !/\bmas tarde\b|\bmes tard\b/.test(plain),
  ];
  if (morning === afternoon) return null;
  const denied = NOT.test(plain) && !WEEKDAYS.some((words) => words.test(plain));
  return morning !== denied ? 'morning' : 'afternoon';
}

/** A day that is named is one from which on it would do: "el 10", "después del 10 de diciembre", "en enero". */
function fromOf(plain: string, today: string): string | null {
  const month = MONTHS.findIndex((words) => words.test(plain));
  const day = /\b(?:el|del|al|dia|dal|il) (\d{1,2})\b(?!\s*(?:h|:|y media))/.exec(plain)?.[1];
  if (month < 0 && day === undefined) {
    if (
      /\b(?:proxim[ao]|que viene|la otra|prossima|vinent|que ve) (?:semana|setmana|settimana)\b|\b(?:semana|setmana|settimana) (?:proxima|que viene|que ve|vinent|prossima)\b/.test(
        plain,
      )
    )
      return nextMonday(today);
    return NOT_BEFORE.test(plain) ? plusDays(today, 14) : null;
  }
  const [year, now] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const which = month < 0 ? now : month + 1;
  const wanted = (y: number, m: number) => iso(y, m, day === undefined ? 1 : Number(day));
  const first = wanted(year, which);
  if (first === null) return null;
  if (first >= today || (month >= 0 && which === now)) return first;
  return month < 0 ? wanted(now === 12 ? year + 1 : year, now === 12 ? 1 : now + 1) : wanted(year + 1, which);
}

function iso(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && day >= 1 ? date.toISOString().slice(0, 10) : null;
}

const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

function nextMonday(today: string): string {
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  return plusDays(today, 7 - weekday);
}
