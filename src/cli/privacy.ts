/** `vigente privacy …`, `vigente keys rotate`: the rights of a person, a leak, and the master keys. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { UserError } from '../domain/failure.js';
import { breachReport, type Leak } from '../rights/breach.js';
import { userWho } from '../discharge/who.js';
import { erase } from '../rights/erase.js';
import { expire } from '../rights/retention.js';
import { rotateKeys } from '../rights/rotate.js';
import { everythingOf, personWith } from '../rights/subject.js';
import { withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';
import { moment } from './options.js';

const ANY = { providers: false, ability: 'any' } as const;

interface BreachOptions extends ProgrammeOption {
  readonly out: string;
  readonly batch?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly everything?: boolean;
}

export function addPrivacy(program: Command, context: () => CommandContext): void {
  const privacy = program
    .command('privacy')
    .description('the rights of a person over their data, and leaks: export, erase, expire, breach');
  privacy
    .command('export')
    .argument('<document>', 'whole, with its check digit')
    .requiredOption('--out <file>', 'JSON; it names the person')
    .option('--programme <id>', 'the programme')
    .description('everything that is kept about somebody, for themselves')
    .action((document: string, options: ProgrammeOption & { readonly out: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const person = await personWith(services, programme, document);
        const all = await everythingOf(services, programme, person);
        await writeFile(options.out, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
        context().output.result({ file: options.out }, () => `${options.out}: hand it to the person, and to nobody else.`);
      }, ANY),
    ); // prettier-ignore
  privacy
    .command('erase')
    .argument('<document>', 'whole, with its check digit')
    .requiredOption('--by <user>', 'who does it: of TIC')
    .requiredOption('--why <text>', 'their request, with its number and day')
    .option('--programme <id>', 'the programme')
    .description('their key goes, and with it every word and name; says what stays, and why')
    .action((document: string, options: ProgrammeOption & { readonly by: string; readonly why: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const person = await personWith(services, programme, document);
        const erased = await erase(services, programme, person, options.by, options.why);
        context().output.result(erased, () =>
          [
            'Gone, here and in every backup:',
            ...Object.entries(erased.removed).map(([what, n]) => `  ${String(n).padStart(6)}  ${what}`),
            'Stays:',
            ...erased.kept.map(({ what, why }) => `  ${what}: ${why}`),
          ].join('\n'),
        );
      }, ANY),
    ); // prettier-ignore
  privacy
    .command('breach')
    .requiredOption('--out <file>', 'who it was, for the letters')
    .option('--batch <id>', 'a file of discharges leaked')
    .option('--since <moment>', 'conversations could be read from then …', moment)
    .option('--until <moment>', '… until then', moment)
    .option('--everything', 'the database leaked, with its keys')
    .option('--programme <id>', 'the programme')
    .description('something leaked: who was exposed, with what, and until when the authority is told')
    .action((options: BreachOptions) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const report = await breachReport(services, programme, leakOf(options), options.out, services.clock.now());
        context().output.result(report, () =>
          [
            `${report.people} people (${report.minors} minors, ${report.erased} erased since): ${report.data.join(', ')}.`,
            `In ${report.file}. ${report.tellUntil ? `The authority is told until ${report.tellUntil}.` : ''}`,
          ].join('\n'),
        );
      }, ANY),
    ); // prettier-ignore
  privacy
    .command('expire')
    .option('--by <user>', 'who does it: of TIC; without a name it is only counted')
    .option('--dry-run', 'counts what would go, and changes nothing')
    .option('--programme <id>', 'the programme')
    .description('erases what is kept longer than legal.json says, as the worker does every day')
    .action((options: ProgrammeOption & { readonly by?: string; readonly dryRun?: boolean }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const dryRun = options.dryRun === true || options.by === undefined;
        if (!dryRun) await userWho(services.store, options.by ?? '', 'erase');
        const expired = await expire(services, programme, { by: options.by ?? '', dryRun });
        context().output.result({ ...expired, dryRun }, () =>
          [
            dryRun ? 'Past its time, and would go (--by NAME erases it):' : 'Past its time, and erased:',
            ...Object.entries(expired).map(([what, n]) => `  ${String(n).padStart(8)}  ${what}`),
          ].join('\n'),
        );
      }, ANY),
    ); // prettier-ignore
  program
    .command('keys')
    .description('the master keys: rotate')
    .command('rotate')
    .description('wraps every data key by the first key of VIGENTE_KEYS; afterwards the old one may leave the ring')
    .action(() =>
      withProgramme(context(), {}, async ({ services }) => {
        const rotated = await rotateKeys(services.store);
        context().output.result(rotated, () => `${rotated.persons} people and ${rotated.conversations} conversations are wrapped anew.`);
      }, { ...ANY, ability: 'asks' }),
    ); // prettier-ignore
}

function leakOf({ batch, since, until, everything }: BreachOptions): Leak {
  if (batch) return { kind: 'batch', batch };
  if (since && until) return { kind: 'conversations', since, until };
  if (everything) return { kind: 'everything' };
  throw new UserError('breach-what', 'What leaked?', 'Name --batch, --since and --until, or --everything.');
}
