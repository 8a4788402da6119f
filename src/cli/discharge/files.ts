/** Files that leave and come back. */
import { mkdir } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { acceptAnswer } from '../../discharge/accept.js';
import { ANSWER_COLUMNS } from '../../discharge/answer-file.js';
import { exportSigte } from '../../discharge/export.js';
import { exportContacts, exportFhir, exportNeeds, exportNotes } from '../../discharge/outputs.js';
import { writeRequests } from '../../discharge/requests.js';
import { UserError } from '../../domain/failure.js';
import { withoutProviders as withProgramme, type ProgrammeOption } from '../campaign/with-app.js';
import type { CommandContext } from '../context.js';
import { named } from '../load-told.js';

const FORMATS = ['sigte', 'fhir', 'csv'] as const;
type Format = (typeof FORMATS)[number];

interface ExportOptions extends ProgrammeOption {
  readonly format: Format;
  readonly out: string;
  readonly by?: string;
  readonly batch?: string;
  readonly establishment?: string;
  readonly professional?: string;
}

const lines = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).map(([name, n]) => `  ${String(n).padStart(8)}  ${name}`);

export function addFiles(discharge: Command, context: () => CommandContext): void {
  discharge
    .command('requests')
    .requiredOption('--out <folder>', 'where the files go')
    .requiredOption(
      '--recipient <source=key...>',
      'age public key of whoever answers: registry=age1… or all=age1…',
      keyed,
      {},
    )
    .option('--programme <id>', 'the programme')
    .description('what is waited for, asked: one encrypted file a source; the answer is the same file filled in')
    .action((options: ProgrammeOption & { readonly out: string; readonly recipient: Record<string, string> }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        await mkdir(options.out, { recursive: true });
        const files = await writeRequests(services, programme, options.out, options.recipient);
        context().output.result({ files }, () =>
          files.length === 0
            ? 'Nothing is waited for.'
            : files
                .map(({ source, rows, file, answer }) => `${source}: ${rows} in ${file}; then: ${answer}`)
                .join('\n'),
        );
      }),
    );
  discharge
    .command('export')
    .requiredOption(
      '--format <format>',
      'sigte: the approved leave, as a new batch; fhir: a batch as MINSAL’s messages; csv: contact data',
      format,
    )
    .requiredOption('--out <file>', 'never written over')
    .option('--by <user>', 'who exports (sigte)')
    .option('--batch <id>', 'which batch (fhir); the last one unless told')
    .option('--establishment <code>', 'E_OTOR_AT of administrative causes, unless policy.json names it')
    .option('--professional <run>', 'RUN_PROF_RESOL of administrative causes, unless policy.json names it')
    .option('--programme <id>', 'the programme')
    .description('discharges for SIGTE or as FHIR messages, and updated contact data')
    .action((options: ExportOptions) =>
      withProgramme(context(), options, (app, programme) => exportAs(context(), app.services, programme, options)),
    );
  discharge
    .command('accept')
    .argument(
      '<file>',
      `SIGTE's answer: ${ANSWER_COLUMNS.join(';')} (ACEPTADO or RECHAZADO); a row names its entry by SIGTE_ID, by ESTAB_DEST and ID_LOCAL, or by the rest`,
    )
    .requiredOption('--out <folder>', 'where letters and the lists for referring centres go')
    .option('--programme <id>', 'the programme')
    .description(
      'closes what SIGTE accepted, and tells the person and the referring centre, with a day until which it can be undone',
    )
    .action((file: string, options: ProgrammeOption & { readonly out: string }) =>
      withProgramme(context(), options, async ({ services }, programme) => {
        await mkdir(options.out, { recursive: true });
        const accepted = await acceptAnswer(services, programme, file, options.out);
        context().output.result(accepted, () =>
          [
            `${accepted.rows} rows: ${accepted.accepted} accepted, ${accepted.rejected} rejected, ${accepted.known} known, ${accepted.unknown} never exported.`,
            ...(accepted.reinstated > 0
              ? [
                  `${accepted.reinstated} were given back meanwhile: SIGTE closed them, ask for them to be opened there.`,
                ]
              : []),
            `${accepted.told} people are told, ${accepted.letters} get a letter.`,
            ...accepted.files,
            ...named(accepted.refused),
          ].join('\n'),
        );
      }),
    );
  for (const [name, about, write] of [
    [
      'needs',
      'people who still need it, for each health service: wait, worse, best phone and hour, until when it is valid',
      exportNeeds,
    ],
    ['notes', 'what the policy refused and the health services decide, with the reason', exportNotes],
  ] as const)
    discharge
      .command(name)
      .requiredOption('--out <folder>', 'a file for each health service')
      .option('--programme <id>', 'the programme')
      .description(about)
      .action((options: ProgrammeOption & { readonly out: string }) =>
        withProgramme(context(), options, async ({ services }, programme) => {
          const byService = await write(services, programme, options.out);
          context().output.result({ byService }, () => [`In ${options.out}:`, ...lines(byService)].join('\n'));
        }),
      );
}

async function exportAs(
  { output, config }: CommandContext,
  services: Parameters<typeof exportSigte>[0],
  programme: Parameters<typeof exportSigte>[1],
  options: ExportOptions,
): Promise<void> {
  const { format: as, out, establishment, professional } = options;
  const resolver = { ...(establishment ? { establishment } : {}), ...(professional ? { professional } : {}) };
  switch (as) {
    case 'sigte': {
      if (!options.by) throw new UserError('by-missing', 'Who exports?', 'Add --by NAME.');
      const exported = await exportSigte(services, programme, { by: options.by, out, resolver });
      output.result(exported, () =>
        [
          exported.batch === null
            ? 'Nothing left.'
            : `${exported.rows} discharges in ${out} (batch ${exported.batch}), ${exported.withdrawn} withdrawn on the way.`,
          ...lines(exported.byCause).map((each) => `${each} (cause)`),
          ...lines(exported.left).map((each) => `${each}: stay approved`),
          ...lines(exported.missing).map((each) => `${each} is missing`),
        ].join('\n'),
      );
      return;
    }
    case 'fhir': {
      const endpoint = config.PUBLIC_URL ?? 'urn:vigente';
      const exported = await exportFhir(services, programme, { batch: options.batch ?? null, out, resolver, endpoint });
      output.result(exported, () =>
        [
          `${exported.bundles} messages of batch ${exported.batch} in ${out}.`,
          ...lines(exported.withoutCode).map((each) => `${each}: cause without a code of TEI`),
        ].join('\n'),
      );
      return;
    }
    case 'csv': {
      const exported = await exportContacts(services, programme, out);
      output.result(
        { ...exported, file: out },
        () => `${exported.rows} contacts of ${exported.people} people in ${out}.`,
      );
      return;
    }
    default:
      as satisfies never;
  }
}

function format(value: string): Format {
  if (!(FORMATS as readonly string[]).includes(value)) throw new InvalidArgumentError(`one of ${FORMATS.join(', ')}`);
  return value as Format;
}

function keyed(value: string, before: Record<string, string>): Record<string, string> {
  const [source = '', key] = value.split('=');
  if (!key) throw new InvalidArgumentError('like registry=age1…');
  return { ...before, [source]: key };
}
