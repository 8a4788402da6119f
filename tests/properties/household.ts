/** A household over the real database: two people, three phones, a list, perhaps a campaign, a provider with moods, workers that die. */
import { beginCampaign } from '../../src/campaigns/begin.js';
import { confirm } from '../../src/campaigns/checklist.js';
import { command } from '../../src/campaigns/commands.js';
import { createCampaign } from '../../src/campaigns/create.js';
import { Switchboard, type OutboundMessage, type SendResult } from '../../src/channels/port.js';
import { simulator } from '../../src/channels/simulator.js';
import { VirtualClock } from '../../src/domain/clock.js';
import { UserError } from '../../src/domain/failure.js';
import { importList } from '../../src/intake/import-list.js';
import { Pace } from '../../src/outbox/pace.js';
import type { Report } from '../../src/store/documents.js';
import type { Store } from '../../src/store/store.js';
import { receive } from '../../src/turn/receive.js';
import type { Services } from '../../src/turn/services.js';
import { workOnce } from '../../src/turn/work.js';
import { csv, row, runOf, writeList, type Cells } from '../support/list-file.js';
import { HOUR, MINUTE, type TestStage } from '../support/services.js';
import type { By, Course, Event } from './events.js';
import { killed, mortal } from './mortal.js';
import { Watch } from './watch.js';

export const FIRST = Date.parse('2026-11-23T13:00:00Z');
/** Of the first person, on the list with both of the first two; the second is also the other person's. Nobody knows the third. */
const PHONES = ['+56970000015', '+56970000025', '+56970000035'] as const;
const STOP_WORDS = ['STOP', '0', 'no me escriban mas'];

export class Household {
  readonly clock: VirtualClock;
  readonly services: Services;
  readonly watch: Watch;
  readonly sent: OutboundMessage[] = [];
  readonly #cells: Cells[];
  #mood: { readonly result: SendResult | 'dies'; left: number } | null = null;
  #said = 0;
  #reports = 0;

  private constructor(
    private readonly stage: TestStage,
    { begins, campaign }: Course,
  ) {
    this.clock = new VirtualClock(new Date(FIRST + begins * HOUR).toISOString());
    const port = {
      ...simulator(() => undefined),
      capabilities: { ...simulator(() => undefined).capabilities, receipts: true },
      send: (message: OutboundMessage) => this.#send(message),
    };
    this.services = stage.also({ clock: this.clock, pace: new Pace(this.clock), switchboard: new Switchboard([port]) });
    this.watch = new Watch(this.services);
    const one = { ...runOf(1), FONO_MOVIL: PHONES[0].slice(3), FONO_FIJO: PHONES[1].slice(3), EMAIL: '' };
    const two = { ...runOf(2), FONO_MOVIL: PHONES[1].slice(3), EMAIL: '', NOMBRES: 'ROSA ESTER' };
    this.#cells = [{ ...one }, { ...one, PRESTA_MIN: '07-101' }, { ...two }];
    this.campaign = campaign ? 'minsal.one' : null;
  }
  readonly campaign: string | null;

  static async begin(stage: TestStage, course: Course): Promise<Household> {
    const { db } = stage.services.store;
    const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
    await Promise.all(names.map((name) => db.collection(name).deleteMany({})));
    const home = new Household(stage, course);
    await home.#import();
    if (course.campaign) await home.#campaign(course.campaign.firstWave);
    await home.work('one');
    return home;
  }

  async #campaign(firstWave: number): Promise<void> {
    const { services } = this;
    const programme = this.stage.programme;
    const { _id } = await createCampaign(services, programme, { name: 'one', universe: '', firstWave, budget: 1_000_000, peoplePerHour: 3600, by: 'Ana' }); // prettier-ignore
    for (const what of ['universe', 'informed', 'test'] as const) await confirm(services, _id, what, 'Ana');
    await beginCampaign(services, programme, _id, { by: 'Ana' });
  }

  async #import(): Promise<void> {
    const file = writeList(csv(this.#cells.map((cells, n) => row(cells, n + 1))));
    const today = new Date(this.clock.now()).toISOString().slice(0, 10);
    await importList(this.services, file, this.stage.programme, { today, synthetic: true, askAtOnce: this.campaign === null, batchSize: 200 }); // prettier-ignore
  }

  /** What a provider does with a request, which is looked at before anything else. */
  async #send(message: OutboundMessage): Promise<SendResult> {
    const mood = this.#mood;
    if (mood && (mood.left -= 1) <= 0) this.#mood = null;
    await this.watch.request(message);
    this.sent.push(message);
    if (mood?.result === 'dies') throw new Error('killed');
    const result = mood?.result ?? { ok: true as const, providerId: `p${this.sent.length}` };
    if (result.ok) this.watch.accepted(message);
    return result;
  }

  async play({ what, by }: Event): Promise<void> {
    this.clock.advanceTo(this.clock.now() + MINUTE);
    if ('say' in what || 'click' in what) {
      const address = this.stage.address(PHONES[what.phone] ?? '');
      const text = 'say' in what ? what.say : null;
      const id = `sms:said${(this.#said += 1)}`;
      if (text !== null && STOP_WORDS.includes(text)) this.watch.saysStop(id, address);
      if (text !== null && /^(alta|start)$/i.test(text)) this.watch.saysStart(address);
      const message = this.stage.inbound(
        address,
        { text, choice: 'click' in what ? what.click : null, channel: what.on ?? 'sms' },
        { id, channel: what.on ?? 'sms', saidAt: this.clock.now() - (what.late ? 30 * MINUTE : 0) },
      );
      await receive(this.services, [message]);
      if (what.twice) await receive(this.services, [message]);
      await this.work(by);
      if (what.twice) {
        await receive(this.services, [message]);
        await this.work('one');
      }
    } else if ('pass' in what) await this.#pass(what.pass, by);
    else if ('receipt' in what) await this.#receipts(what);
    else if ('provider' in what) {
      const failure = { kind: what.provider, retryable: what.provider !== 'rejected' && what.provider !== 'optedOut', code: 'x' } as const;
      this.#mood = { result: what.provider === 'dies' ? 'dies' : ({ ok: false, failure } as SendResult), left: what.times };
    } else if ('list' in what) await this.#list(what);
    else await this.#command(what.campaign);
    if (!('say' in what) && !('click' in what) && !('pass' in what)) await this.work(by);
    await this.watch.look();
  } // prettier-ignore

  async #receipts({ receipt, last, twice }: Extract<Event['what'], { receipt: unknown }>): Promise<void> {
    const message = this.sent.at(-1 - last);
    if (!message) return;
    const at = new Date(this.clock.now());
    const code = receipt === 'failed' ? 30003 : null;
    for (let n = 0; n < (twice ? 2 : 1); n += 1) {
      const report: Report = { kind: 'receipt', via: 'twilio', ref: message.id, providerId: `r-${message.id}`, state: receipt, code, category: null, billable: null, at }; // prettier-ignore
      await this.services.store.reports.insertOne({ _id: `r${(this.#reports += 1)}`, receivedAt: at, dueAt: at, report }); // prettier-ignore
    }
  }

  async #list({ list, entry }: Extract<Event['what'], { list: unknown }>): Promise<void> {
    const cells = this.#cells[entry % this.#cells.length] as Record<string, string>;
    const day = new Date(this.clock.now()).toISOString().slice(0, 10).split('-').reverse().join('/');
    if (list === 'left') Object.assign(cells, { F_SALIDA: day, C_SALIDA: '1' });
    if (list === 'cited') Object.assign(cells, { F_CITACION: '20/12/2027' });
    if (list === 'corrected') Object.assign(cells, { SOSPECHA_DIAG: `CORREGIDO ${this.#said}`, CIUDAD: 'TALCA' });
    if (list === 'added')
      this.#cells.push({ ...cells, F_SALIDA: '', C_SALIDA: '', F_CITACION: '', PRESTA_MIN: '07-102' });
    await this.#import();
  }

  async #command(what: 'pause' | 'resume' | 'stop' | 'release'): Promise<void> {
    if (this.campaign === null) return;
    try {
      await command(this.services, this.campaign, what, { by: 'Ana' });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }

  /** Time passes from one thing that is due to the next; what is looked at every minute for days is looked at less and less often. */
  async #pass(ms: number, by: By): Promise<void> {
    const until = this.clock.now() + ms;
    for (let steps = 0; this.clock.now() < until; steps += 1) {
      const least = steps < 5 ? MINUTE : steps < 12 ? 6 * HOUR : 48 * HOUR;
      const next = Math.max(await this.#nextAt(), this.clock.now() + least);
      this.clock.advanceTo(Math.min(next, until));
      await this.work(steps === 0 ? by : 'one');
    }
  }

  async #nextAt(): Promise<number> {
    const { conversations, persons, reports } = this.services.store;
    const [busy, queued, told] = await Promise.all([
      conversations.find({}).project<{ nextDueAt: Date | null }>({ nextDueAt: 1 }).toArray(),
      persons.find({ 'asking.state': 'queued' }).toArray(),
      reports.find({}).toArray(),
    ]);
    const times = [...busy.map(({ nextDueAt }) => nextDueAt), ...queued.map(({ asking }) => asking.dueAt), ...told.map(({ dueAt }) => dueAt)]; // prettier-ignore
    return Math.min(...times.flatMap((time) => (time ? [time.getTime()] : [])));
  }

  /** Everything that is due, by whom the course says; what a dead worker leaves a new one takes up. */
  async work(by: By): Promise<void> {
    if (typeof by === 'object')
      await killed(() => this.#settle(this.#worker(mortal(this.services.store, by.killedAt))));
    if (by === 'two') await Promise.all([this.#settle(this.#worker()), this.#settle(this.#worker())]);
    await this.#settle(this.#worker());
  }

  /** A process of its own: nothing but the database is shared. */
  #worker(store: Store = this.services.store): Services {
    return { ...this.services, store, pace: new Pace(this.clock) };
  }

  async #settle(services: Services): Promise<void> {
    for (let passes = 0; (await workOnce(services, { start: true })).more; passes += 1)
      if (passes > 100) throw new Error('there is always something due');
  }

  /** The provider is well again and doubts run out; then everything is judged. */
  async end(): Promise<readonly string[]> {
    this.#mood = null;
    await this.#pass(3 * HOUR, 'one');
    await this.watch.look();
    await this.watch.audit();
    return this.watch.wrong;
  }
}
