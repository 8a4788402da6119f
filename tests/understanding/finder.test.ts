/** Many patterns followed at once find what each of them finds by itself, whatever is written. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Finder } from '../../src/understanding/finder.js';

const PATTERNS = [
  /\b(?:no|no (?:\w+ ){0,2}quiero|ya)\b/,
  /\b(?:oper(?:aron|e)|me (?:la |lo )?oper\w*)\b/,
  /\b(?:(?<!no )quiero|si(?= (?:ya|no))|me(?! la))\b/,
  /^ (?:(?:si|ya|no|[,.]) )+$/,
  /oper|^ si|\bya (?!no)/,
  /\d{2}|a.a|(?:la ?){2,}/,
  /\b(?:\?|, ya|la$)\b/,
];
const words = fc.constantFrom(
  'no',
  'ya',
  'si',
  'me',
  'la',
  'lo',
  'quiero',
  'operaron',
  'opere',
  'oper',
  'x',
  '12',
  ',',
  '.',
  '?',
  'ñ',
  'noñno',
  '_',
);
const text = fc.array(words, { maxLength: 9 }).map((list) => ` ${list.join(' ')} `);
const finder = new Finder(PATTERNS);

describe('a finder', () => {
  it('says of every pattern whether it matches', () => {
    fc.assert(
      fc.property(text, (one) => {
        const found = finder.search(one);
        expect(PATTERNS.map((_, i) => found.has(i))).toEqual(PATTERNS.map((pattern) => pattern.test(one)));
      }),
      { numRuns: 2000 },
    );
  });

  it('knows where those begin that begin at the border of a word', () => {
    fc.assert(
      fc.property(text, (one) => {
        const found = finder.search(one);
        PATTERNS.slice(0, 3).forEach((pattern, i) => {
          const starts = [...one.matchAll(new RegExp(pattern, 'g'))].map((match) => match.index);
          expect(found.mentions(i).map(({ start }) => start)).toEqual(expect.arrayContaining(starts));
        });
      }),
    );
  });

  it('refuses a pattern that it cannot read, instead of missing it', () => {
    expect(() => new Finder([/a[^b]/])).toThrow('cannot read');
    expect(() => new Finder([/\p{L}/u])).toThrow('cannot read');
  });
});
