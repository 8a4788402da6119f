/** `vigente incident …`: something went wrong, and what is done about it, step by step. */
import { InvalidArgumentError, type Command } from 'commander';
import {
  correct,
  declareIncident,
  endIncident,
  leaveChannel,
  reachedBy,
  returnProposals,
} from '../campaigns/incident.js';
import { incidentOf } from '../turn/banner.js';
import { withoutProviders as withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';
import { moment } from './options.js';

interface Which extends ProgrammeOption {
  readonly since: Date;
  readonly until?: Date;
  readonly key?: string;
}

export function addIncident(program: Command, context: () => CommandContext): void {
  const incident = program
    .command('incident')
    .description('something went wrong: begin, status, reach, correct, leave, return, end');
  incident
    .command('begin')
    .description('stops everything that opens or reminds, in all campaigns, within the minute; answers to people go on')
    .requiredOption('--by <name>', 'who declares it')
    .requiredOption('--why <text>', 'what is wrong, for colleagues')
    .option('--banner <text>', 'said before the first answer to anybody, one SMS at most')
    .option('--programme <id>', 'the programme')
    .action((options: ProgrammeOption & { readonly by: string; readonly why: string; readonly banner?: string }) =>
      withProgramme(context(), options, async ({ services }) => {
        const { by, why, banner } = options;
        const declared = await declareIncident(services, { by, why, banner: banner ?? null });
        context().output.result(
          declared,
          () => 'Nothing is sent but answers. Who got what: vigente incident reach --since …',
        );
      }),
    );
  incident
    .command('status')
    .description('whether one is on, since when, and why')
    .option('--programme <id>', 'the programme')
    .action((options: ProgrammeOption) =>
      withProgramme(context(), options, async ({ services }) => {
        const found = await incidentOf(services);
        context().output.result({ incident: found }, () =>
          found === null
            ? 'There is no incident.'
            : `On since ${found.at.toISOString()}, declared by ${found.by}: ${found.why}`,
        );
      }),
    );
  which(incident.command('reach'))
    .description('who got what: counts by words, channel and state')
    .option('--out <file>', 'a line a message, without numbers or names')
    .action((options: Which & { readonly out?: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const reached = await reachedBy(services, programme, whichOf(options, services.clock.now()), options.out);
        context().output.result(reached, () =>
          [
            `${reached.people} people in ${reached.conversations} conversations:`,
            ...Object.entries(reached.messages).map(([name, count]) => `  ${String(count).padStart(9)}  ${name}`),
          ].join('\n'),
        );
      }),
    );
  which(incident.command('correct'))
    .description('says a correction to exactly those who got it, once each; not to those who have said STOP since')
    .requiredOption(
      '--name <name>',
      'run again under the same name it reaches whoever was not reached, and nobody twice',
    )
    .requiredOption('--text <text>', 'the words, after the sender’s name; no link')
    .action((options: Which & { readonly name: string; readonly text: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const told = await correct(services, programme, whichOf(options, services.clock.now()), options);
        context().output.result(
          { conversations: told },
          () => `A correction goes to ${told} conversations, within the hours.`,
        );
      }),
    );
  incident
    .command('leave')
    .argument('<channel>', 'whatsapp', (text: string) => {
      if (text !== 'whatsapp') throw new InvalidArgumentError('only whatsapp can be left, for SMS');
      return text;
    })
    .description('the channel is restricted: what is open there goes on by SMS')
    .option('--programme <id>', 'the programme')
    .action((channel: 'whatsapp', options: ProgrammeOption) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const moved = await leaveChannel(services, programme, channel);
        context().output.result({ conversations: moved }, () => `${moved} conversations go on by SMS.`);
      }),
    );
  incident
    .command('return')
    .description('proposals since a moment go back to review; nothing of them is exported until a person has looked')
    .requiredOption('--since <moment>', 'ISO 8601: 2026-11-27T09:00:00-03:00', moment)
    .option('--programme <id>', 'the programme')
    .action((options: ProgrammeOption & { readonly since: Date }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const returned = await returnProposals(services, programme, options.since);
        context().output.result({ proposals: returned }, () => `${returned} proposals are in review.`);
      }),
    );
  incident
    .command('end')
    .description('what was held back goes on')
    .requiredOption('--by <name>', 'who ends it')
    .option('--programme <id>', 'the programme')
    .action((options: ProgrammeOption & { readonly by: string }) =>
      withProgramme(context(), options, async ({ services }) => {
        const pulled = await endIncident(services, options.by);
        context().output.result({ messages: pulled }, () => `The incident is over; ${pulled} messages go on.`);
      }),
    );
}

const which = (command: Command): Command =>
  command
    .requiredOption('--since <moment>', 'ISO 8601: 2026-11-27T09:00:00-03:00', moment)
    .option('--until <moment>', 'ISO 8601 (default: now)', moment)
    .option('--key <key>', 'only these words: who.ask')
    .option('--programme <id>', 'the programme');

const whichOf = ({ since, until, key }: Which, now: number) => ({
  since,
  until: until ?? new Date(now),
  ...(key === undefined ? {} : { key }),
});
