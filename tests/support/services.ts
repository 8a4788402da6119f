/** The working parts over a fresh database, with a virtual clock, seeded keys and a channel that keeps what it was given. */
import type { ChannelPort, OutboundMessage, SendResult } from '../../src/channels/port.js';
import { Switchboard } from '../../src/channels/port.js';
import { Senders, type Sender } from '../../src/channels/senders.js';
import { simulator } from '../../src/channels/simulator.js';
import { VirtualClock } from '../../src/domain/clock.js';
import { asAcceptedRows } from './people.js';
import { entryId, writeEntries } from '../../src/intake/write-entries.js';
import { writePeople, type ImportRun } from '../../src/intake/write-people.js';
import { silentLog, type Log } from '../../src/log.js';
import { PATHS } from '../../src/paths.js';
import { Vault, type Keyring } from '../../src/privacy/vault.js';
import { chooseProgramme, loadProgrammes, type Programme } from '../../src/programmes/programme.js';
import { seededKeyring } from '../../src/simulate/keyring.js';
import type { ConversationDoc } from '../../src/store/documents.js';
import { openStore } from '../../src/store/store.js';
import type { Said } from '../../src/turn/conversation.js';
import { receive, type InboundMessage } from '../../src/turn/receive.js';
import type { Services } from '../../src/turn/services.js';
import { nextStop } from '../../src/turn/next-due.js';
import { workUntilDone } from '../../src/turn/work.js';
import { Pace } from '../../src/outbox/pace.js';
import { inProcess } from '../../src/outbox/queue/in-process.js';
import { loadWhatsappTemplates, type TemplateCatalogue } from '../../src/words/whatsapp-templates.js';
import { loadWords } from '../../src/words/words.js';
import { freshDatabase } from './database.js';
import type { Patient } from './people.js';

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** A Monday morning in Chile, within the hours in which people may be written to. */
const MORNING = '2026-11-23T13:00:00Z';
let ids = 0;

export interface StageOptions {
  readonly ports?: readonly ChannelPort[];
  readonly log?: Log;
  readonly keyring?: Keyring;
  readonly senders?: readonly Sender[];
  readonly templates?: TemplateCatalogue;
  readonly lookup?: Services['lookup'];
  /** What is different in the programme. */
  readonly programme?: Partial<Programme>;
  /** What the channel answers; everything is sent unless told. */
  answer?(message: OutboundMessage): SendResult | void | Promise<SendResult | void>;
  /** An existing database instead of a fresh one. */
  readonly at?: { readonly uri: string; readonly name: string };
}

export interface Placed {
  readonly person: string;
  /** Blind indexes of the phones, in order. */
  readonly addresses: readonly string[];
  readonly entries: readonly string[];
}

export class TestStage {
  sent: OutboundMessage[] = [];
  #inbound = 0;
  private constructor(
    readonly services: Services,
    readonly clock: VirtualClock,
    readonly programme: Programme,
    readonly database: { readonly uri: string; readonly name: string },
    readonly close: () => Promise<void>,
  ) {}

  static async open(options: StageOptions = {}): Promise<TestStage> {
    const fresh = options.at ? null : await freshDatabase('spine');
    const database = options.at ?? (fresh as { uri: string; name: string });
    const store = await openStore(database.uri, database.name, new Vault(options.keyring ?? seededKeyring(1)));
    const clock = new VirtualClock(MORNING);
    const all = await loadProgrammes(PATHS.programmes, 'minsal');
    const loaded = chooseProgramme(all, 'minsal');
    const programmes = new Map([...all, [loaded.id, { ...loaded, ...options.programme }]]);
    const port: ChannelPort = {
      ...simulator(() => undefined),
      send: async (message) => {
        stage.sent.push(message);
        return (await options.answer?.(message)) ?? { ok: true, providerId: `test-${stage.sent.length}` };
      },
    };
    const services: Services = {
      bringInSpooled: () => Promise.resolve(0),
      store,
      clock,
      programmes,
      words: await loadWords(PATHS.templates),
      switchboard: new Switchboard(options.ports ?? [port]),
      senders: new Senders(programmes, options.senders ?? []),
      templates: options.templates ?? (await loadWhatsappTemplates(PATHS.whatsappTemplates)),
      contentSids: new Map(),
      firstTier: 250,
      lookup: options.lookup ?? null,
      pace: new Pace(clock),
      queue: inProcess,
      sleep: () => Promise.resolve(),
      log: options.log ?? silentLog,
      newId: () => `c${String((ids += 1)).padStart(9, '0')}`,
      anyHour: false,
    };
    const stage: TestStage = new TestStage(
      services,
      clock,
      chooseProgramme(programmes, 'minsal'),
      database,
      async () => {
        await store.close();
        await fresh?.drop();
      },
    );
    return stage;
  }

  /** Another worker over the same database: what `change` gives takes the place of the services' own. */
  also(change: Partial<Services> = {}): Services {
    return { ...this.services, ...change };
  }

  /** Puts people on the list, as an import would. */
  async add(...patients: readonly Patient[]): Promise<Placed[]> {
    const rows = asAcceptedRows(patients);
    const run: ImportRun = {
      services: this.services, programme: this.programme, importId: `test-${(ids += 1)}`, today: '2026-11-23', synthetic: true, askAtOnce: true, now: this.clock.now(),
    }; // prettier-ignore
    const people = await writePeople(run, rows.flat());
    await writeEntries(run, rows.flat(), people);
    return rows.map((mine) => ({
      person: people.byLine.get(mine[0]?.line ?? 0)?.id ?? '',
      addresses: (mine[0]?.contacts ?? []).map(({ value }) => this.address(value)),
      entries: mine.map(({ entry }) => entryId(run, entry.identity)),
    }));
  }

  address(phone: string): string {
    return this.services.store.vault.blindIndex('address', phone);
  }

  /** A message of a person, as a channel's parser would hand it in; the id is new unless given. */
  inbound(address: string, said: string | Partial<Said>, over: Partial<InboundMessage> = {}): InboundMessage {
    const channel = over.channel ?? 'sms';
    this.#inbound += 1;
    const words = typeof said === 'string' ? { text: said } : said;
    return {
      id: `${channel}:in${this.#inbound}`, address, saidAt: this.clock.now(), channel,
      ...over,
      said: { channel, text: null, choice: null, media: null, ...words },
    }; // prettier-ignore
  }

  /** The person writes and everything due is done. A minute passes, so that what is said has an order. */
  async says(address: string, said: string | Partial<Said>, over: Partial<InboundMessage> = {}): Promise<void> {
    this.pass(MINUTE);
    await receive(this.services, [this.inbound(address, said, over)]);
    await this.settle();
  }

  pass(ms: number): void {
    this.clock.advanceTo(this.clock.now() + ms);
  }

  /** Works until nothing is due; fails when that never happens. */
  async settle(services: Services = this.services, start = true): Promise<void> {
    await workUntilDone(services, { start });
  }

  /** Lets virtual time pass; what is due is done in its order. */
  async wait(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    while (this.clock.now() < until) {
      this.clock.advanceTo(await nextStop(this.services, until));
      await this.settle();
    }
  }

  async conversation(person: string): Promise<ConversationDoc> {
    const [doc] = await this.services.store.conversations.find({ person }).sort({ openedAt: -1 }).toArray();
    if (!doc) throw new Error('there is no conversation');
    return doc;
  }

  async outcome(entry: string): Promise<string | null> {
    return (await this.services.store.entries.findOne({ _id: entry }))?.outcome?.is ?? null;
  }

  async tasks(person: string): Promise<string[]> {
    return (await this.services.store.deskTasks.find({ person }).toArray())
      .map(({ queue, reason }) => `${queue} ${reason}`)
      .sort();
  }
}

/** The earliest work of a conversation, computed here and not by the database. */
export function earliestWork(doc: ConversationDoc): number | null {
  const times = [
    ...Object.values(doc.outbox).flatMap(({ state, dueAt, lease }) =>
      state === 'due' ? [dueAt.getTime()] : state === 'sending' ? [lease?.until.getTime() ?? 0] : [],
    ),
    ...doc.timers.map(({ dueAt }) => dueAt.getTime()),
    ...doc.pending.map(({ at }) => at.getTime()),
  ];
  return times.length === 0 ? null : Math.min(...times);
}
