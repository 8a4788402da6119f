/**
 * Which patterns could match at all? Every pattern begins at the start of a word, so its possible first letters are computed once;
 * one walk over a message's words then leaves the few patterns worth running. Exactly the same answers, many times faster.
 */

/** How many letters of a beginning are told apart. More gives fewer vain runs and a bigger table. */
const DEPTH = 10;
/** A pattern with more beginnings than this is always run. */
const MOST_BEGINNINGS = 60_000;

interface Beginnings {
  /** Complete or cut beginnings; `open` ones may be followed by anything. */
  readonly texts: Set<string>;
}

interface Node {
  readonly next: Map<number, Node>;
  /** Patterns that may match from here whatever follows. */
  readonly here: number[];
}

/** Reads the small part of regular expressions that the idea files use. Anything else makes a pattern "always". */
class PatternReader {
  private at = 0;
  constructor(private readonly source: string) {}

  read(): Beginnings | null {
    const found = this.alternatives();
    return found === null || this.at < this.source.length ? null : { texts: found };
  }

  /** A text that ends with `*` goes on in any way. */
  private alternatives(): Set<string> | null {
    const all = new Set<string>();
    for (;;) {
      const one = this.sequence();
      if (one === null) return null;
      for (const text of one) all.add(text);
      if (this.source[this.at] !== '|') return all;
      this.at++;
    }
  }

  private sequence(): Set<string> | null {
    let sum = new Set(['']);
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const piece = this.piece();
      if (piece === null) return null;
      const joined = new Set<string>();
      for (const left of sum) {
        if (left.endsWith('*') || left.length >= DEPTH) joined.add(left);
        else for (const right of piece) joined.add((left + right).slice(0, DEPTH));
      }
      if (joined.size > MOST_BEGINNINGS) return null;
      sum = joined;
    }
    return sum;
  }

  private piece(): Set<string> | null {
    const { source } = this;
    const c = source[this.at] as string;
    let found: Set<string> | null;
    if (c === '(') {
      const kind = /^\((?:\?(?::|=|!|<=|<!))?/.exec(source.slice(this.at)) as RegExpExecArray;
      this.at += kind[0].length;
      found = this.alternatives();
      if (found === null || source[this.at] !== ')') return null;
      this.at++;
      if (/[=!]$/.test(kind[0])) found = new Set(['']);
    } else if (c === '[') {
      const end = source.indexOf(']', this.at);
      const inside = source.slice(this.at + 1, end);
      found = new Set(/[\\^-]/.test(inside) ? ['*'] : [...inside]);
      this.at = end + 1;
    } else if (c === '\\') {
      const escaped = source[this.at + 1] as string;
      found = new Set([escaped === 'b' ? '' : /[a-z]/i.test(escaped) ? '*' : escaped]);
      this.at += 2;
    } else if (c === '^') return null;
    else {
      found = new Set([c === '.' ? '*' : c === '$' ? '' : c]);
      this.at++;
    }
    return this.repeated(found);
  }

  private repeated(found: Set<string>): Set<string> {
    const times = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.at));
    if (times === null) return found;
    this.at += times[0].length;
    const sign = times[0][0];
    const out = new Set(sign === '?' ? found : [...found].map((text) => `${text.replace(/\*$/, '')}*`));
    if (sign === '?' || sign === '*' || times[1] === '0') out.add('');
    return out;
  }
}

export class Gate {
  private readonly root: Node = { next: new Map(), here: [] };
  private readonly always: readonly number[];

  constructor(private readonly patterns: readonly RegExp[]) {
    const always: number[] = [];
    patterns.forEach((pattern, index) => {
      const begun = /^\\b/.test(pattern.source) ? new PatternReader(pattern.source).read() : null;
      if (begun === null || [...begun.texts].some((text) => !/^[\p{L}\d*]/u.test(text))) always.push(index);
      else for (const text of begun.texts) this.plant(text, index);
    });
    this.always = always;
  }

  /** 1 for each pattern that may match somewhere in the text; 0 for those that cannot. */
  candidates(text: string): Uint8Array {
    const open = new Uint8Array(this.patterns.length);
    for (const index of this.always) open[index] = 1;
    for (let start = text.indexOf(' '); start >= 0; start = text.indexOf(' ', start + 1)) {
      let node: Node | undefined = this.root;
      for (const index of node.here) open[index] = 1;
      for (let at = start + 1; at < text.length; at++) {
        node = node.next.get(text.charCodeAt(at));
        if (node === undefined) break;
        const { here } = node;
        for (let i = 0; i < here.length; i++) open[here[i] as number] = 1;
      }
    }
    return open;
  }

  private plant(text: string, index: number): void {
    let node = this.root;
    for (const letter of text.endsWith('*') ? text.slice(0, -1) : text) {
      const code = letter.charCodeAt(0);
      let child = node.next.get(code);
      if (child === undefined) node.next.set(code, (child = { next: new Map(), here: [] }));
      node = child;
    }
    if (!node.here.includes(index)) node.here.push(index);
  }
}
