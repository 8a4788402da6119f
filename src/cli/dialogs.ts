import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { dialogs, type DialogId } from '../../dialogs/index.js';
import { UserError } from '../domain/failure.js';
import { PATHS } from '../paths.js';
import { loadProgrammes } from '../programmes/programme.js';
import { checkDialogs } from '../proof/check.js';
import { draw } from '../proof/draw.js';
import type { RequestForm } from '../domain/request.js';
import { walk } from '../proof/walk.js';
import { loadWords } from '../words/words.js';
import type { CommandContext } from './context.js';

export function addDialogs(program: Command, context: () => CommandContext): void {
  const command = program.command('dialogs').description('the dialogs: proved, or drawn');
  command
    .command('check')
    .description('walks every path and proves that each ends well, and that each text exists and fits')
    .action(async () => {
      const { output } = context();
      const result = checkDialogs(
        await loadProgrammes(PATHS.programmes, context().config.PROGRAMME),
        await loadWords(PATHS.templates),
      );
      output.result(result, () =>
        [
          ...result.dialogs.map(
            ({ id, version, states, paths, outcomes }) =>
              `${id} v${version}: ${states} states, ${paths} paths, outcomes: ${outcomes.join(', ') || 'none'}`,
          ),
          `${result.texts} texts, at most ${result.maxSmsSegments} SMS segments`,
          ...result.failures.map(({ dialog, where, what }) => `WRONG ${dialog}: ${where}: ${what}`),
          result.failures.length === 0 ? 'Everything holds.' : `${result.failures.length} failures`,
        ].join('\n'),
      );
      if (result.failures.length > 0)
        throw new UserError('dialogs-wrong', `${result.failures.length} failures in the dialogs.`, '', 1);
    });
  command
    .command('draw')
    .description('writes a picture of each machine')
    .option('--out <folder>', 'where to', 'docs/dialogs')
    .action(async ({ out }: { out: string }) => {
      const { output } = context();
      await mkdir(out, { recursive: true });
      const files: string[] = [];
      for (const id of Object.keys(dialogs) as DialogId[]) {
        // Those who write first, and those who are followed, are asked about no entry.
        const helps = id === 'help' || id === 'unknown-writer' || id === 'check-in';
        const entries = helps ? [] : [{ id: 'e0', askedOn: '2023-03', place: '', care: '' }];
        const topic = helps ? ('help' as const) : ('need' as const);
        const menu = helps ? [SAMPLE.id, 'call'] : [];
        const form = id === 'check-in' ? { form: { request: SAMPLE, answers: [] } } : {};
        const input = { firstName: '', entries, topic, menu, ...form, channel: 'whatsapp' as const, maxEntries: 6, assurance: 0 as const }; // prettier-ignore
        const { edges } = walk(id, input, helps ? [SAMPLE] : []);
        const file = join(out, `${id}.svg`);
        await writeFile(file, draw(id, edges));
        files.push(file);
      }
      output.result({ files }, () => files.join('\n'));
    });
}

/** Any form stands for all of them. */
const SAMPLE: RequestForm = {
  id: 'form',
  level: 0,
  fields: [{ id: 'what', choices: [{ id: 'one' }, { id: 'alarm', alarm: 'sameDay' }] }],
  queue: 'requests',
  workingDays: 2,
};
