/** The start and what follows it: release, pause, resume, stop, and how far it is. */
import type { Command } from 'commander';
import { beginCampaign } from '../../campaigns/begin.js';
import { campaignById, command } from '../../campaigns/commands.js';
import { writeNotLocated } from '../../campaigns/not-located.js';
import { statusOf } from '../../campaigns/status.js';
import type { CommandContext } from '../context.js';
import { progressBar } from '../progress.js';
import { watch } from './watch.js';
import { idOf, withProgramme, type ProgrammeOption } from './with-app.js';
import { describeCampaigns, describeStatus } from './words.js';

interface OrderOptions extends ProgrammeOption {
  readonly by: string;
  readonly why?: string;
}

const ORDERS = {
  release: 'begins with the rest: the first wave was looked at',
  pause: 'nothing opens or reminds until it is resumed; answers go on',
  resume: 'goes on after a pause',
  stop: 'ends it for good: who has answered is answered to the end, nobody else is asked',
} as const;

export function addRunning(campaign: Command, context: () => CommandContext): void {
  campaign
    .command('start')
    .argument('<campaign>')
    .description('puts its people in and begins with the first wave; the checklist must be in order')
    .requiredOption('--by <name>', 'who starts it')
    .option('--programme <id>', 'the programme')
    .action((name: string, options: OrderOptions) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const { output } = context();
        const people = await services.store.persons.countDocuments({ programme: programme.id });
        const bar = progressBar('people', people, output);
        const { campaign: begun, enrolled } = await beginCampaign(
          services,
          programme,
          idOf(programme, name),
          { by: options.by },
          (looked) => bar.at(looked),
        ).finally(() => bar.end());
        output.result(
          { campaign: begun._id, state: begun.state, people: enrolled.chosen, excluded: enrolled.excluded },
          () =>
            [
              `${begun._id} is on: ${enrolled.chosen} people, ${begun.firstWave} of them first.`,
              `Look at their answers, then: vigente campaign release ${begun._id} --by NAME`,
            ].join('\n'),
        );
      }),
    );
  for (const order of ['release', 'pause', 'resume', 'stop'] as const)
    campaign
      .command(order)
      .argument('<campaign>')
      .description(ORDERS[order])
      .requiredOption('--by <name>', 'who decides it')
      .option('--why <text>', 'the reason, for the campaign’s log')
      .option('--programme <id>', 'the programme')
      .action((name: string, options: OrderOptions) =>
        withProgramme(
          context(),
          options,
          async ({ services }, programme) => {
            const { by, why } = options;
            const changed = await command(services, idOf(programme, name), order, { by, why: why ?? null });
            context().output.result(
              { campaign: changed._id, state: changed.state },
              () => `${changed._id} is ${changed.state}.`,
            );
          },
          { providers: false },
        ),
      );
  campaign
    .command('not-located')
    .argument('<folder>', 'where the files go; they hold names and addresses')
    .description('people whom nobody reached: a file for each health service with every attempt, and one for letters')
    .option('--programme <id>', 'the programme')
    .action((folder: string, options: ProgrammeOption) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const written = await writeNotLocated(services, programme, folder);
          context().output.result(written, () =>
            [
              `${written.people} people with ${written.entries} entries, in ${written.files.length} files:`,
              ...written.files.map((file) => `  ${file}`),
              'What the services fill in comes back with: vigente load located FILE',
            ].join('\n'),
          );
        },
        { providers: false },
      ),
    );
  campaign
    .command('list')
    .description('all campaigns, the newest first')
    .option('--programme <id>', 'the programme')
    .action((options: ProgrammeOption) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const found = await services.store.campaigns
            .find({ programme: programme.id })
            .sort({ createdAt: -1 })
            .toArray();
          const campaigns = found.map(({ _id, state, enrolled, begun, spent, budget }) => ({
            campaign: _id,
            state,
            enrolled,
            begun,
            spent,
            budget,
          }));
          context().output.result({ campaigns }, () => describeCampaigns(campaigns));
        },
        { providers: false },
      ),
    );
  campaign
    .command('status')
    .argument('<campaign>')
    .description('where its people are, what they answered, what it has cost; all figures from the database')
    .option('--watch', 'a bar that goes on until the campaign ends: reached, answers, outcomes, speed, time left')
    .option('--programme <id>', 'the programme')
    .action((name: string, options: ProgrammeOption & { readonly watch?: boolean }) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const { output } = context();
          const id = (await campaignById(services, idOf(programme, name)))._id;
          if (options.watch === true) await watch(services, id, output);
          const status = await statusOf(services, id);
          output.result(status, () => describeStatus(status));
        },
        { providers: false },
      ),
    );
}
