/** `vigente token …`: which other systems may use the API. */
import { InvalidArgumentError, type Command } from 'commander';
import { addToken, revokeToken } from '../api/tokens.js';
import { ROLES, type Role } from '../domain/role.js';
import type { ApiTokenDoc } from '../store/documents.js';
import { withProgramme } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

const ANY = { providers: false, ability: 'any' } as const;

interface AddOptions {
  readonly role?: Role;
  readonly service?: number[];
  readonly days?: number;
  readonly for?: string;
}

const number = (value: string): number => {
  if (!/^\d{1,3}$/.test(value)) throw new InvalidArgumentError('a number');
  return Number(value);
};

export function addTokenCommands(program: Command, context: () => CommandContext): void {
  const token = program
    .command('token')
    .description('which other systems may use the API (/api/docs): add, list, revoke');
  token
    .command('add')
    .argument('<name>', 'as the audit names it: small letters, digits, dots, dashes')
    .option('--role <role>', `what a system may: ${ROLES.join(', ')}`, (value): Role => {
      if (!(ROLES as readonly string[]).includes(value)) throw new InvalidArgumentError(`one of ${ROLES.join(', ')}`);
      return value as Role;
    })
    .option('--service <n...>', 'only these health services', (value: string, before: number[] = []) => [...before, number(value)])
    .option('--days <n>', 'how long it lasts; 90 unless told, at most 400', number)
    .option('--for <user>', 'the person it speaks for: it may decide as they do, and the audit names them')
    .description('a new token; it is shown once and stored as a hash')
    .action((name: string, { service, ...options }: AddOptions) =>
      withProgramme(context(), anyOf(context()), async ({ services }) => {
        const { token: shown, doc } = await addToken(services, { name, ...options, ...(service ? { services: service } : {}) });
        const { hash: _, ...told } = doc;
        context().output.result({ ...told, token: shown }, () => `${shown}\nNobody can show it again. It is ${doc.role}${doc.for ? `, for ${doc.for}` : ''}, until ${doc.expiresAt.toISOString().slice(0, 10)}.`);
      }, ANY),
    ); // prettier-ignore
  token
    .command('list')
    .description('all tokens, with their last use')
    .action(() =>
      withProgramme(context(), anyOf(context()), async ({ services }) => {
        const tokens = await services.store.apiTokens.find({}).project<Omit<ApiTokenDoc, 'hash'>>({ hash: 0 }).sort({ _id: 1 }).toArray();
        const now = services.clock.now();
        const line = ({ _id, role, state, expiresAt, usedAt, for: person, services: of }: Omit<ApiTokenDoc, 'hash'>) =>
          `${_id.padEnd(24)} ${role.padEnd(16)} ${expiresAt.getTime() <= now ? 'over' : state}, until ${expiresAt.toISOString().slice(0, 10)}, ${usedAt ? `used ${usedAt.toISOString().slice(0, 16)}` : 'never used'}${person ? `, for ${person}` : ''}${of.length > 0 ? `, services ${of.join(', ')}` : ''}`;
        context().output.result({ tokens }, () => (tokens.length === 0 ? 'There is none. Add one: vigente token add NAME --role ROLE' : tokens.map(line).join('\n')));
      }, ANY),
    ); // prettier-ignore
  token
    .command('revoke')
    .argument('<name>', 'which')
    .description('it opens nothing any more, from the next request on')
    .action((name: string) =>
      withProgramme(context(), anyOf(context()), async ({ services }) => {
        await revokeToken(services, name);
        context().output.result({ revoked: name }, () => `${name} opens nothing any more.`);
      }, ANY),
    ); // prettier-ignore
}

/** Tokens belong to no programme: the configured one stands for all. */
const anyOf = ({ config }: CommandContext) => ({ programme: config.PROGRAMME });
