import type { Server } from 'node:http';
import { join } from 'node:path';
import { openApp, type App } from '../../src/app.js';
import { simulator } from '../../src/channels/simulator.js';
import { startPeople } from '../../src/campaigns/start.js';
import { importList } from '../../src/intake/import-list.js';
import { chooseProgramme } from '../../src/programmes/programme.js';
import { listen, webApp } from '../../src/web/server.js';
import { quiet, testConfig } from './config.js';

export interface Site {
  readonly app: App;
  readonly address: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** The whole program on a free port, with the demonstration list, nobody answering by themselves. */
export async function openSite(): Promise<Site> {
  const app = await openApp(testConfig(), { say: quiet, ports: [simulator(quiet)], anyHour: true });
  const { services } = app;
  const programme = chooseProgramme(services.programmes, 'minsal');
  await importList(services, join(programme.folder, 'sample', 'list.csv'), programme, {
    today: '2026-11-21',
    synthetic: true,
  });
  while ((await startPeople(services)) > 0);
  const token = 'a-token-of-the-test';
  const web = webApp(services, {
    running: { engine: app.server.engine, kind: 'synthetic', version: '0', channels: services.switchboard.ids },
    consoleToken: token,
    chat: true,
  });
  const { server, address } = await listen(web, '127.0.0.1', 0);
  return { app, address, token, stop: () => close(app, server) };
}

async function close(app: App, server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await app.services.store.db.dropDatabase();
  await app.stop();
}
