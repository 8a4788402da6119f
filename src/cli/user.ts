/** `vigente user …`: who may decide. */
import { InvalidArgumentError, type Command } from 'commander';
import { toString } from 'qrcode';
import { addUser, disableUser } from '../discharge/users.js';
import { ROLES, type Role } from '../domain/role.js';
import { setCode, setPassword } from '../console/passwords.js';
import { secretFromInput } from './secret-input.js';
import { withProgramme } from './campaign/with-app.js';
import type { UserDoc } from '../store/documents.js';
import type { CommandContext } from './context.js';

const ANY = { providers: false, ability: 'asks' } as const;

export function addUserCommands(program: Command, context: () => CommandContext): void {
  const user = program.command('user').description('who may decide: add, password, code, list, disable');
  user
    .command('add')
    .argument('<name>', 'as the audit names them')
    .requiredOption('--role <role>', ROLES.join(', '), (value): Role => {
      if (!(ROLES as readonly string[]).includes(value)) throw new InvalidArgumentError(`one of ${ROLES.join(', ')}`);
      return value as Role;
    })
    .option('--service <n...>', 'only these health services', (value: string, before: number[] = []) => {
      if (!/^\d{1,2}$/.test(value)) throw new InvalidArgumentError('a number of a health service');
      return [...before, Number(value)];
    })
    .option('--centre <code>', 'the centre they sit at: they take what is of its area, and what others cannot')
    .option('--by <user>', 'who adds them: of TIC; nobody for the very first')
    .description('adds somebody; the first one is of TIC and adds the others')
    .action((name: string, options: { readonly role: Role; readonly service?: number[]; readonly centre?: string; readonly by?: string }) =>
      withProgramme(context(), {}, async ({ services }) => {
        const added = await addUser(services, { name, role: options.role, services: options.service ?? [], ...(options.centre === undefined ? {} : { centre: options.centre }), by: options.by ?? null });
        context().output.result({ user: added }, () => `${name} is ${added.role}.`);
      }, ANY),
    ); // prettier-ignore
  user
    .command('password')
    .argument('<name>', 'who')
    .description('sets the password they sign in with; it is read from the terminal, or from standard input')
    .action((name: string) =>
      withProgramme(context(), {}, async ({ services }) => {
        await setPassword(services, name, await secretFromInput(`Password of ${name}: `));
        context().output.result({ user: name }, () => `${name} signs in at /console/sign-in. Now a code for their phone: vigente user code ${name}`);
      }, ANY),
    ); // prettier-ignore
  user
    .command('code')
    .argument('<name>', 'who')
    .description('a new secret for the one-time codes of their phone, as a picture to scan; the old one is worth nothing')
    .action((name: string) =>
      withProgramme(context(), {}, async ({ services }) => {
        const address = await setCode(services, name);
        const picture = await toString(address, { type: 'terminal', small: true });
        context().output.result({ user: name, address }, () => `${picture}\nScan it with the phone of ${name}, and show it to nobody else.`);
      }, ANY),
    ); // prettier-ignore
  user
    .command('list')
    .description('everybody who may decide, or could')
    .action(() =>
      withProgramme(context(), {}, async ({ services }) => {
        const users = await services.store.users
          .find({})
          .project<Pick<UserDoc, '_id' | 'role' | 'state' | 'services'>>({ role: 1, state: 1, services: 1 })
          .sort({ _id: 1 })
          .toArray();
        context().output.result({ users }, () =>
          users.length === 0 ? 'There is nobody. Add the first: vigente user add NAME --role TIC' : users.map(({ _id, role, state, services: of }) => `${_id.padEnd(20)} ${role.padEnd(16)} ${state}${of.length > 0 ? ` services ${of.join(', ')}` : ''}`).join('\n'),
        );
      }, ANY),
    ); // prettier-ignore
  user
    .command('disable')
    .argument('<name>', 'who')
    .requiredOption('--by <user>', 'who does it: of TIC')
    .description('they may not decide any more; what they decided stays theirs')
    .action((name: string, options: { readonly by: string }) =>
      withProgramme(context(), {}, async ({ services }) => {
        await disableUser(services, name, options.by);
        context().output.result({ disabled: name }, () => `${name} may not decide any more.`);
      }, ANY),
    ); // prettier-ignore
}
