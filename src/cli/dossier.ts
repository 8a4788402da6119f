/** `vigente dossier …`: everything a discharge rests on, in one file that can be checked. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { makeDossier, verifyDossier } from '../discharge/dossier.js';
import { UserError } from '../domain/failure.js';
import { withoutProviders as withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

export function addDossier(program: Command, context: () => CommandContext): void {
  const dossier = program
    .command('dossier')
    .argument('[entry]', 'its id ("minsal:sigte:43000001") or SIGTE_ID')
    .option('--out <file>', 'the ZIP')
    .option('--programme <id>', 'the programme')
    .description(
      'attempts, receipts, transcript, identity, evidence, policy, approvals and audit of an entry, in one ZIP',
    )
    .action((entry: string | undefined, options: ProgrammeOption & { readonly out?: string }) => {
      const { out } = options;
      if (!entry || !out)
        throw new UserError(
          'dossier-use',
          'Which entry, and where to?',
          'vigente dossier ENTRY --out FILE.zip, or: vigente dossier verify FILE.zip',
        );
      return withProgramme(context(), options, async ({ services }, programme) => {
        const { zip, proposal } = await makeDossier(services, programme, entry);
        await writeFile(out, zip, { mode: 0o600, flag: 'wx' });
        context().output.result(
          { proposal, file: out, bytes: zip.length },
          () => `${out} (${zip.length} bytes). It names the person: keep it like a clinical record.`,
        );
      });
    });
  dossier
    .command('verify')
    .argument('<file>', 'the ZIP')
    .option('--public-key <key>', 'of the seals, as `vigente audit head` writes it; else the one in the dossier')
    .description('is it whole, signed, and decided by its own policy? needs no database')
    .action(async (file: string, options: { readonly publicKey?: string }) => {
      const zip = await readFile(file).catch((error: Error) => {
        throw new UserError('file-unreadable', `${file} cannot be read: ${error.message}`);
      });
      const check = verifyDossier(zip, options.publicKey);
      context().output.result(check, () =>
        check.ok ? `Whole: proposal ${check.proposal}.` : check.problems.join('\n'),
      );
      if (!check.ok) process.exitCode = 1;
    });
}
