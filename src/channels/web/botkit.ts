/** Botkit, loaded when the first chat is opened: it takes a second and 90 MB, and a programme that only sends SMS never needs it. */
import type { Botkit } from 'botkit';
import type { Storage } from 'botbuilder-core';
import { UserError } from '../../domain/failure.js';
import type { WebAdapter } from './adapter.js';
import type { Sessions } from './sessions.js';

export interface Desk {
  readonly botkit: Botkit;
  readonly adapter: WebAdapter;
}

export const HOW_TO_INSTALL = 'npm install --include=optional';

/** Throws `UserError` botkit-missing when the optional dependency is not installed. */
export async function loadBotkit(sessions: Sessions): Promise<Desk> {
  try {
    const [{ Botkit }, { WebAdapter }] = await Promise.all([import('botkit'), import('./adapter.js')]);
    const adapter = new WebAdapter(sessions);
    const botkit = new Botkit({ adapter, disable_webserver: true, disable_console: true, storage: NO_STATE });
    return { botkit, adapter };
  } catch (error) {
    if (isMissing(error))
      throw new UserError('botkit-missing', 'The chat page needs Botkit, which is not installed.', HOW_TO_INSTALL);
    throw error;
  }
}

/** Decisions stay in the dialogs, so Botkit has no state to keep. Its own memory store would grow by every session. */
const NO_STATE: Storage = {
  read: async () => ({}),
  write: async () => undefined,
  delete: async () => undefined,
};

/** The one code is Node's for imports, the other for what a package requires in its turn. */
function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
