/** Reads the part of regular expressions that the idea files use, into a tree that `automaton.ts` can follow. */

/** Characters are ASCII codes; two more codes stand for any other character and for the end of the text. */
export const OTHER = 128;
export const END = 129;
export const CODES = 130;

/** Which codes a character of the pattern accepts: one byte per code. */
export type Accepted = Uint8Array;

export type Tree =
  | { readonly kind: 'character'; readonly accepted: Accepted }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly part: Tree; readonly least: number; readonly most: number };

/** One of the alternatives at the top of a pattern. */
export interface Choice {
  readonly source: string;
  readonly tree: Tree;
  readonly exact: boolean;
}

const NOTHING: Tree = { kind: 'sequence', parts: [] };
const WORD = /\w/;

/** Is this code part of a word, as `\b` understands it? */
export const IS_WORD = Uint8Array.from({ length: CODES }, (_, code) =>
  code < OTHER && WORD.test(String.fromCharCode(code)) ? 1 : 0,
);

/**
 * A tree may accept more than its pattern: what is looked at before and behind, word borders, and characters beyond ASCII are
 * taken as matching. Such a choice is not `exact`; whoever needs to know must ask the pattern itself. Throws on syntax it does not know.
 */
export function readPattern(source: string): readonly Choice[] {
  return new PatternReader(source).topChoices();
}

/** The same, with anything in front of it. */
export const afterAnything = (tree: Tree): Tree => ({
  kind: 'sequence',
  parts: [{ kind: 'repeat', part: ANYTHING, least: 0, most: Infinity }, tree],
});

class PatternReader {
  private at = 0;
  private exact = true;
  constructor(private readonly source: string) {}

  topChoices(): readonly Choice[] {
    const found: Choice[] = [];
    for (;;) {
      const start = this.at;
      this.exact = true;
      const tree = this.sequence();
      found.push({ source: this.source.slice(start, this.at), tree, exact: this.exact });
      if (this.at === this.source.length) return found;
      if (this.source[this.at] !== '|') throw new Error(`cannot read ${this.source} at ${String(this.at)}`);
      this.at++;
    }
  }

  private choice(): Tree {
    const parts = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      parts.push(this.sequence());
    }
    return parts.length === 1 ? (parts[0] as Tree) : { kind: 'choice', parts };
  }

  private sequence(): Tree {
    const parts: Tree[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')')
      parts.push(this.repeated(this.piece()));
    return { kind: 'sequence', parts };
  }

  private piece(): Tree {
    const c = this.source[this.at++] as string;
    if (c === '(') return this.group();
    if (c === '[') return this.oneOf();
    if (c === '\\') return this.escaped(this.source[this.at++] as string);
    if (c === '^') return this.assumed();
    if (c === '$') return this.matching('$', (code) => code === END);
    if (c === '.') return this.matching('.', (code) => code !== END && code !== 10 && code !== 13, true);
    return this.literal(c);
  }

  private group(): Tree {
    const kind = /^\?(?::|=|!|<=|<!)/.exec(this.source.slice(this.at, this.at + 3))?.[0] ?? '';
    this.at += kind.length;
    const inside = this.choice();
    if (this.source[this.at++] !== ')') throw new Error(`an open bracket in ${this.source}`);
    return kind === '' || kind === '?:' ? inside : this.assumed();
  }

  private oneOf(): Tree {
    const end = this.source.indexOf(']', this.at);
    const inside = this.source.slice(this.at, end);
    if (/[\\^-]|[^\x00-\x7f]/.test(inside)) throw new Error(`cannot read [${inside}]`);
    this.at = end + 1;
    return this.matching(`[${inside}]`, (code) => code < OTHER && inside.includes(String.fromCharCode(code)));
  }

  private escaped(letter: string): Tree {
    if (letter === 'b') return this.assumed();
    if (letter === 'w') return this.matching('\\w', (code) => IS_WORD[code] === 1);
    if (letter === 'd') return this.matching('\\d', (code) => code >= 48 && code <= 57);
    if (letter === 's')
      return this.matching('\\s', (code) => code === OTHER || code === 32 || (code >= 9 && code <= 13), true);
    if (/[a-z\d]/i.test(letter)) throw new Error(`cannot read \\${letter}`);
    return this.literal(letter);
  }

  private literal(letter: string): Tree {
    const code = letter.charCodeAt(0);
    return this.matching(`=${letter}`, (one) => one === Math.min(code, OTHER), code >= OTHER);
  }

  private repeated(part: Tree): Tree {
    const times = /^(?:[?*+]|\{(\d+)(,?)(\d*)\})\??/.exec(this.source.slice(this.at, this.at + 12));
    if (times === null) return part;
    this.at += times[0].length;
    const sign = times[0][0];
    if (sign !== '{') return { kind: 'repeat', part, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity };
    const least = Number(times[1]);
    return {
      kind: 'repeat',
      part,
      least,
      most: times[2] === '' ? least : times[3] === '' ? Infinity : Number(times[3]),
    };
  }

  private matching(written: string, accepts: (code: number) => boolean, loosely = false): Tree {
    if (loosely) this.exact = false;
    return { kind: 'character', accepted: setOf(written, accepts) };
  }

  private assumed(): Tree {
    this.exact = false;
    return NOTHING;
  }
}

/** Thousands of characters, few of them different: each set is made once, by the way it is written. */
const sets = new Map<string, Accepted>();
function setOf(written: string, accepts: (code: number) => boolean): Accepted {
  let set = sets.get(written);
  if (set === undefined) {
    set = Uint8Array.from({ length: CODES }, (_, code) => (accepts(code) ? 1 : 0));
    sets.set(written, set);
  }
  return set;
}

const ANYTHING: Tree = { kind: 'character', accepted: setOf('anything', (code) => code !== END) };
