/** What understanding must reach: no false removal, nine in ten right, few left unclear. Definitions: docs/understanding.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { leadsToRemoval, type Label, type Question } from '../../src/domain/meaning.js';
import { understand } from '../../src/understanding/index.js';

interface Row {
  readonly question: Question;
  readonly text: string;
  readonly label: Label;
}

function rowsOf(file: string): Row[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line.startsWith('es-CL\t'))
    .map((line) => line.split('\t'))
    .map(([, question, text, label]) => ({
      question: question as Question,
      text: text as string,
      label: label as Label,
    }));
}

function falseRemovals(rows: readonly Row[]): string[] {
  return rows
    .map((row) => ({ ...row, said: understand(row.text, row.question, 'es-CL') }))
    .filter(({ said, label, question }) => leadsToRemoval(said.label, question) && !leadsToRemoval(label, question))
    .map(({ question, text, label, said }) => `${question}: ${text}: ${label}, said ${said.label} (${said.why})`);
}

describe.each([
  ['the development rows', 'tests/fixtures/understanding/utterances-dev.tsv'],
  ['the stress list', 'tests/fixtures/understanding/stress-es-CL.tsv'],
])('%s', (_name, file) => {
  const rows = rowsOf(file);
  const said = rows.map((row) => understand(row.text, row.question, 'es-CL').label);

  it('holds no false removal', () => expect(falseRemovals(rows)).toEqual([]));

  it('is right in nine of ten', () => {
    const right = rows.filter((row, i) => row.label === said[i]).length;
    expect(right / rows.length).toBeGreaterThanOrEqual(0.9);
  });

  it('leaves at most one in ten clear messages unclear', () => {
    const clear = rows.map((row, i) => ({ row, said: said[i] })).filter(({ row }) => row.label !== 'unclear');
    const abstained = clear.filter((one) => one.said === 'unclear').length;
    expect(abstained / clear.length).toBeLessThanOrEqual(0.1);
  });
});

describe('a removal', () => {
  it('is never decided by the model alone', () => {
    for (const file of ['utterances-dev', 'stress-es-CL'])
      for (const { text, question } of rowsOf(`tests/fixtures/understanding/${file}.tsv`)) {
        const meaning = understand(text, question, 'es-CL');
        if (leadsToRemoval(meaning.label, question)) expect(meaning.by).toBe('rule');
      }
  });
});
