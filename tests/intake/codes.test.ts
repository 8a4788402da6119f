import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { INTAKE_CODES, messageFor, sentenceOf, type FindingKind } from '../../src/intake/codes.js';

const documented = readFileSync('docs/intake-codes.md', 'utf8');

function codesIn(kind: FindingKind): string[] {
  const section = documented.split(/^## /m).find((part) => part.startsWith(kind)) ?? '';
  return [...section.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map((match) => match[1] as string);
}

describe('codes of intake', () => {
  it.each(['repaired', 'warned', 'rejected'] as const)(
    'are all documented, and none is documented that is gone: %s',
    (kind) => {
      expect(codesIn(kind).sort()).toEqual([...INTAKE_CODES[kind]].sort());
    },
  );
  it('have one kind each, and a sentence that ends', () => {
    const all = Object.values(INTAKE_CODES).flat();
    expect(new Set(all).size).toBe(all.length);
    for (const code of all) expect(sentenceOf(code)).toMatch(/[.}]$/);
  });
  it('tell the clerk what to do when a row is refused', () => {
    for (const code of INTAKE_CODES.rejected) {
      const message = messageFor(code, 12, 'RUN', 3);
      expect(message).toMatch(/^Línea 12, columna RUN: /);
      expect(message).toMatch(
        /(Revise|Corr[ií]|Complete|Compl[eé]telo|Agregue|Borre|B[oó]rrela|Escr[ií]ba|Exporte|Vuelva|Deje)/,
      );
      expect(message).not.toContain('{');
    }
  });
});
