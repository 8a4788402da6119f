/** `vigente audit …`: is everything that was done still written down as it was? */
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../domain/failure.js';
import { sealHeads } from '../audit/seal.js';
import { signedHead, verifyAudit, type SignedHead } from '../audit/verify.js';
import { withProgramme } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

const OPEN = { providers: false, ability: 'asks' } as const;

const headShape = z.object({
  seal: z.string().regex(/^\d+$/),
  at: z.string(),
  root: z.string(),
  previous: z.string(),
  signature: z.string(),
  publicKey: z.string(),
});

export function addAudit(program: Command, context: () => CommandContext): void {
  const audit = program
    .command('audit')
    .description('what was done, in chains that nobody can change unseen: verify, head');
  audit
    .command('verify')
    .option('--head <file>', 'a head that was kept outside, and must be among the seals')
    .description('follows every chain; names the stream and the number of what was edited, removed or moved')
    .action((options: { readonly head?: string }) =>
      withProgramme(
        context(),
        {},
        async ({ services }) => {
          const verified = await verifyAudit(services.store, options.head ? await readHead(options.head) : undefined);
          const { events, streams, seals, ok, firstBad, bad, perSecond } = verified;
          context().output.result(verified, () =>
            ok
              ? `${events} events in ${streams} chains and ${seals} seals: whole (${perSecond} a second).`
              : `${bad} places are not as they were. The first: ${firstBad?.stream} ${firstBad?.seq} (${firstBad?.what}).`,
          );
          if (!ok) process.exitCode = 1;
        },
        OPEN,
      ),
    );
  audit
    .command('head')
    .requiredOption('--out <file>', 'to be kept outside: with another body, on paper, by mail to an auditor')
    .description('seals what was done so far and writes the signed head')
    .action((options: { readonly out: string }) =>
      withProgramme(
        context(),
        {},
        async ({ services }) => {
          await sealHeads(services.store, services.clock.now());
          const head = await signedHead(services.store);
          if (!head)
            throw new UserError('audit-empty', 'Nothing was done yet: there is nothing to seal.', undefined, 1);
          await writeFile(options.out, `${JSON.stringify(head, null, 2)}\n`);
          context().output.result(
            head,
            () =>
              `Seal ${head.seal} of ${head.at} in ${options.out}. Later: vigente audit verify --head ${options.out}`,
          );
        },
        OPEN,
      ),
    );
}

async function readHead(file: string): Promise<SignedHead> {
  try {
    return headShape.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new UserError(
      'head-unreadable',
      `${file} is no head: ${(error as Error).message.slice(0, 100)}`,
      'It is made by: vigente audit head --out FILE',
    );
  }
}
