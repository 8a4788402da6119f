/** The web server over a stage, and people who sign in to its console. */
import type { Express } from 'express';
import { setPassword } from '../../src/console/passwords.js';
import type { Services } from '../../src/turn/services.js';
import { listen } from '../../src/web/listen.js';
import { webApp, type WebOptions } from '../../src/web/server.js';
import { workFolder } from './work-folder.js';

/** Long enough, and nobody's. */
export const PASSWORD = 'caballo correcto batería grapa';

export interface OpenWeb {
  readonly web: Express;
  readonly address: string;
  /** Console work goes here. */
  readonly folder: string;
  close(): Promise<void>;
}

/** `named` — people who get `PASSWORD`. */
export async function openWeb(
  services: Services,
  named: readonly string[] = [],
  options: Partial<WebOptions> = {},
): Promise<OpenWeb> {
  for (const name of named) await setPassword(services, name, PASSWORD);
  const folder = workFolder();
  const web = webApp(services, {
    running: { engine: 'external', kind: 'synthetic', version: '0', channels: [] },
    consoleToken: 'key',
    workFolder: folder,
    chat: null,
    ...options,
  });
  const { server, address } = await listen(web, '127.0.0.1', 0);
  return {
    web,
    address,
    folder,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface SignedIn {
  readonly cookie: string;
  /** Goes into every form. */
  readonly key: string;
  get(path: string): Promise<Response>;
  post(path: string, fields?: Readonly<Record<string, string>>): Promise<Response>;
}

/** Without a browser. */
export async function signIn(address: string, name: string): Promise<SignedIn> {
  const body = new URLSearchParams({ name, password: PASSWORD });
  const answer = await fetch(`${address}/console/sign-in`, { method: 'POST', redirect: 'manual', body });
  const cookie = answer.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
  const get = (path: string) => fetch(`${address}${path}`, { redirect: 'manual', headers: { cookie } });
  const start = await fetch(`${address}/console/start`, { headers: { cookie } });
  const key = /name="key" value="([^"]+)"/.exec(await start.text())?.[1] ?? '';
  const post = (path: string, fields: Readonly<Record<string, string>> = {}) =>
    fetch(`${address}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ key, ...fields }),
    });
  return { cookie, key, get, post };
}
