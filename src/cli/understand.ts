import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { UserError } from '../domain/failure.js';
import { leadsToRemoval, LABELS, LOCALES, QUESTIONS, type Label } from '../domain/meaning.js';
import { explain, understand } from '../understanding/index.js';
import type { CommandContext } from './context.js';

interface Options {
  readonly locale: string;
  readonly question: string;
  readonly file?: string;
  readonly out?: string;
}

export function addUnderstand(program: Command, context: () => CommandContext): void {
  program
    .command('understand [text...]')
    .description('what a message means, and why; or a whole file of labelled messages, with the figures')
    .option('--locale <locale>', `one of: ${LOCALES.join(', ')}`, 'es-CL')
    .option('--question <question>', `what was asked: ${QUESTIONS.join(', ')}`, 'open')
    .option('--file <tsv>', 'labelled messages: locale, question, text, label, tab-separated, with a header')
    .option('--out <tsv>', 'the same file with a column "predicted"')
    .action(async (words: readonly string[], options: Options) => {
      const { output } = context();
      if (options.file !== undefined) {
        const figures = await judgeFile(options.file, options.out);
        output.result(figures, () => describe(figures));
        return;
      }
      if (words.length === 0)
        throw new UserError(
          'text-missing',
          'What did the person write?',
          'vigente understand --question stillNeed "ya me operaron"',
        );
      const locale = oneOf(options.locale, LOCALES, 'locale');
      const question = oneOf(options.question, QUESTIONS, 'question');
      const explained = explain(words.join(' '), question, locale);
      output.result(explained, () => {
        const { label, also, by, why } = explained.meaning;
        return [
          `${label}${also.length > 0 ? ` (also ${also.join(', ')})` : ''}`,
          `decided by: ${by} · ${why}`,
          `ideas: ${explained.ideas.join(', ') || 'none'}`,
          `rules that hold: ${explained.rules.map(({ name, label: to }) => `${name} → ${to}`).join('; ') || 'none'}`,
          `model: ${explained.guesses
            .slice(0, 3)
            .map(({ label: to, probability }) => `${to} ${probability.toFixed(2)}`)
            .join(', ')}`,
        ].join('\n');
      });
    });
}

interface Figures {
  readonly rows: number;
  readonly right: number;
  readonly accuracy: number;
  readonly falseRemovals: number;
  /** Rows whose label is not `unclear` and that were not understood. */
  readonly unclear: number;
  readonly byLocale: Readonly<
    Record<
      string,
      {
        readonly rows: number;
        readonly right: number;
        readonly accuracy: number;
        readonly falseRemovals: number;
        readonly unclear: number;
      }
    >
  >;
}

async function judgeFile(file: string, out: string | undefined): Promise<Figures> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError('file-unreadable', `${file}: cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  const [header = '', ...lines] = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const columns = header.split('\t');
  const at = (name: string) => {
    const index = columns.indexOf(name);
    if (index < 0)
      throw new UserError(
        'column-missing',
        `${file}: there is no column "${name}".`,
        'The header is: locale question text label, tab-separated.',
      );
    return index;
  };
  const [localeAt, questionAt, textAt] = [at('locale'), at('question'), at('text')];
  const labelAt = columns.indexOf('label');
  const byLocale: Record<
    string,
    { rows: number; right: number; accuracy: number; falseRemovals: number; unclear: number }
  > = {};
  const rows: string[] = [`${header}\tpredicted`];
  lines.forEach((line, index) => {
    const cells = line.split('\t');
    const where = `${file}, line ${index + 2}`;
    const locale = oneOf(cells[localeAt] ?? '', LOCALES, `locale (${where})`);
    const question = oneOf(cells[questionAt] ?? '', QUESTIONS, `question (${where})`);
    const predicted = understand(cells[textAt] ?? '', question, locale).label;
    rows.push(`${line}\t${predicted}`);
    const figures = (byLocale[locale] ??= { rows: 0, right: 0, accuracy: 0, falseRemovals: 0, unclear: 0 });
    figures.rows += 1;
    if (labelAt < 0) return;
    const label = oneOf<Label>(cells[labelAt] ?? '', LABELS, `label (${where})`);
    if (predicted === label) figures.right += 1;
    if (leadsToRemoval(predicted, question) && !leadsToRemoval(label, question)) figures.falseRemovals += 1;
    if (predicted === 'unclear' && label !== 'unclear') figures.unclear += 1;
  });
  if (out !== undefined) await writeFile(out, `${rows.join('\n')}\n`);
  for (const figures of Object.values(byLocale)) figures.accuracy = round(figures.right / figures.rows);
  const sum = (of: 'rows' | 'right' | 'falseRemovals' | 'unclear') =>
    Object.values(byLocale).reduce((total, figures) => total + figures[of], 0);
  return {
    rows: sum('rows'),
    right: sum('right'),
    accuracy: round(sum('right') / Math.max(1, sum('rows'))),
    falseRemovals: sum('falseRemovals'),
    unclear: sum('unclear'),
    byLocale,
  };
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;

function describe({ byLocale, ...all }: Figures): string {
  const line = (name: string, f: Omit<Figures, 'byLocale'>) =>
    `${name.padEnd(6)} ${f.rows} rows, ${f.right} right (${(f.accuracy * 100).toFixed(1)} %), ${f.falseRemovals} false removals, ${f.unclear} not understood`;
  return [...Object.entries(byLocale).map(([name, figures]) => line(name, figures)), line('all', all)].join('\n');
}

function oneOf<T extends string>(value: string, known: readonly T[], what: string): T {
  if ((known as readonly string[]).includes(value)) return value as T;
  throw new UserError('value-unknown', `"${value}" is no ${what}.`, `Known: ${known.join(', ')}`);
}
