/** `vigente simulate`: a list, virtual patients, so many days; what was recorded is compared with the truth. */
import { openApp } from '../app.js';
import { simulator } from '../channels/simulator.js';
import type { Config } from '../config.js';
import { VirtualClock } from '../domain/clock.js';
import { importList } from '../intake/import-list.js';
import { chooseProgramme } from '../programmes/programme.js';
import { checkInvariants } from './invariants.js';
import { seededKeyring } from './keyring.js';
import { populationOf } from './people.js';
import { resultOf, type SimulationResult } from './result.js';
import { run } from './run.js';
import { DEFAULT_SCENARIO } from './truth.js';
import { World } from './world.js';

export interface SimulateOptions {
  readonly programme?: string;
  readonly list: string;
  readonly days: number;
  readonly seed: number;
  /** yyyy-mm-dd, the first day. */
  readonly from: string;
  say(line: string): void;
  onDay?(day: number): void;
}

/** In a scratch database that is dropped at the end. */
export async function simulate(config: Config, options: SimulateOptions): Promise<SimulationResult> {
  const clock = new VirtualClock(`${options.from}T12:00:00Z`);
  const world = new World();
  let ids = 0;
  const app = await openApp(config, {
    say: options.say,
    scratch: { keyring: seededKeyring(options.seed) },
    clock,
    ports: [simulator((message) => world.deliver(message, clock.now()))],
    // In order, so that the same seed gives the same run; padded, so that they also sort in it.
    newId: () => `s${String((ids += 1)).padStart(9, '0')}`,
  });
  const { services } = app;
  try {
    const programme = chooseProgramme(services.programmes, options.programme);
    await importList(services, options.list, programme, { today: options.from, synthetic: true });
    const population = await populationOf(services, options.seed, DEFAULT_SCENARIO);
    world.contacts = population.contacts;
    const ran = await run(services, clock, world, options.days, options.onDay);
    const invariants = await checkInvariants(services, world, population);
    return await resultOf(services, population, world, invariants, ran);
  } finally {
    await app.stop();
  }
}
