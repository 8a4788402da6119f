/** The processes that work on a course of waits: killed, restarted, overtaken, with clocks that are not quite the same. */
import { startPeople } from '../../src/campaigns/start.js';
import { VirtualClock } from '../../src/domain/clock.js';
import { Pace } from '../../src/outbox/pace.js';
import { Vault } from '../../src/privacy/vault.js';
import type { Programme } from '../../src/programmes/programme.js';
import { seededKeyring } from '../../src/simulate/keyring.js';
import { openStore, type Store } from '../../src/store/store.js';
import { receive } from '../../src/turn/receive.js';
import type { Services } from '../../src/turn/services.js';
import { sendDue, takeTurns } from '../../src/turn/work.js';
import { patient } from './people.js';
import type { TestStage } from './services.js';
import type { Course, Plan, Workers } from './timer-course.js';

let courseCount = 0;

/** The processes that work: each can be killed, be started again, and have a clock that is behind. */
export class WorkersOf {
  readonly clock: VirtualClock;
  readonly #programmes: ReadonlyMap<string, Programme>;
  #restarted: Store | null = null;
  #phones: readonly string[] = [];
  readonly #name = `course${(courseCount += 1)}`;

  constructor(
    private readonly stage: TestStage,
    private readonly course: Course,
  ) {
    this.clock = new VirtualClock(new Date(course.start).toISOString());
    // One channel: the waits on the next one are no other, and each costs its messages.
    const cadence = stage.programme.cadence.slice(0, 1);
    this.#programmes = new Map(
      course.plans.map(({ zone, waits }, n): [string, Programme] => {
        const id = `${this.#name}-${n}`;
        return [
          id,
          { ...stage.programme, id, zone, cadence, waitFor: (key) => waits[key === 'checkIn' ? 'reply' : key] },
        ];
      }),
    );
  }

  /** Filter for the programmes of this course. */
  get programmes(): { $in: string[] } {
    return { $in: [...this.#programmes.keys()] };
  }

  waitsOf(programme: string): Plan['waits'] {
    const found = this.#programmes.get(programme);
    return { reply: found?.waitFor('reply') ?? 0, later: found?.waitFor('later') ?? 0 };
  }

  #services(store: Store, behind = 0): Services {
    const clock = { now: () => this.clock.now() - behind };
    return this.stage.also({ store, clock, programmes: this.#programmes, pace: new Pace(clock), anyHour: this.course.anyHour }); // prettier-ignore
  }

  get #store(): Store {
    return this.#restarted ?? this.stage.services.store;
  }

  /** Somebody for each programme, to be begun with now. Returns their numbers. */
  async addPeople(): Promise<readonly string[]> {
    const placed = await this.stage.add(...this.course.plans.map(() => patient()));
    const { persons, entries } = this.stage.services.store;
    const dueAt = new Date(this.clock.now());
    for (const [n, { person }] of placed.entries()) {
      await persons.updateOne(
        { _id: person },
        { $set: { programme: `${this.#name}-${n}`, asking: { state: 'queued', dueAt } } },
      );
      await entries.updateMany({ person }, { $set: { programme: `${this.#name}-${n}` } });
    }
    await startPeople(this.#services(this.#store));
    this.#phones = placed.map(({ addresses }) => addresses[0] ?? '');
    return this.#phones;
  }

  async says(address: string, text: string): Promise<void> {
    const services = this.#services(this.#store);
    await receive(services, [this.stage.inbound(address, text, { saidAt: this.clock.now() })]);
  }

  async work(by: Workers, behind: number): Promise<void> {
    if (by === 'restarted') {
      await this.#restarted?.close();
      const { uri, name } = this.stage.database;
      this.#restarted = await openStore(uri, name, new Vault(seededKeyring(1)));
    }
    if (by === 'killed') await pass(this.#services(dying(this.#store))).catch(onlyKilled);
    if (by === 'overtaken') await pass(this.#services(this.#overtaken(behind)));
    const late = by === 'two' ? [this.#services(this.stage.services.store, behind)] : [];
    await Promise.all([this.#services(this.#store), ...late].map(pass));
  }

  /** Its first commit comes after a whole pass of another worker; every other time the first person has answered meanwhile. */
  #overtaken(behind: number): Store {
    let isFirst = true;
    const conversations = new Proxy(this.#store.conversations, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== 'bulkWrite') return value.bind(target);
        return async (...given: unknown[]) => {
          if (isFirst) {
            isFirst = false;
            if (behind % 2 === 0) await this.says(this.#phones[0] ?? '', 'mas tarde');
            await pass(this.#services(this.#store));
          }
          return Reflect.apply(value, target, given) as unknown;
        };
      },
    });
    return { ...this.#store, conversations };
  }

  async close(): Promise<void> {
    await this.#restarted?.close();
  }
}

/** Everything that is due, once: what is still due afterwards was forgotten. */
async function pass(services: Services): Promise<void> {
  await takeTurns(services);
  await sendDue(services);
}

/** Its process dies right after a commit, before anything of the turn is written where people look. */
function dying(store: Store): Store {
  const turns = new Proxy(store.turns, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name === 'insertMany') return () => Promise.reject(new Error('killed'));
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...store, turns };
}

function onlyKilled(error: unknown): void {
  if (!(error instanceof Error) || error.message !== 'killed') throw error;
}
