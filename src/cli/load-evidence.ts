/** `vigente load insurer|network|writings|calls`: the answers to `vigente discharge requests`. */
import type { Command } from 'commander';
import { DateTime } from 'luxon';
import type { RequestSource } from '../discharge/requests.js';
import { isAddress, withAsked } from '../load/ask-http.js';
import { EVIDENCE_FILES, loadEvidence, type EvidenceFile } from '../load/evidence.js';
import { withoutProviders as withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';
import { named } from './load-told.js';

const ABOUT: Readonly<Record<EvidenceFile, readonly [about: string, example: string]>> = {
  insurer: ['what the insurer says: with whom a person is insured, and since when', 'FONASA'],
  network: ['the report of a care, found in the network’s records', 'Registro clínico SS Osorno'],
  writings: ['signed writings whose receipt in the clinical record came back', 'Ficha clínica'],
  calls: ['what a clinician or a trained operator heard on the phone', 'DARS'],
};

/** What is asked from it. */
const ASKS: Readonly<Record<EvidenceFile, RequestSource>> = {
  insurer: 'insurer',
  network: 'network',
  writings: 'writing',
  calls: 'call',
};

export function addEvidenceLoads(load: Command, context: () => CommandContext): void {
  for (const name of Object.keys(ABOUT) as EvidenceFile[]) {
    const [about, example] = ABOUT[name];
    load
      .command(name)
      .argument(
        '<file>',
        `CSV with the columns ${EVIDENCE_FILES[name].columns.join(';')}, or the address of a registry that answers`,
      )
      .description(about)
      .requiredOption('--source <name>', `whose data they are, e.g. "${example}"`)
      .option('--programme <id>', 'the programme')
      .action((file: string, options: ProgrammeOption & { readonly source: string }) =>
        withProgramme(context(), options, async ({ services }, programme) => {
          const today = DateTime.fromMillis(services.clock.now(), { zone: programme.zone }).toISODate() ?? '';
          const read = (path: string) =>
            loadEvidence(services, programme, name, path, { source: options.source, today });
          const token = context().config.REGISTRY_TOKEN ?? '';
          const loaded = isAddress(file)
            ? await withAsked(services, programme, ASKS[name], { address: file, token }, read)
            : await read(file);
          context().output.result(loaded, () =>
            [
              `${loaded.rows} rows: ${loaded.taken} taken, ${loaded.known} known already, ${loaded.unknown} of nobody on the list, ${loaded.open} not answered yet.`,
              ...named(loaded.refused),
              'Now: vigente discharge propose',
            ].join('\n'),
          );
        }),
      );
  }
}
