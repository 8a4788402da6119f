/** The table of waits in the languages of its callers: read aloud as well as seen, so that a colour is always a word too. */
import type { Face } from '../domain/call-waits.js';
import type { Locale } from '../domain/meaning.js';

export interface WaitsWords {
  readonly title: string;
  best(from: string, to: string, minutes: string): string;
  minutes(count: number): string;
  readonly time: string;
  readonly average: string;
  readonly least: string;
  readonly most: string;
  readonly faces: Readonly<Record<Face, string>>;
  /** What a face means, for the legend: up to so many minutes, and red: longer than so many. */
  upTo(minutes: string): string;
  over(minutes: string): string;
  /** What a screen reader says of a line. */
  spoken(minutes: string, face: string): string;
  readonly unknown: string;
  source(source: string, day: string): string;
  stale(source: string, day: string): string;
  readonly missing: string;
  call(number: string): string;
  readonly nobody: string;
}

const es: WaitsWords = {
  title: 'Cuánto se espera al teléfono',
  best: (from, to, minutes) => `La mejor hora para llamar es de ${from} a ${to}: se espera ${minutes} de media.`,
  minutes: (count) => (count === 1 ? '1 minuto' : `${count} minutos`),
  time: 'Hora', average: 'Media', least: 'Mínima', most: 'Máxima',
  faces: { green: 'verde', yellow: 'amarillo', red: 'rojo' },
  upTo: (minutes) => `hasta ${minutes}`,
  over: (minutes) => `más de ${minutes}`,
  spoken: (minutes, face) => `espera media ${minutes}, ${face}`,
  unknown: 'Sin medición a esta hora',
  source: (source, day) => `Según ${source}, medido hasta el ${day}.`,
  stale: (source, day) => `Las últimas mediciones son del ${day} (${source}). Son demasiado antiguas, así que no las mostramos.`,
  missing: 'Todavía no hay mediciones de la espera.',
  call: (number) => `Teléfono: ${number}`,
  nobody: 'Aquí ningún servicio publica cuánto se espera.',
}; // prettier-ignore

const ca: WaitsWords = {
  title: 'Quant s’espera al telèfon',
  best: (from, to, minutes) => `La millor hora per trucar és de ${from} a ${to}: s’espera ${minutes} de mitjana.`,
  minutes: (count) => (count === 1 ? '1 minut' : `${count} minuts`),
  time: 'Hora', average: 'Mitjana', least: 'Mínima', most: 'Màxima',
  faces: { green: 'verd', yellow: 'groc', red: 'vermell' },
  upTo: (minutes) => `fins a ${minutes}`,
  over: (minutes) => `més de ${minutes}`,
  spoken: (minutes, face) => `espera mitjana ${minutes}, ${face}`,
  unknown: 'Sense mesura a aquesta hora',
  source: (source, day) => `Segons ${source}, mesurat fins al ${day}.`,
  stale: (source, day) => `Les últimes mesures són del ${day} (${source}). Són massa antigues, i per això no les mostrem.`,
  missing: 'Encara no hi ha mesures de l’espera.',
  call: (number) => `Telèfon: ${number}`,
  nobody: 'Aquí cap servei publica quant s’espera.',
}; // prettier-ignore

const it: WaitsWords = {
  title: 'Quanto si aspetta al telefono',
  best: (from, to, minutes) => `Il momento migliore per chiamare è dalle ${from} alle ${to}: si aspetta in media ${minutes}.`,
  minutes: (count) => (count === 1 ? '1 minuto' : `${count} minuti`),
  time: 'Ora', average: 'Media', least: 'Minima', most: 'Massima',
  faces: { green: 'verde', yellow: 'giallo', red: 'rosso' },
  upTo: (minutes) => `fino a ${minutes}`,
  over: (minutes) => `più di ${minutes}`,
  spoken: (minutes, face) => `attesa media ${minutes}, ${face}`,
  unknown: 'Nessuna misura a quest’ora',
  source: (source, day) => `Fonte: ${source}, misure fino al ${day}.`,
  stale: (source, day) => `Le ultime misure sono del ${day} (${source}). Sono troppo vecchie, perciò non le mostriamo.`,
  missing: 'Non ci sono ancora misure dell’attesa.',
  call: (number) => `Telefono: ${number}`,
  nobody: 'Qui nessun servizio pubblica quanto si aspetta.',
}; // prettier-ignore

const WORDS: Readonly<Record<string, WaitsWords>> = { es, ca, it };

export const waitsWords = (locale: Locale): WaitsWords => WORDS[locale.slice(0, 2)] ?? es;
