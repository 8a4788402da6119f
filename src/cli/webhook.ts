/** `vigente webhook …`: which addresses of other systems are told what happens. */
import { InvalidArgumentError, type Command } from 'commander';
import { addWebhook, removeWebhook, resumeWebhook, rotateWebhook } from '../notices/webhooks.js';
import { WEBHOOK_EVENTS, type WebhookDoc, type WebhookEvent } from '../store/api-documents.js';
import { withProgramme } from './campaign/with-app.js';
import type { CommandContext } from './context.js';

const ANY = { providers: false, ability: 'any' } as const;

interface AddOptions {
  readonly programme?: string;
  readonly event?: WebhookEvent[];
  readonly service?: number[];
}

export function addWebhookCommands(program: Command, context: () => CommandContext): void {
  const webhook = program
    .command('webhook')
    .description('which other systems are told what happens: add, list, resume, rotate, remove');
  webhook
    .command('add')
    .argument('<url>', 'https://…; a host of our own network only if WEBHOOKS_PRIVATE names it')
    .option('--programme <id>', 'of which programme')
    .option('--event <name...>', `only these: ${WEBHOOK_EVENTS.join(', ')}`, (value: string, before: WebhookEvent[] = []) => {
      const event = WEBHOOK_EVENTS.find((each) => each === value);
      if (!event) throw new InvalidArgumentError(`one of ${WEBHOOK_EVENTS.join(', ')}`);
      return [...before, event];
    })
    .option('--service <n...>', 'only of these health services', (value: string, before: number[] = []) => {
      if (!/^\d{1,2}$/.test(value)) throw new InvalidArgumentError('a number of a health service');
      return [...before, Number(value)];
    })
    .description('it is told what happens from now on; the secret that signs is shown once')
    .action((url: string, { programme: id, event, service }: AddOptions) =>
      withProgramme(context(), { programme: id ?? context().config.PROGRAMME }, async ({ services }, programme) => {
        const wanted = { programme: programme.id, url, ...(event ? { events: event } : {}), ...(service ? { services: service } : {}) };
        const added = await addWebhook(services, wanted, context().config.WEBHOOKS_PRIVATE);
        context().output.result(added, () => `${added.id}: ${url} is told from now on.\n${added.secret}\nIt checks the signatures with this secret, which nobody can show again.`);
      }, ANY),
    ); // prettier-ignore
  webhook
    .command('list')
    .description('all, and how they go')
    .action(() =>
      withProgramme(context(), { programme: context().config.PROGRAMME }, async ({ services }) => {
        const webhooks = await services.store.webhooks.find({}).project<Omit<WebhookDoc, 'secret'>>({ secret: 0 }).sort({ _id: 1 }).toArray();
        const line = ({ _id, url, programme, state, why, deliveredAt, failures }: Omit<WebhookDoc, 'secret'>) =>
          `${_id} ${programme} ${state}${failures > 0 ? `, ${failures} failures (${why ?? ''})` : ''}, ${deliveredAt ? `last ${deliveredAt.toISOString().slice(0, 16)}` : 'nothing yet'}: ${url}`;
        context().output.result({ webhooks }, () => (webhooks.length === 0 ? 'There is none.' : webhooks.map(line).join('\n')));
      }, ANY),
    ); // prettier-ignore
  const on = (name: string, says: string, act: (services: Parameters<typeof removeWebhook>[0], id: string) => Promise<object>, told: (done: object, id: string) => string) =>
    webhook
      .command(name)
      .argument('<id>', 'as `webhook list` names it')
      .description(says)
      .action((id: string) =>
        withProgramme(context(), { programme: context().config.PROGRAMME }, async ({ services }) => {
          const done = await act(services, id);
          context().output.result(done, () => told(done, id));
        }, ANY),
      ); // prettier-ignore
  on(
    'resume',
    'goes on where it was stopped',
    async (services, id) => (await resumeWebhook(services, id), { resumed: id }),
    (_, id) => `${id} is told again.`,
  );
  on(
    'rotate',
    'a new secret beside the one before',
    async (services, id) => ({ id, secret: await rotateWebhook(services, id) }),
    (done) => (done as { secret: string }).secret,
  );
  on(
    'remove',
    'it is told nothing more',
    async (services, id) => (await removeWebhook(services, id), { removed: id }),
    (_, id) => `${id} is told nothing more.`,
  );
}
