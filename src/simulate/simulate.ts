/** `vigente simulate`: a list, virtual patients, so many days; what was recorded is compared with the truth. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp, type AppOptions } from '../app.js';
import { simulator } from '../channels/simulator.js';
import type { Config } from '../config.js';
import { UserError } from '../domain/failure.js';
import { VirtualClock } from '../domain/clock.js';
import { importList } from '../intake/import-list.js';
import { PATHS } from '../paths.js';
import { chooseProgramme, loadProgrammes, type Programme } from '../programmes/programme.js';
import { kindOf } from '../store/store.js';
import { loadWords } from '../words/words.js';
import { askEverybody } from './campaign.js';
import { checkInvariants } from './invariants.js';
import { seededKeyring } from './keyring.js';
import { makeList } from './make-list.js';
import { simulateWithout } from './no-database.js';
import { peopleOfList, populationOf } from './people.js';
import { resultOf, type SimulationResult } from './result.js';
import { run } from './run.js';
import { loadScenario } from './scenario.js';
import { World } from './world.js';

export interface SimulateOptions {
  readonly programme?: string;
  /** A list file, or how many people to invent; without both, the programme's sample list. */
  readonly list?: string;
  readonly people?: number;
  readonly days: number;
  readonly seed: number;
  /** yyyy-mm-dd, the first day. */
  readonly from: string;
  /** `none`: the turns alone, without a database. */
  readonly db?: 'none' | 'embedded';
  /** Keep what came out, as the data folder's demonstration. */
  readonly keep?: boolean;
  /** Where the plan of the campaign goes. */
  readonly plan?: string;
  readonly scenario?: string;
  readonly perHour?: number;
  readonly wordings?: readonly string[];
  say(line: string): void;
  /** `done` of `all`: days with a database, people without. */
  onProgress?(done: number, all: number): void;
}

/** So many people an hour are begun with, unless told otherwise. */
const PER_HOUR = 2000;

/** Throws `UserError` for what cannot be read, or where `keep` would mix its people with others. */
export async function simulate(config: Config, options: SimulateOptions): Promise<SimulationResult> {
  const programme = chooseProgramme(
    await loadProgrammes(PATHS.programmes, config.PROGRAMME),
    options.programme,
    'asks',
  );
  const folder = await mkdtemp(join(tmpdir(), 'vigente-simulate-'));
  try {
    const list = await listOf(options, programme, folder);
    return options.db === 'none'
      ? await withoutDatabase(options, programme, list)
      : await withDatabase(config, options, programme, list);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function listOf(
  { list, people, seed, from }: SimulateOptions,
  programme: Programme,
  folder: string,
): Promise<string> {
  if (list !== undefined && people !== undefined)
    throw new UserError(
      'simulate-list',
      'Both a list and a number of people are given.',
      'Leave --list or --people out.',
    );
  if (people === undefined) return list ?? join(programme.folder, 'sample', 'list.csv');
  const file = join(folder, 'list.csv');
  await makeList(file, programme, { people, seed, today: from });
  return file;
}

/** Noon in UTC is a morning in all our countries. */
const firstMoment = (from: string): string => `${from}T12:00:00Z`;

async function withoutDatabase(
  options: SimulateOptions,
  programme: Programme,
  list: string,
): Promise<SimulationResult> {
  if (options.keep === true)
    throw new UserError(
      'simulate-keep',
      'Without a database there is nothing to keep.',
      'Leave --keep or --db none out.',
    );
  return simulateWithout({
    programme,
    words: await loadWords(PATHS.templates),
    people: await peopleOfList(list, programme, options.from),
    scenario: await loadScenario(programme.folder, options.scenario),
    seed: options.seed,
    perHour: options.perHour ?? PER_HOUR,
    wordings: options.wordings ?? [],
    from: Date.parse(firstMoment(options.from)),
    days: options.days,
    plan: options.plan,
    onPerson: options.onProgress,
  });
}

/** In a scratch database that is dropped at the end, or in the data folder's own one, if it is empty. */
async function withDatabase(
  config: Config,
  options: SimulateOptions,
  programme: Programme,
  list: string,
): Promise<SimulationResult> {
  const clock = new VirtualClock(firstMoment(options.from));
  const world = new World();
  let ids = 0;
  const where: Partial<AppOptions> = options.keep === true ? {} : { scratch: { keyring: seededKeyring(options.seed) } };
  const app = await openApp(config, {
    say: options.say,
    ...where,
    clock,
    ports: [simulator((message) => world.deliver(message, clock.now()))],
    // In order, so that the same seed gives the same run; padded, so that they also sort in it.
    newId: () => `s${String((ids += 1)).padStart(9, '0')}`,
  });
  const { services } = app;
  try {
    if (options.keep === true && (await kindOf(services.store)) !== null)
      throw new UserError(
        'simulate-keep',
        'This data folder holds people already; a simulation is kept only in an empty one.',
        'Use another data folder: VIGENTE_DATA=/path/to/new-folder',
      );
    await importList(services, list, programme, { today: options.from, synthetic: true });
    const population = await populationOf(
      services,
      options.seed,
      await loadScenario(programme.folder, options.scenario),
    );
    world.population = population;
    const { seed, wordings, plan, perHour = PER_HOUR } = options;
    await askEverybody(services, programme, { name: 'simulated', perHour, seed, wordings, plan });
    const ran = await run(services, clock, world, options.days, (day) => options.onProgress?.(day + 1, options.days));
    const paused = await services.store.campaigns.findOne({ state: 'paused' });
    if (paused) options.say(`The campaign paused by itself: ${paused.log.at(-1)?.why ?? ''}`);
    const invariants = await checkInvariants(services, world, population);
    return await resultOf(services, population, world, invariants, ran);
  } finally {
    await app.stop();
  }
}
