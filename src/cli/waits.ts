/** `vigente waits show`: how long callers wait, as the page /waits tells it. */
import type { Command } from 'commander';
import { openApp } from '../app.js';
import { UserError } from '../domain/failure.js';
import type { WaitTable } from '../domain/call-waits.js';
import { chooseProgramme, type Programme } from '../programmes/programme.js';
import { waitTableOf } from '../store/queries/waitTable.js';
import { waitsWords } from '../words/waits-words.js';
import type { ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

export function addWaits(program: Command, context: () => CommandContext): void {
  program
    .command('waits')
    .description('how long callers wait')
    .command('show')
    .description('by half hour: least, average, most, and the best time to call; from what was loaded (load waits)')
    .option('--programme <id>', 'the programme')
    .action(async ({ programme: id }: ProgrammeOption) => {
      const { config, output } = context();
      const app = await openApp(config, { say: output.say, providers: false });
      try {
        const { services } = app;
        const telling = [...services.programmes.values()].filter(({ sources }) => sources.waits);
        const [only] = telling;
        const programme = id === undefined && only && telling.length === 1 ? only : chooseProgramme(services.programmes, id); // prettier-ignore
        const table = await waitTableOf(services.store, programme, services.clock.now());
        if (!table)
          throw new UserError(
            'no-waits',
            `${programme.id} tells no waiting times.`,
            `Name their owner in programme.json (sources.waits), or use --programme ${telling.map((each) => each.id).join(' | ')}`,
            2,
          );
        output.result({ programme: programme.id, ...table }, () => describe(programme, table));
      } finally {
        await app.stop();
      }
    });
}

function describe({ name, locale, numbers }: Programme, { is, source, asOf, lines, best }: WaitTable): string {
  const words = waitsWords(locale);
  const [from, day] = [source ?? '', asOf ?? ''];
  return [
    `${words.title}: ${name}, ${numbers.info}`,
    is === 'fresh' ? words.source(from, day) : is === 'stale' ? words.stale(from, day) : words.missing,
    ...lines.map(({ from: begins, to, known }) => {
      if (!known) return `${begins}–${to}  ${words.unknown}`;
      const range = known.least === null || known.most === null ? '' : ` (${known.least}–${known.most})`;
      return `${begins}–${to}  ${words.spoken(words.minutes(Math.round(known.average)), words.faces[known.face])}${range}`;
    }),
    ...(best ? [words.best(best.from, best.to, words.minutes(Math.round(best.average)))] : []),
  ].join('\n');
}
