import type { Command } from 'commander';
import { DateTime } from 'luxon';
import { openApp } from '../app.js';
import { dryRun } from '../intake/index.js';
import { importList, type ImportResult } from '../intake/import-list.js';
import { loadProgrammes, chooseProgramme } from '../programmes/programme.js';
import { PATHS } from '../paths.js';
import type { CommandContext } from './context.js';
import { dateOption } from './options.js';
import { progressBar } from './progress.js';

interface Options {
  readonly programme?: string;
  readonly report?: string;
  readonly dryRun?: boolean;
  readonly today?: string;
  readonly fullList?: boolean;
  readonly synthetic?: boolean;
}

export function addImport(program: Command, context: () => CommandContext): void {
  program
    .command('import <file>')
    .description('a waiting list goes in: read, repaired, judged row by row, compared with what is there')
    .option('--programme <id>', 'the programme')
    .option('--report <file>', 'where the report goes: every repaired, warned and refused row')
    .option('--dry-run', 'read and judge only; nothing is imported')
    .option('--today <date>', 'reference date, yyyy-mm-dd (default: today where the programme is)', dateOption)
    .option('--full-list', 'entries that this list lacks leave; refused when more than 5 % would')
    .option('--synthetic', 'the people are invented: only the simulator and the web chat may ever write to them')
    .option('--no-synthetic', 'they are real, whatever their mail addresses look like')
    .action(async (file: string, options: Options) => {
      const { config, output } = context();
      const programme = chooseProgramme(
        await loadProgrammes(PATHS.programmes, context().config.PROGRAMME),
        options.programme,
        'asks',
      );
      let bar: ReturnType<typeof progressBar> | null = null;
      const onProgress = (read: number, total: number) => (bar ??= progressBar('bytes', total, output)).at(read);
      if (options.dryRun) {
        const today = options.today ?? DateTime.now().setZone(programme.zone).toISODate() ?? '';
        const result = await dryRun(file, { today, reportFile: options.report, onProgress });
        output.result(
          result,
          () =>
            `${result.rows} rows: ${result.imported} good, ${result.rejected} refused, in ${result.seconds.toFixed(1)} s. Nothing was imported.`,
        );
        return;
      }
      const app = await openApp(config, { say: output.say });
      try {
        const today =
          options.today ?? DateTime.fromMillis(app.services.clock.now(), { zone: programme.zone }).toISODate() ?? '';
        const result = await importList(app.services, file, programme, {
          today,
          reportFile: options.report,
          fullList: options.fullList,
          synthetic: options.synthetic,
          onProgress,
        });
        output.result(result, () => describe(result));
      } finally {
        (bar as ReturnType<typeof progressBar> | null)?.end();
        await app.stop();
      }
    });
}

function describe(result: ImportResult): string {
  return [
    `${result.rows} rows: ${result.imported} good, ${result.rejected} refused.`,
    `${result.newPeople} new people, ${result.newEntries} new entries, ${result.changedEntries} changed, ${result.closedEntries} closed, ${result.vanished} gone.`,
    ...(result.differences > 0
      ? [`${result.differences} differences with what people confirmed: kept for review.`]
      : []),
    ...(result.resumedAfterLine > 0
      ? [`Went on after line ${result.resumedAfterLine}, where the import before was interrupted.`]
      : []),
    ...(result.synthetic
      ? ['These people are invented (synthetic): nothing is ever sent to them outside this machine.']
      : []),
    `${result.seconds} s`,
  ].join('\n');
}
