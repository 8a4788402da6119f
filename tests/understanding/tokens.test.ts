/** The short way through a plainly typed message leads to the same words as the long one. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleaned, withoutAccents } from '../../src/understanding/normalise.js';
import { tokensOf } from '../../src/understanding/tokens.js';

const SIGNS = ['.', '..', '...', '…', '!', '?', '??', ',', ';', '\n', ' ', '  ', '-', '(', '’', '¿', '/', '\t', '"'];
const piece = fc.oneof(
  fc.constantFrom('sí', 'Sì', 'Ñandú', 'no', 'SI', 'às', 'güe', '12', '1', 'a1b', 'ça'),
  fc.constantFrom(...SIGNS),
  fc.constantFrom(...SIGNS),
);
const message = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

describe('a plainly typed message', () => {
  it('becomes the same words in one walk', () => {
    fc.assert(
      fc.property(message, (text) => {
        const short = tokensOf(text);
        if (short === undefined) return;
        const long = cleaned(text)
          .split(/\s+/)
          .filter((word) => word !== '');
        expect(short.map((word) => withoutAccents(word.toLowerCase()))).toEqual(long);
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['hola 👍', 'mi fono es 9 8765 4321', '1.500 pesos', 'привет', 'col·lapse', 'a\u0301'])(
    'goes the long way when there is more to it: %s',
    (text) => expect(tokensOf(text)).toBeUndefined(),
  );
});
