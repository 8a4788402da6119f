/** `vigente backup`, `vigente restore`: the whole database in one file, and back. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { backup } from '../backup/backup.js';
import { replay, restore, unlock } from '../backup/restore.js';
import { JOURNAL } from '../store/journal.js';
import { UserError } from '../domain/failure.js';
import { withProgramme } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

const OPEN = { providers: false, ability: 'asks' } as const;

const counted = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).map(([name, n]) => `  ${String(n).padStart(9)}  ${name}`);

export function addBackup(program: Command, context: () => CommandContext): void {
  program
    .command('backup')
    .argument('<file>', 'never written over; keys are not in it')
    .description('the whole database in one file, while everything goes on')
    .action((file: string) =>
      withProgramme(
        context(),
        {},
        async ({ services }) => {
          const made = await backup(services, file);
          context().output.result(made, () =>
            [
              `${file}, sha256 ${made.sha256}`,
              ...counted(made.counts),
              'The key ring is not in it: keep it elsewhere, you need both.',
            ].join('\n'),
          );
        },
        OPEN,
      ),
    );
  program
    .command('restore')
    .argument('[file]', 'a backup, into an empty database')
    .option('--replay <journal...>', 'STOPs and deaths since the backup; then sending is free again')
    .option('--unlock', 'there is no journal: sending is free, and somebody answers for it')
    .option('--by <user>', 'who')
    .option('--why <text>', 'why there is nothing to replay')
    .description('a backup into an empty database; sends nothing before the STOPs and deaths since are replayed')
    .action(
      (
        file: string | undefined,
        options: { readonly replay?: string[]; readonly unlock?: boolean; readonly by?: string; readonly why?: string },
      ) =>
        withProgramme(
          context(),
          {},
          async ({ services }) => {
            const { output, config } = context();
            if (file) {
              const restored = await restore(services, file);
              const journal = config.SUPPRESSION_JOURNAL ?? join(config.VIGENTE_DATA, JOURNAL);
              output.result(restored, () =>
                [
                  `Restored, as of ${restored.startedAt}; ${restored.again} messages are taken in once more.`,
                  ...counted(restored.cut).map((line) => `${line} cut back`),
                  'Nothing is sent before the STOPs and deaths since are replayed:',
                  `  vigente restore --replay ${existsSync(journal) ? journal : `OLD-FOLDER/${JOURNAL}`} --by NAME`,
                ].join('\n'),
              );
            } else if (options.replay) {
              if (!options.by) throw new UserError('by-missing', 'Who replays?', 'Add --by NAME.');
              const replayed = await replay(services, options.replay, options.by);
              output.result(
                replayed,
                () =>
                  `${replayed.suppressed} stops and deaths, ${replayed.lifted} lifted, ${replayed.broken} lines unreadable. Sending is free.`,
              );
            } else if (options.unlock) {
              if (!options.by || !options.why)
                throw new UserError('by-missing', 'Who unlocks, and why?', 'Add --by NAME --why TEXT.');
              await unlock(services, options.by, options.why);
              output.result({ unlocked: true }, () => 'Sending is free.');
            } else
              throw new UserError(
                'restore-use',
                'Restore what?',
                'vigente restore FILE, or: vigente restore --replay JOURNAL --by NAME',
              );
          },
          OPEN,
        ),
    );
}
