/** Life in the demonstration: half of the invented people answer by themselves, the others are there to be played. */
import { createHash } from 'node:crypto';
import type { OutboundMessage, SendResult } from '../channels/port.js';
import type { Services } from '../turn/services.js';
import { populationOf } from './people.js';
import { loadScenario } from './scenario.js';
import type { Programme } from '../programmes/programme.js';
import { World } from './world.js';

/** Sixty times faster than life: an answer after an hour comes after a minute. */
const HASTE = 60;

export class Demo {
  readonly #world = new World(HASTE);
  #ready = false;

  /** What the simulator channel calls. */
  deliver(message: OutboundMessage, at: number): SendResult | void {
    if (this.#ready && message.person !== null && answersAlone(message.person)) return this.#world.deliver(message, at);
  }

  async open(services: Services, programme: Programme): Promise<void> {
    this.#world.population = await populationOf(services, 1, await loadScenario(programme.folder));
    this.#ready = true;
  }

  async answers(services: Services): Promise<void> {
    if (this.#ready) await this.#world.answerUntil(services, services.clock.now());
  }
}

/** Half of the people, always the same. */
export function answersAlone(person: string): boolean {
  return ((createHash('sha256').update(person).digest()[0] as number) & 1) === 0;
}
