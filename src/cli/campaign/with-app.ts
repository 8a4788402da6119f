import { openApp, type App } from '../../app.js';
import { chooseProgramme, type Ability, type Programme } from '../../programmes/programme.js';
import type { CommandContext } from '../context.js';

/** What every campaign command may be told. */
export interface ProgrammeOption {
  readonly programme?: string;
}

/** Opens the program, lets `act` do its work, and closes it whatever happens. `providers`: connects the channels that are set up. */
export async function withProgramme(
  context: CommandContext,
  { programme }: ProgrammeOption,
  act: (app: App, programme: Programme) => Promise<void>,
  { providers = true, ability = 'asks' }: { readonly providers?: boolean; readonly ability?: Ability } = {},
): Promise<void> {
  const app = await openApp(context.config, { say: context.output.say, providers });
  try {
    await act(app, chooseProgramme(app.services.programmes, programme, ability));
  } finally {
    await app.stop();
  }
}

/** People name a campaign as they made it; with its programme before it, it is the same one. */
export const idOf = (programme: Programme, name: string): string =>
  name.startsWith(`${programme.id}.`) ? name : `${programme.id}.${name}`;

/** As `withProgramme`, but no channel is connected: what is stopped, looked at or noted must not fail by a wrong setting of a provider. */
export const withoutProviders = (
  context: CommandContext,
  options: ProgrammeOption,
  act: (app: App, programme: Programme) => Promise<void>,
): Promise<void> => withProgramme(context, options, act, { providers: false });
