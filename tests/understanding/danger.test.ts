/** Emergency, suicide and violence are heard in every language, whatever was asked; ways of speaking are not (fixtures: danger.tsv). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { QUESTIONS, type Locale, type Question } from '../../src/domain/meaning.js';
import { understand } from '../../src/understanding/index.js';

const rows = readFileSync('tests/fixtures/understanding/danger.tsv', 'utf8')
  .split('\n')
  .slice(1)
  .filter((line) => line !== '')
  .map((line) => line.split('\t') as [Locale, string, string]);

const heard = (text: string, question: Question, locale: Locale) => {
  const { label, also } = understand(text, question, locale);
  return label === 'emergency' || also.includes('emergency');
};

describe.each(['emergency', 'suicide', 'violence'])('%s', (kind) => {
  const mine = rows.filter(([, each]) => each === kind);

  it('is told in sixty ways', () => expect(mine.length).toBeGreaterThanOrEqual(60));

  it('is heard at every question', () =>
    expect(
      mine.flatMap(([locale, , text]) =>
        QUESTIONS.filter((question) => !heard(text, question, locale)).map((question) => `${locale} ${question}: ${text}`),
      ),
    ).toEqual([])); // prettier-ignore
});

describe('what only sounds like danger', () => {
  const mine = rows.filter(([, kind]) => kind === 'none');

  it('is told in eighty ways', () => expect(mine.length).toBeGreaterThanOrEqual(80));

  it('raises no alarm', () =>
    expect(
      mine.flatMap(([locale, , text]) =>
        QUESTIONS.filter((question) => heard(text, question, locale)).map((question) => `${locale} ${question}: ${text}`),
      ),
    ).toEqual([])); // prettier-ignore
});
