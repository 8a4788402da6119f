/** Workers that send for real: the machine's clock, a provider with a rate, and people who wait for a first message. */
import { startPeople } from '../../src/campaigns/start.js';
import { systemClock } from '../../src/domain/clock.js';
import { Pace } from '../../src/outbox/pace.js';
import { senderName } from '../../src/outbox/prepare.js';
import type { Sending, SendQueue } from '../../src/outbox/queue/port.js';
import type { Services } from '../../src/turn/services.js';
import { patient } from './people.js';
import { scriptedPort, type ScriptedPort } from './real-port.js';
import { TestStage, type Placed, type StageOptions } from './services.js';

export interface Request {
  readonly id: string;
  readonly person: string | null;
  readonly kind: string;
  readonly keys: readonly string[];
  readonly possibleDuplicate: boolean;
  /** Epoch ms. */
  readonly at: number;
}

/** Messages a second of the provider's one number. */
export const PER_SECOND = 40;

export class SendingStage {
  readonly requests: Request[] = [];
  readonly #running: Sending[] = [];
  private constructor(
    readonly stage: TestStage,
    readonly port: ScriptedPort,
  ) {}

  static async open(
    change: Parameters<typeof scriptedPort>[0] = { capabilities: { windowHours: null, needsTemplate: false } },
    options: StageOptions = {},
  ): Promise<SendingStage> {
    const port = scriptedPort({ ...change, capabilities: { perSecond: PER_SECOND, ...change.capabilities } });
    const stage = await TestStage.open({ ports: [port], ...options });
    stage.clock.advanceTo(Date.now());
    return new SendingStage(stage, port);
  }

  /** What the provider answers from now on; every request is noted. */
  provider(answer: ScriptedPort['answer'] = () => undefined): void {
    this.port.answer = (message) => {
      const { id, person, kind, keys, possibleDuplicate } = message;
      this.requests.push({ id, person, kind, keys, possibleDuplicate, at: Date.now() });
      return answer(message);
    };
  }

  /** Another process over the same database: its own pace, the real clock. */
  services(change: Partial<Services> = {}): Services {
    const clock = systemClock();
    return this.stage.also({
      clock,
      pace: new Pace(clock),
      anyHour: true,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      ...change,
    });
  }

  /** So many people whose first message is due. */
  async waiting(count: number): Promise<Placed[]> {
    const placed = await this.stage.add(...Array.from({ length: count }, () => patient()));
    while ((await startPeople(this.services(), 400)) > 0);
    return placed;
  }

  work(queue: SendQueue, services = this.services({ queue }), inFlight = 100): Sending {
    const sending = queue.start(services, { inFlight });
    this.#running.push(sending);
    return sending;
  }

  /** Services whose sender the provider does not want to hear from for some two seconds: nothing is taken meanwhile. */
  resting(queue: SendQueue): Services {
    const services = this.services({ queue });
    for (let n = 0; n < 3; n += 1) services.pace.refused(senderName(this.port.id, ''), 0);
    return services;
  }

  async rest(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((sending) => sending.stop()));
  }

  async untilEmpty(): Promise<void> {
    await until(
      async () => (await this.stage.services.store.messages.countDocuments({ state: 'queued' })) === 0,
      'everything is sent',
    );
    // Written down first among the messages, then in the conversation.
    const left = { $or: [{ sendDueAt: { $ne: null } }, { replyDueAt: { $ne: null } }] };
    await until(
      async () => (await this.stage.services.store.conversations.countDocuments(left)) === 0,
      'every outbox is empty',
    );
  }

  /** Every one of these got exactly one message, and none of them was in doubt. */
  sentOnce(placed: readonly Placed[]): { readonly sent: number; readonly people: number; readonly doubtful: number } {
    const mine = new Set(placed.map(({ person }) => person));
    const sent = this.requests.filter(({ person }) => mine.has(person ?? ''));
    return {
      sent: sent.length,
      people: new Set(sent.map(({ person }) => person)).size,
      doubtful: sent.filter(({ possibleDuplicate }) => possibleDuplicate).length,
    };
  }

  /** By how many messages the rate was passed at worst, over any stretch of time. */
  beyond(perSecond = PER_SECOND): number {
    const times = this.requests.map(({ at }) => at).sort((a, b) => a - b);
    let worst = 0;
    for (let first = 0; first < times.length; first += 1)
      for (let last = first; last < times.length; last += 1)
        worst = Math.max(worst, last - first + 1 - (((times[last] ?? 0) - (times[first] ?? 0)) / 1000) * perSecond);
    return worst;
  }
}

export async function until(reached: () => boolean | Promise<boolean>, what: string, within = 25_000): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await reached())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
