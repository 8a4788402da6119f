/** The channels from the command line: what is connected and what is stopped, our templates here and at the provider. */
import type { Command } from 'commander';
import { openApp, type App } from '../app.js';
import { UserError } from '../domain/failure.js';
import { templateId } from '../outbox/stops.js';
import { chooseProgramme } from '../programmes/programme.js';
import { LONGEST_MOMENT, render } from '../words/render.js';
import type { CommandContext } from './context.js';

export function addChannels(program: Command, context: () => CommandContext): void {
  const channels = program
    .command('channels')
    .description('channels and WhatsApp templates: list, resume, sync, templates');
  channels
    .command('list')
    .description('what is connected, from which numbers, and what is stopped')
    .action(() => withApp(context(), list));
  channels
    .command('resume')
    .argument('<channel>', 'twilio-sms, whatsapp-cloud …')
    .description('lets a stopped channel send again, once what was wrong is mended')
    .action((channel: string) => withApp(context(), (app, given) => resume(app, given, channel)));
  channels
    .command('sync')
    .description('reads the state, category and quality of our templates from the provider')
    .action(() => withApp(context(), sync));
  channels
    .command('templates')
    .option('--programme <id>', 'the programme')
    .description('our WhatsApp templates as they are to be submitted: name, language, text, buttons')
    .action((options: { readonly programme?: string }) =>
      withApp(context(), (app, given) => printTemplates(app, given, options.programme)),
    );
}

async function withApp(
  context: CommandContext,
  act: (app: App, context: CommandContext) => Promise<void>,
): Promise<void> {
  const app = await openApp(context.config, { say: context.output.say, providers: true });
  try {
    await act(app, context);
  } finally {
    await app.stop();
  }
}

async function list({ services, ingresses }: App, { output }: CommandContext): Promise<void> {
  const { store, switchboard, senders, programmes } = services;
  const stops = await store.channelStops.find({}).toArray();
  const templates = await store.templates.find({}).toArray();
  const numbers = [...programmes.keys()].flatMap((programme) =>
    senders
      .all(programme)
      .map(({ channel, via, address, state, twoWay }) => ({ programme, channel, via, address, state, twoWay })),
  );
  const value = {
    channels: switchboard.ids.map((id) => ({ id, stopped: stops.find(({ _id }) => _id === id)?.why ?? null })),
    webhooks: ingresses.flatMap(({ id, paths }) => paths.map((path) => ({ id, path }))),
    numbers,
    templates: templates.map(({ _id, status, category, quality }) => ({ template: _id, status, category, quality })),
  };
  output.result(value, () =>
    [
      ...(value.channels.length === 0 ? ['No channel is connected. See: vigente doctor'] : []),
      ...value.channels.map(
        ({ id, stopped }) =>
          `${id}: ${stopped === null ? 'on' : `STOPPED (${stopped}); mend it, then: vigente channels resume ${id}`}`,
      ),
      ...value.webhooks.map(({ id, path }) => `webhook ${path} (${id})`),
      ...numbers.map(
        ({ programme, channel, via, address, state, twoWay }) =>
          `${programme} ${channel} from ${address} over ${via}, ${state}${twoWay ? '' : ', one-way'}`,
      ),
      ...value.templates.map(
        ({ template, status, category, quality }) =>
          `template ${template}: ${status}${category ? `, ${category}` : ''}${quality ? `, ${quality}` : ''}`,
      ),
    ].join('\n'),
  );
}

async function resume({ services }: App, { output }: CommandContext, channel: string): Promise<void> {
  const { channelStops, deskTasks } = services.store;
  const { deletedCount } = await channelStops.deleteOne({ _id: channel });
  if (deletedCount === 0)
    throw new UserError('not-stopped', `${channel} is not stopped.`, 'See: vigente channels list');
  await deskTasks.updateMany(
    { _id: { $gte: `channel:${channel}:`, $lt: `channel:${channel};` }, state: 'open' },
    { $set: { state: 'done' } },
  );
  output.result(
    { channel, resumed: true },
    () => `${channel} sends again; its messages go within a quarter of an hour.`,
  );
}

async function sync({ services }: App, { output }: CommandContext): Promise<void> {
  const at = new Date(services.clock.now());
  const found: { channel: string; template: string; status: string }[] = [];
  const missing: string[] = [];
  for (const port of services.switchboard.ports) {
    const theirs = await port.templates?.();
    if (!theirs) continue;
    for (const { name, language, status, category, quality, contentSid } of theirs) {
      if (!services.templates.all.some((ours) => ours.name === name && ours.language === language)) continue;
      await services.store.templates.updateOne(
        { _id: templateId(port.id, name, language) },
        {
          $set: {
            status: status.toUpperCase(),
            category: category.toUpperCase() || null,
            quality: quality || null,
            contentSid,
            why: null,
            at,
          },
        },
        { upsert: true },
      );
      found.push({ channel: port.id, template: `${name} ${language}`, status });
    }
    for (const { name, language } of services.templates.all)
      if (!theirs.some((each) => each.name === name && each.language === language))
        missing.push(`${port.id}: ${name} ${language}`);
  }
  output.result({ found, missing }, () =>
    [
      ...found.map(({ channel, template, status }) => `${channel}: ${template} is ${status}`),
      ...missing.map((each) => `${each} is not there yet: submit it (vigente channels templates)`),
      ...(found.length + missing.length === 0
        ? ['No connected channel has templates to read. See: vigente doctor']
        : []),
    ].join('\n'),
  );
}

/** Values that a template leaves open are written {{1}}, {{2}} …, as Meta wants them. */
async function printTemplates({ services }: App, { output }: CommandContext, id: string | undefined): Promise<void> {
  const programme = chooseProgramme(services.programmes, id, id === undefined ? 'asks' : 'any');
  const templates = services.templates.all
    .filter(({ locale }) => locale === programme.locale)
    .map(({ key, name, language, category, variables, buttons, footer }) => {
      const params = Object.fromEntries(variables.map((variable, index) => [variable, `{{${index + 1}}}`]));
      const { text, choices } = render(
        { key, params, choices: buttons },
        'whatsapp',
        programme,
        services.words,
        LONGEST_MOMENT,
      );
      return {
        name,
        language,
        category,
        body: text,
        footer,
        buttons: choices.map(({ id: button, label }) => ({ id: button, label })),
      };
    });
  output.result({ templates }, () =>
    templates
      .map(({ name, language, category, body, footer, buttons }) =>
        [
          `── ${name} · ${language} · ${category}`,
          body,
          ...(footer === '' ? [] : [`Footer: ${footer}`]),
          ...buttons.map(({ id: button, label }) => `Button: ${label}   (id at Twilio: ${button})`),
        ].join('\n'),
      )
      .join('\n\n'),
  );
}
