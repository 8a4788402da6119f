/** Before the start: the universe, the campaign, what it would do, and what people have to confirm. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { checklist, confirm } from '../../campaigns/checklist.js';
import { CONFIRMATIONS, type Confirmation } from '../../campaigns/campaign.js';
import { campaignById } from '../../campaigns/commands.js';
import { createCampaign } from '../../campaigns/create.js';
import { dryRunCampaign } from '../../campaigns/dry-run.js';
import { previewUniverse } from '../../campaigns/preview.js';
import { savedUniverse, saveUniverse } from '../../campaigns/saved-universes.js';
import { sendTest } from '../../campaigns/test-send.js';
import { FIELDS } from '../../campaigns/universe.js';
import type { CommandContext } from '../context.js';
import { wholeNumber } from '../options.js';
import { progressBar } from '../progress.js';
import { idOf, withProgramme, type ProgrammeOption } from './with-app.js';
import { describeChecks, describeDryRun, describePreview } from './words.js';

const FIELD_HELP = Object.entries(FIELDS)
  .map(([name, { help }]) => `  ${name.padEnd(12)} ${help}`)
  .join('\n');

interface NewOptions extends ProgrammeOption {
  readonly universe: string;
  readonly cadence?: string;
  readonly perHour?: number;
  readonly operators?: number;
  readonly firstWave?: number;
  readonly budget?: number;
  readonly wording?: readonly string[];
  readonly seed?: number;
  readonly by: string;
}

export function addPlanning(campaign: Command, context: () => CommandContext): void {
  campaign
    .command('preview')
    .argument('<universe>', 'conditions like "type=4,5 wait>=365 prais=no"; "" is everybody; @name is a saved one')
    .description('how many a universe names, who is left out and why, and some of the entries')
    .option('--programme <id>', 'the programme')
    .option('--save <name>', 'keep it under this name: --universe @name')
    .addHelpText('after', `\nFields of a universe:\n${FIELD_HELP}`)
    .action((universe: string, options: ProgrammeOption & { readonly save?: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const { output } = context();
        const text = await savedUniverse(services, programme.id, universe);
        const people = await services.store.persons.countDocuments({ programme: programme.id });
        const bar = progressBar('people', people, output);
        const preview = await previewUniverse(services, programme, text, (looked) => bar.at(looked)).finally(() =>
          bar.end(),
        );
        if (options.save !== undefined) await saveUniverse(services, programme.id, options.save, preview.universe);
        output.result(preview, () => describePreview(preview));
      }),
    );
  campaign
    .command('new')
    .argument('<name>', 'small letters, digits and hyphens: cirugia-2026-12')
    .description('makes a draft: nobody is written to')
    .requiredOption('--universe <conditions>', 'whom it asks; see: vigente campaign preview --help')
    .requiredOption('--by <name>', 'who makes it')
    .option('--programme <id>', 'the programme')
    .option('--cadence <id>', 'a file of the programme’s cadence folder (default: its standard one)')
    .option('--per-hour <n>', 'begin with at most so many people an hour', wholeNumber, 2000)
    .option(
      '--operators <n>',
      'people at the desk: no more are begun with than these can take the calls of',
      wholeNumber,
    )
    .option('--first-wave <n>', 'people begun with before somebody releases the rest, at most 200', wholeNumber)
    .option('--budget <n>', 'what it may cost at most, in the smallest unit of the programme’s prices', wholeNumber)
    .option('--wording <name...>', 'texts to compare with the ordinary ones: saludo for who.ask@saludo')
    .option('--seed <n>', 'draws order and wordings: the same seed draws the same', wholeNumber)
    .action((name: string, options: NewOptions) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const { output } = context();
        const made = await createCampaign(services, programme, {
          name,
          universe: await savedUniverse(services, programme.id, options.universe),
          cadence: options.cadence,
          peoplePerHour: options.perHour,
          operators: options.operators,
          firstWave: options.firstWave,
          budget: options.budget ?? null,
          wordings: options.wording,
          seed: options.seed,
          by: options.by,
        });
        output.result(
          { campaign: made._id, state: made.state },
          () => `${made._id} is a draft. Look at what it would do: vigente campaign dry-run ${made._id}`,
        );
      }),
    );
  campaign
    .command('dry-run')
    .argument('<campaign>')
    .description('who would be asked, when, over what, at what price, and what the desk would get; nothing is sent')
    .option('--programme <id>', 'the programme')
    .option('--plan <file>', 'the whole plan, a JSON line a person; the same list and seed give the same bytes')
    .action((name: string, options: ProgrammeOption & { readonly plan?: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const { output } = context();
        const found = await campaignById(services, idOf(programme, name));
        const people = await services.store.persons.countDocuments({ programme: programme.id });
        const bar = progressBar('people', people, output);
        const run = await dryRunCampaign(services, programme, found, {
          plan: options.plan,
          onPeople: (looked) => bar.at(looked),
        }).finally(() => bar.end());
        output.result(run, () => describeDryRun(run));
      }),
    );
  campaign
    .command('checklist')
    .argument('<campaign>')
    .description('what must be in order before the start')
    .option('--programme <id>', 'the programme')
    .action((name: string, options: ProgrammeOption) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const checks = await checklist(services, programme, await campaignById(services, idOf(programme, name)));
        context().output.result({ ready: checks.every(({ ok }) => ok), checks }, () => describeChecks(checks));
      }),
    );
  campaign
    .command('confirm')
    .argument('<campaign>')
    .argument('<what>', CONFIRMATIONS.join(', '), confirmation)
    .description(
      'somebody answers for it, by name: the universe is approved, the services are informed, the test was read',
    )
    .requiredOption('--by <name>', 'who answers for it')
    .option('--programme <id>', 'the programme')
    .action((name: string, what: Confirmation, options: ProgrammeOption & { readonly by: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const id = idOf(programme, name);
        await confirm(services, id, what, options.by);
        context().output.result(
          { campaign: id, confirmed: what, by: options.by },
          () => `Confirmed: ${what}, by ${options.by}`,
        );
      }),
    );
  campaign
    .command('test')
    .argument('<campaign>')
    .argument('<phone>', 'a phone of one’s own, E.164: +56912345678')
    .description('sends the first text of the campaign to a phone of one’s own, every wording of it')
    .requiredOption('--by <name>', 'who asks for it')
    .option('--programme <id>', 'the programme')
    .action((name: string, phone: string, options: ProgrammeOption & { readonly by: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const sent = await sendTest(services, programme, idOf(programme, name), phone, options.by);
        context().output.result({ sent }, () =>
          [
            ...sent.map(({ arm, text, result }) => `${arm}: ${result}\n  ${text}`),
            `Read it there, then: vigente campaign confirm ${name} test --by NAME`,
          ].join('\n'),
        );
      }),
    );
}

function confirmation(text: string): Confirmation {
  const found = CONFIRMATIONS.find((each) => each === text);
  if (!found) throw new InvalidArgumentError(`must be one of: ${CONFIRMATIONS.join(', ')}`);
  return found;
}
