/** What the policy says and what people decide. */
import { InvalidArgumentError, type Command } from 'commander';
import { dryRun, signAlarm } from '../../discharge/batch.js';
import { listProposals } from '../../discharge/list.js';
import { PROPOSAL_STATES, type ProposalState } from '../../store/discharge-documents.js';
import { propose } from '../../discharge/propose.js';
import {
  approve,
  compare,
  correct,
  liftHold,
  refuse,
  undo,
  type Chosen,
  type Reviewed,
} from '../../discharge/review.js';
import { withoutProviders as withProgramme, type ProgrammeOption } from '../campaign/with-app.js';
import type { CommandContext } from '../context.js';
import { UserError } from '../../domain/failure.js';
import { dateOption, wholeNumber } from '../options.js';

interface By extends ProgrammeOption {
  readonly by: string;
}
interface Which extends By {
  readonly all?: boolean;
  readonly cause?: number;
  readonly service?: number;
  readonly limit?: number;
  readonly why?: string;
}

/** Ids, or a filter; everything only when it is said. */
function chosenOf(ids: readonly string[], { all, cause, service, limit }: Which): Chosen {
  if (ids.length === 0 && all !== true && cause === undefined && service === undefined)
    throw new UserError(
      'which',
      'Which proposals?',
      'Name their ids, or --cause, --service, or --all (see: vigente discharge list).',
    );
  return {
    ...(ids.length > 0 ? { ids } : {}),
    ...(cause === undefined ? {} : { cause }),
    ...(service === undefined ? {} : { healthService: service }),
    ...(limit === undefined ? {} : { limit }),
  };
}

const said = (verb: string, { looked, done, left }: Reviewed): string =>
  [
    `${done} of ${looked} ${verb}.`,
    ...Object.entries(left).map(([why, n]) => `  ${String(n).padStart(8)}  ${why}`),
  ].join('\n');

export function addDeciding(discharge: Command, context: () => CommandContext): void {
  discharge
    .command('propose')
    .description(
      'asks the policy about every open proposal: allowed, waiting for what, or refused and why; also the deaths that the registry told of',
    )
    .option('--programme <id>', 'the programme')
    .action((options: ProgrammeOption) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const proposed = await propose(services, programme);
        context().output.result(proposed, () =>
          [
            `${proposed.proposals} looked at, ${proposed.verified} may be approved, ${proposed.deaths} deaths proposed.`,
            ...Object.entries(proposed.waits).map(([what, n]) => `  ${String(n).padStart(8)}  wait for ${what}`),
            ...Object.entries(proposed.refused).map(([why, n]) => `  ${String(n).padStart(8)}  refused: ${why}`),
          ].join('\n'),
        );
      }),
    );
  discharge
    .command('list')
    .description('proposals, the oldest first, with what the policy said; no name and no number of a person')
    .option('--state <state>', PROPOSAL_STATES.join(', '), (value): ProposalState => {
      if (!(PROPOSAL_STATES as readonly string[]).includes(value))
        throw new InvalidArgumentError(`one of ${PROPOSAL_STATES.join(', ')}`);
      return value as ProposalState;
    })
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .option('--programme <id>', 'the programme')
    .action((options: ProgrammeOption & { readonly state?: ProposalState; readonly limit: number }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const proposals = await listProposals(services.store, programme, options.state ?? null, options.limit);
        context().output.result({ proposals }, () =>
          proposals.length === 0
            ? 'There are none.'
            : proposals
                .map(({ id, state, is, says }) => `${id}  ${state.padEnd(9)}  ${is.padEnd(17)}  ${says}`)
                .join('\n'),
        );
      }),
    );
  which(discharge.command('approve'))
    .description('one of the approvals the policy asks; another person gives the next')
    .action((ids: string[], options: Which) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const reviewed = await approve(services, programme, options.by, chosenOf(ids, options));
        context().output.result(reviewed, () => said('approved by you', reviewed));
      }),
    );
  which(discharge.command('reject'))
    .requiredOption('--why <text>', 'the reason, for the health service that decides')
    .description('a reviewer says no')
    .action((ids: string[], options: Which) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const reviewed = await refuse(services, programme, options.by, options.why ?? '', chosenOf(ids, options));
        context().output.result(reviewed, () => said('rejected', reviewed));
      }),
    );
  which(discharge.command('undo'))
    .requiredOption('--why <text>', 'the reason')
    .description('until the export: back to the beginning, all approvals taken back')
    .action((ids: string[], options: Which) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const reviewed = await undo(services, programme, options.by, options.why ?? '', chosenOf(ids, options));
        context().output.result(reviewed, () => said('put back', reviewed));
      }),
    );
  which(discharge.command('compare'))
    .option('--other', 'it was another care: not the one of the entry')
    .description('the care that was told is that of the entry: somebody has compared')
    .action((ids: string[], options: Which & { readonly other?: boolean }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const reviewed = await compare(services, programme, options.by, options.other !== true, chosenOf(ids, options));
        context().output.result(reviewed, () => `${said('compared', reviewed)}\nNow: vigente discharge propose`);
      }),
    );
  discharge
    .command('correct')
    .argument('<id>', 'the proposal')
    .requiredOption('--by <user>', 'who')
    .requiredOption('--why <text>', 'from what: a document, a call')
    .option('--date <day>', 'the day of the care', dateOption)
    .option('--place <text>', 'where')
    .option('--programme <id>', 'the programme')
    .description('the day or the place that was told, set right; it is judged anew')
    .action((id: string, options: By & { readonly why: string; readonly date?: string; readonly place?: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const { date, place, why } = options;
        const told = { why, ...(date ? { date } : {}), ...(place ? { place } : {}) };
        const reviewed = await correct(services, programme, options.by, id, told);
        context().output.result(reviewed, () => `${said('corrected', reviewed)}\nNow: vigente discharge propose`);
      }),
    );
  discharge
    .command('lift')
    .argument('<entry>', 'whose hold is lifted: "minsal:sigte:43000001"')
    .requiredOption('--by <user>', 'who spoke with the person')
    .requiredOption('--why <text>', 'what was said')
    .option('--programme <id>', 'the programme')
    .description('"I do need it" holds an entry until somebody has spoken with the person')
    .action((entry: string, options: By & { readonly why: string }) =>
      withProgramme(context(), options, async ({ services }) => {
        const lifted = await liftHold(services, options.by, entry, options.why);
        context().output.result({ lifted }, () => (lifted ? 'Lifted.' : 'Nothing holds it.'));
      }),
    );
  discharge
    .command('dry-run')
    .option('--programme <id>', 'the programme')
    .description('what would leave now, by cause, service and reviewer; what is odd about it; nothing is written')
    .action((options: ProgrammeOption) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const run = await dryRun(services, programme);
        context().output.result(run, () =>
          [
            `${run.proposals} would leave${run.blocked ? ', and nothing leaves before the alarms are signed' : ''}.`,
            ...Object.entries(run.byCause).map(
              ([cause, n]) =>
                `  ${String(n).padStart(8)}  cause ${cause} ${programme.causes.get(Number(cause))?.name ?? ''}`,
            ),
            ...Object.entries(run.byReviewer).map(([who, n]) => `  ${String(n).padStart(8)}  approved by ${who}`),
            ...run.alarms.map(
              ({ id, count, says, signed }) =>
                `ALARM ${id} (${count}): ${says}${signed ? ` — signed by ${signed.by}` : ''}`,
            ),
          ].join('\n'),
        );
      }),
    );
  discharge
    .command('sign')
    .argument('<alarm>', 'its name, as dry-run shows it')
    .requiredOption('--by <user>', 'who looked: of DIGERA')
    .requiredOption('--why <text>', 'what was found')
    .option('--programme <id>', 'the programme')
    .description('an alarm was looked at and the batch may pass, for a day and up to as many as now')
    .action((alarm: string, options: By & { readonly why: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        const signed = await signAlarm(services, programme, options.by, alarm, options.why);
        context().output.result(signed, () => `Signed: ${signed.id}, up to ${signed.count}.`);
      }),
    );
}

const which = (command: Command): Command =>
  command
    .argument('[ids...]', 'the proposals')
    .requiredOption('--by <user>', 'who decides')
    .option('--all', 'all that can be')
    .option('--cause <n>', 'only of this cause', wholeNumber)
    .option('--service <n>', 'only of this health service', wholeNumber)
    .option('--limit <n>', 'at most so many', wholeNumber)
    .option('--programme <id>', 'the programme');
