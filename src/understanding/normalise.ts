/**
 * Makes one spelling out of the many that people type, so that a rule is written once.
 * `sí` with its accent (or stretched: `siii`) becomes `sii`: it can only be a yes, while a plain `si` may also be an "if".
 */

import { remembered } from './remembered.js';
import { tokensOf } from './tokens.js';

/** What a language adds to the common clean-up. Keys are already lower-case and without accents. */
export interface Spelling {
  readonly words: ReadonlyMap<string, string>;
  /** Letters without which the change cannot apply, what changes, and into what. */
  readonly endings: readonly (readonly [string, RegExp, string])[];
  /** What an accent alone tells apart, of the lower-case text: read before accents go. */
  readonly accented?: readonly (readonly [RegExp, string])[];
  /** Words in a row that are read as others, by the first of them, the longest first. */
  readonly phrases?: ReadonlyMap<string, readonly Phrase[]>;
}

export interface Phrase {
  readonly words: readonly string[];
  readonly read: readonly string[];
}

/** `text` is padded with blanks; clause marks stand alone as ` , `, ` . ` and ` ? `. */
export interface Normalised {
  readonly text: string;
  readonly words: readonly string[];
  readonly asks: boolean;
}

const EMOJI: readonly (readonly [RegExp, string])[] = [
  [/[👍👌✅✔☑🆗]/gu, ' emojiok '],
  [/[👎❌🚫✖]/gu, ' emojino '],
  [/[🙏🤲]/gu, ' emojithanks '],
  [/[👋]/gu, ' emojihello '],
  [/[🙄😒😤😠😡🤬]/gu, ' emojicross '],
  [/[😢😭💔😔😞😥🕊✝]/gu, ' emojisad '],
  [/[😂🤣😅😆]/gu, ' emojilaugh '],
  [/\p{Extended_Pictographic}/gu, ' emoji '],
];
const ANY_EMOJI = /\p{Extended_Pictographic}/u;
const MARKS = /[\u0300-\u036f\u200d\ufe0f\u{1f3fb}-\u{1f3ff}]/gu;
/**
 * Nine digits, however grouped; with or without 56. A run of six or more separate digits is somebody dictating one.
 * Spain writes 612 345 678 or 612 34 56 78, Italy 339 60 71 245, Argentina 388 412-3456.
 */
const PHONE =
  /(?:\+?\s?(?:56|54|34|39)[\s-]?)?(?:\d{3}(?:[\s-]\d{2}){3}|\d{3}[\s-]\d{2}[\s-]\d{2}[\s-]\d{3}|\d{3}[\s-]\d{3}[\s-]\d{3,4}|\d{2,3}[\s-]\d{3}[\s-]\d{2}[\s-]\d{2}|(?:\(?\d{1,2}\)?[\s-]?)(?:\d{4}[\s-]?\d{4}|\d{3}[\s-]?\d{2}[\s-]?\d{2}|\d{3}[\s-]?\d{3,4}|\d{7,8}))(?!\d)/g;

const BEYOND_ASCII = /[^\x00-\x7f]/;
const SIGNS = /[^a-z0-9ñ ]/;

/** How many words of a very long message are read; the rest is a forwarded chain more often than an answer. */
const MOST_CHARACTERS = 1500;

export function normalise(raw: string, spelling: Spelling): Normalised {
  let text = raw.length > MOST_CHARACTERS ? raw.slice(0, MOST_CHARACTERS) : raw;
  if (spelling.accented !== undefined) {
    if (ANY_EMOJI.test(text)) text = withNamedEmoji(text);
    text = text.toLowerCase();
    for (const [pattern, word] of spelling.accented) text = text.replace(pattern, word);
  }
  const words = inWords(tokensOf(text) ?? cleaned(text).split(/\s+/), spelling);
  return { text: ` ${words.join(' ')} `, words, asks: words.includes('?') };
}

const withNamedEmoji = (text: string) => EMOJI.reduce((named, [pattern, name]) => named.replace(pattern, name), text);

/** Lower case without accents, numbers of telephones named, only signs that mean something. */
export function cleaned(raw: string): string {
  let text = raw;
  if (ANY_EMOJI.test(text)) text = withNamedEmoji(text);
  text = text.toLowerCase();
  if (BEYOND_ASCII.test(text)) text = withoutAccents(text);
  if (/\d/.test(text)) {
    if (/\d{4}|\d{3}[\s-]\d/.test(text)) text = text.replace(PHONE, ' phonenumber ');
    text = text.replace(/(\d)[.,](?=\d)/g, '$1');
  }
  if (SIGNS.test(text))
    text = text
      .replace(/[¿¡"“”'’`*_()[\]{}<>|«»/\\#~^=+%&$@-]/g, ' ')
      .replace(/\.{2,}|…/g, ' , ')
      .replace(/[;:,]/g, ' , ')
      .replace(/[.!\n\r]+/g, ' . ')
      .replace(/\?+/g, ' ? ');
  return text;
}
/** `sí` is told from `si`; then accents go. */
export const withoutAccents = (text: string) =>
  text
    .replace(/(^|[^\p{L}])s[íì](?!\p{L})/gu, '$1sii')
    .normalize('NFD')
    .replace(MARKS, '');

/** A word as typed: in lower case without accents, as it is read, and the phrases that it may begin. */
interface Token {
  readonly typed: string;
  readonly read: readonly string[];
  readonly phrases: readonly Phrase[] | undefined;
}

const readers = new WeakMap<Spelling, (token: string) => Token>();
function readerOf(spelling: Spelling): (token: string) => Token {
  let reader = readers.get(spelling);
  if (reader === undefined) {
    reader = remembered((token) => {
      const lower = token.toLowerCase();
      const typed = BEYOND_ASCII.test(lower) ? withoutAccents(lower) : lower;
      return { typed, read: respell(typed, spelling), phrases: spelling.phrases?.get(typed) };
    });
    readers.set(spelling, reader);
  }
  return reader;
}

function inWords(typed: readonly string[], spelling: Spelling): string[] {
  const tokens = typed.map(readerOf(spelling));
  const words: string[] = [];
  for (let at = 0; at < tokens.length;) {
    const { read, phrases } = tokens[at] as Token;
    const phrase = phrases?.find((each) => each.words.every((part, i) => part === tokens[at + i]?.typed));
    for (const word of phrase?.read ?? read)
      // A mark in front of everything separates nothing.
      if (words.length > 0 || (word !== '.' && word !== ',')) words.push(word);
    at += phrase?.words.length ?? 1;
  }
  return words;
}

function respell(word: string, spelling: Spelling): readonly string[] {
  let out = word;
  if (hasDouble(out)) {
    if (/^s+i{2,}p?$/.test(out)) out = 'sii';
    else
      out = out
        .replace(/(.)\1{2,}/g, '$1')
        .replace(/([aeiou])\1$/, '$1')
        .replace(/^([a-z])\1(?=[aeiou])(?<!ll)/, '$1');
    if (out.endsWith('crer') || out === 'ler') out = word;
  }
  let known = spelling.words.get(out);
  if (known === undefined) {
    for (const [letters, pattern, replacement] of spelling.endings)
      if (out.includes(letters)) out = out.replace(pattern, replacement);
    if (out !== word) known = spelling.words.get(out);
  }
  return (known ?? out).split(' ').filter((part) => part !== '');
}

function hasDouble(word: string): boolean {
  for (let i = 1; i < word.length; i++) if (word.charCodeAt(i) === word.charCodeAt(i - 1)) return true;
  return false;
}
