import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApp, type App } from '../../src/app.js';
import { simulator } from '../../src/channels/simulator.js';
import { webChannel } from '../../src/channels/web/channel.js';
import { openFrontDoor, type FrontDoor, type FrontDoorOptions } from '../../src/channels/web/front-door.js';
import { startPeople } from '../../src/campaigns/start.js';
import { importList } from '../../src/intake/import-list.js';
import { chooseProgramme } from '../../src/programmes/programme.js';
import { byPerson } from '../../src/simulate/by-person.js';
import { patientById, write } from '../../src/simulate/play.js';
import type { Services } from '../../src/turn/services.js';
import { workUntilDone } from '../../src/turn/work.js';
import { listen } from '../../src/web/listen.js';
import { webApp } from '../../src/web/server.js';
import { workFolder } from './work-folder.js';
import { quiet, testConfig } from './config.js';

export interface Served {
  readonly address: string;
  readonly door: FrontDoor;
  stop(): Promise<void>;
}

export interface Site extends Served {
  readonly app: App;
  readonly token: string;
}

const TOKEN = 'a-token-of-the-test';

/** Rows of the demonstration list: enough for every page, and no test waits for a thousand messages. */
const ROWS = 80;

/** The whole program on a free port, with the first of the demonstration list, nobody answering by themselves. */
export async function openSite(): Promise<Site> {
  const door = doorOf(() => app.services);
  const app: App = await openApp(testConfig(), {
    say: quiet,
    ports: [byPerson(() => false, { played: webChannel(door), alone: simulator(quiet) })],
    anyHour: true,
  });
  const { services } = app;
  const programme = chooseProgramme(services.programmes, 'minsal');
  const list = await readFile(join(programme.folder, 'sample', 'list.csv'), 'utf8');
  const file = join(workFolder(), 'list.csv');
  await writeFile(
    file,
    `${list
      .split('\n')
      .slice(0, ROWS + 1)
      .join('\n')}\n`,
  );
  await importList(services, file, programme, {
    today: '2026-11-21',
    synthetic: true,
    askAtOnce: true,
  });
  while ((await startPeople(services)) > 0);
  await workUntilDone(services, { start: false }); // else the first page would wait until all have their message
  const served = await serve(app, { door });
  const stop = async () => {
    await served.stop();
    await services.store.db.dropDatabase();
    await app.stop();
  };
  return { ...served, app, token: TOKEN, stop };
}

export function doorOf(services: () => Services, load?: FrontDoorOptions['load']): FrontDoor {
  return openFrontDoor({
    hear: async (person, words) => write(services(), await patientById(services(), person), words),
    clock: { now: () => services().clock.now() },
    ...(load ? { load } : {}),
  });
}

/** A web server of its own for a program that runs. */
export async function serve(
  app: App,
  { door, secure = false }: { door: FrontDoor; secure?: boolean },
): Promise<Served> {
  const { services } = app;
  const web = webApp(services, {
    running: { engine: app.server.engine, kind: 'synthetic', version: '0', channels: services.switchboard.ids },
    consoleToken: TOKEN,
    workFolder: workFolder(),
    chat: { door, secure },
  });
  const { server, address } = await listen(web, '127.0.0.1', 0);
  const stop = async () => {
    door.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { address, door, stop };
}
