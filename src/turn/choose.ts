/** Which of the answers offered is meant by words: "la de San Roque", "opción 2". Pure; in doubt none. */

export interface Offered {
  readonly id: string;
  /** As the person reads it. */
  readonly label: string;
}

/** Shorter words stand in too many sentences. */
const SHORTEST = 4;

/** Said alone: "no, and it hurts more and more" is no answer to "do you have any of this?". */
const YES = /^(?:si+|sip|si si|claro|claro que si|certo)$/;
const NO =
  /^(?:no+|nop|no no|no nada|nada|nada de eso|ningun[oa]?|no gracias|no res|cap|res|no niente|niente|nessuno)$/;

/** The id of the only answer whose label is said, or is part of what is said. */
export function chosenByWords(text: string, offered: readonly Offered[]): string | null {
  const said = bare(text);
  if (said === '') return null;
  const digit = /^(?:la |el |opcion |numero |l |il |opcio )+(\d)$/.exec(said)?.[1];
  if (digit !== undefined) return offered[Number(digit) - 1]?.id ?? null;
  const exact = offered.filter(({ label }) => bare(label) === said);
  if (exact.length > 0) return exact.length === 1 ? (exact[0]?.id ?? null) : null;
  const word = YES.test(said) ? 'si' : NO.test(said) ? 'no' : null;
  const begin = word === null ? [] : offered.filter(({ label }) => bare(label).split(' ')[0] === word);
  if (begin.length > 0) return begin.length === 1 ? (begin[0]?.id ?? null) : null;
  const within = offered.filter(({ label }) => {
    const words = bare(label);
    return words.length >= SHORTEST && ` ${said} `.includes(` ${words} `);
  });
  const part = offered.filter(({ label }) => said.length >= SHORTEST && ` ${bare(label)} `.includes(` ${said} `));
  const found = within.length > 0 ? within : part;
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

/** The answer whose label is the whole message. */
export function chosenExactly(text: string, offered: readonly Offered[]): string | null {
  const said = bare(text);
  const exact = offered.filter(({ label }) => said !== '' && bare(label) === said);
  return exact.length === 1 ? (exact[0]?.id ?? null) : null;
}

/** The same of a menu: only an answer said alone, for the rest of a sentence may ask for something else. */
export function chosenFromMenu(text: string, offered: readonly Offered[]): string | null {
  const said = bare(text).replace(/^(?:quiero|quisiera|necesito|por|vull|vorrei|una?|el|la|los|las|lo|il|i) /, '');
  const exact = offered.filter(({ label }) => bare(label) === said || bare(label) === bare(text));
  return exact.length === 1 ? (exact[0]?.id ?? null) : null;
}

/** Without accents, marks and capitals. */
export const bare = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();
