import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { importList, type ImportOptions } from '../../src/intake/import-list.js';
import { openPerson } from '../../src/store/loadConversations.js';
import type { Store } from '../../src/store/store.js';
import type { Services } from '../../src/turn/services.js';
import { freshDatabase } from '../support/database.js';
import { csv, row, runOf, TODAY, writeList, type Cells } from '../support/list-file.js';
import { DAY, TestStage } from '../support/services.js';
import { PATHS } from '../../src/paths.js';

let stage: TestStage;
beforeEach(async () => {
  stage = await TestStage.open();
});
afterEach(() => stage.close());

const load = (file: string, more: Partial<ImportOptions> = {}, services: Services = stage.services) =>
  importList(services, file, stage.programme, {
    today: TODAY,
    synthetic: true,
    askAtOnce: true,
    batchSize: 200,
    ...more,
  });
const phoneOf = (n: number) => `9${String(70_000_005 + n * 10)}`;
/** Entry `n` of person `of`. */
const line = (n: number, of: number, cells: Cells = {}) =>
  row({ ...runOf(of), FONO_MOVIL: phoneOf(of), EMAIL: '', ...cells }, n);
const list = (...rows: string[][]) => writeList(csv(rows));
const entry = (n: number) => `minsal:sigte:${41_000_000 + n}`;
const addressOf = (of: number) => stage.address(`+56${phoneOf(of)}`);
const personOf = async (n: number) => (await stage.services.store.entries.findOne({ _id: entry(n) }))?.person ?? '';
const personDoc = async (n: number) => {
  const doc = await stage.services.store.persons.findOne({ _id: await personOf(n) });
  if (!doc) throw new Error('there is no such person');
  return openPerson(stage.services.store, doc);
};

/** People and entries as they are, apart from what every sealing makes anew. */
async function contents(store: Store = stage.services.store) {
  const persons = await store.persons.find({}).sort({ _id: 1 }).toArray();
  const entries = await store.entries.find({}).sort({ _id: 1 }).toArray();
  return {
    persons: persons.map((doc) => {
      const { key: _, secret: __, importId: ___, ...rest } = doc;
      return { ...rest, secret: openPerson(store, doc).secret };
    }),
    entries: entries.map(({ secret: _, importId: __, ...rest }) => rest),
  };
}

describe('the same file again', () => {
  it('changes nothing', async () => {
    const file = list(line(1, 1), line(2, 1, { PRESTA_MIN: '07-101' }), line(3, 2));
    const first = await load(file);
    expect(first).toMatchObject({ newPeople: 2, newEntries: 3, changedEntries: 0 });
    const before = await contents();
    const again = await load(file);
    expect(again).toMatchObject({
      newPeople: 0,
      newEntries: 0,
      changedEntries: 0,
      closedEntries: 0,
      differences: 0,
      vanished: 0,
    });
    expect(await contents()).toEqual(before);
  });
});

describe('a newer file', () => {
  it('takes the entries it closes out of their conversations and withdraws what was queued about them', async () => {
    await load(list(line(1, 1), line(2, 2), line(3, 3)));
    await stage.settle();
    await stage.says(addressOf(2), '1');
    // Person 1 was asked; the reminder to person 3 waits; person 2 answers while the file is read.
    const closed: Cells = { F_SALIDA: '20/11/2026', C_SALIDA: '1' };
    const result = await load(list(line(1, 1, closed), line(2, 2, closed), line(3, 3)));
    expect(result).toMatchObject({ closedEntries: 2, changedEntries: 2, newEntries: 0 });
    const sent = stage.sent.length;
    await stage.settle();
    expect(stage.sent).toHaveLength(sent);
    for (const n of [1, 2]) {
      const doc = await stage.conversation(await personOf(n));
      expect({ live: doc.live, ended: doc.ended, outbox: doc.outbox, timers: doc.timers }).toEqual({
        live: false,
        ended: 'withdrawn',
        outbox: {},
        timers: [],
      });
      expect((await personDoc(n)).doc.asking.state).toBe('closed');
    }
    expect((await stage.conversation(await personOf(3))).live).toBe(true);
    await stage.wait(6 * DAY);
    expect(stage.sent.slice(sent).map(({ person }) => person)).not.toContain(await personOf(1));
  });

  it('withdraws the message that was queued and not yet sent', async () => {
    await load(list(line(1, 1)));
    const { startPeople } = await import('../../src/campaigns/start.js');
    await startPeople(stage.services);
    await load(list(line(1, 1, { F_SALIDA: '20/11/2026', C_SALIDA: '1' })));
    await stage.settle();
    expect(stage.sent).toEqual([]);
    const messages = await stage.services.store.messages.find({}).toArray();
    expect(messages.map(({ state }) => state)).toEqual(['withdrawn']);
  });

  it('adds new entries and new people, and asks somebody who was done about what is new', async () => {
    await load(list(line(1, 1)));
    await stage.settle();
    for (const text of ['1', '1', '1']) await stage.says(addressOf(1), text);
    expect((await personDoc(1)).doc.asking.state).toBe('answered');
    const result = await load(
      list(line(1, 1), line(2, 1, { PRESTA_MIN: '07-101', F_ENTRADA: '01/10/2026' }), line(3, 2)),
    );
    expect(result).toMatchObject({ newPeople: 1, newEntries: 2, changedEntries: 0 });
    await stage.settle();
    expect(stage.sent.filter(({ address }) => address === addressOf(1)).at(-1)?.keys).toEqual(['who.ask']);
    await stage.says(addressOf(1), '1');
    await stage.says(addressOf(1), '2');
    expect(await stage.outcome(entry(1))).toBe('stillNeeds');
    expect(await stage.outcome(entry(2))).toBe('worse');
  });

  it('keeps a changed phone beside the one the person confirmed, and the difference for review', async () => {
    await load(list(line(1, 1)));
    await stage.settle();
    await stage.says(addressOf(1), '1');
    const result = await load(list(line(1, 1, { FONO_MOVIL: phoneOf(9), NOM_CALLE: 'LOS CANELOS' })));
    expect(result.differences).toBe(1);
    const { doc, secret } = await personDoc(1);
    expect(doc.contacts.map(({ status }) => status)).toEqual(['validated', 'unverified']);
    expect(secret.contacts.map(({ value }) => value)).toEqual([`+56${phoneOf(1)}`, `+56${phoneOf(9)}`]);
    expect(secret.street).toBe('LOS CANELOS');
    expect(doc.differences?.map(({ field }) => field)).toEqual(['phone']);
  });

  it('a new number of somebody whom no number reached is tried', async () => {
    await load(list(line(1, 1)));
    await stage.settle();
    await stage.wait(10 * DAY);
    expect((await personDoc(1)).doc.asking.state).toBe('exhausted');
    await load(list(line(1, 1, { FONO_MOVIL: phoneOf(9) })));
    expect((await personDoc(1)).doc.asking.state).toBe('queued');
  });

  it('keeps an entry that names another person as it was, for review', async () => {
    await load(list(line(1, 1)));
    const before = await personOf(1);
    const result = await load(list(line(1, 2)));
    expect(result.differences).toBe(1);
    expect(await personOf(1)).toBe(before);
    expect(await stage.tasks(before)).toEqual(['review differsFromFile']);
  });
});

describe('--full-list', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => line(n + 1, n + 1));

  it('closes what the list lacks, and only with the option', async () => {
    await load(list(...many(40)));
    await stage.settle();
    expect((await load(list(...many(39)))).vanished).toBe(0);
    expect((await load(list(...many(38)), { fullList: true })).vanished).toBe(2);
    expect((await stage.services.store.entries.findOne({ _id: entry(40) }))?.state).toBe('closed');
    expect((await stage.conversation(await personOf(40))).ended).toBe('withdrawn');
  });

  it('closes nothing when more than 5 % would go', async () => {
    await load(list(...many(40)));
    await expect(load(list(...many(37)), { fullList: true })).rejects.toMatchObject({
      code: 'full-list-lacks-too-much',
    });
    expect(await stage.services.store.entries.countDocuments({ state: 'open' })).toBe(40);
  });

  it('finds an entry again that has no folio, by what it is', async () => {
    const bare = { SIGTE_ID: '', ID_LOCAL: '2,00E+06' };
    await load(list(line(1, 1, bare), line(2, 2)));
    const [doc] = await stage.services.store.entries.find({ _id: /hash:/ }).toArray();
    // The identity of such an entry is made of the document number: a bare hash could be found by trying all of them.
    const { identityOf } = await import('../../src/intake/identity.js');
    const { RUN = '', DV: _ } = runOf(1);
    const bareHash = identityOf({
      sigteId: '',
      destination: '',
      localId: '',
      run: RUN,
      careCode: '07-108',
      limb: '',
      enteredOn: '2022-04-10',
    });
    expect(doc?._id).not.toContain(bareHash);
    expect(await load(list(line(1, 1, bare), line(2, 2)), { fullList: true })).toMatchObject({
      vanished: 0,
      newEntries: 0,
    });
  });
});

describe('one person, many rows', () => {
  it('is one person over several batches of a long list', async () => {
    const rows = Array.from({ length: 500 }, (_, n) =>
      line(n + 1, n % 250, n >= 250 ? { PRESTA_MIN: '07-101', FONO_FIJO: n === 251 ? '987612355' : '' } : {}),
    );
    const result = await load(list(...rows));
    expect(result).toMatchObject({ newPeople: 250, newEntries: 500, people: 250, rejected: 0 });
    expect((await personDoc(2)).secret.contacts).toHaveLength(2);
    expect(await personOf(2)).toBe(await personOf(252));
  });

  it('is two people in two programmes', async () => {
    const file = list(line(1, 1));
    await load(file);
    const other = { ...stage.programme, id: 'otro' };
    await importList(stage.services, file, other, { today: TODAY, synthetic: true });
    const persons = await stage.services.store.persons.find({}).toArray();
    expect(persons.map(({ programme }) => programme).sort()).toEqual(['minsal', 'otro']);
    expect(await stage.services.store.entries.countDocuments({})).toBe(2);
  });
});

describe('an import that was killed', () => {
  const first = Array.from({ length: 700 }, (_, n) => line(n + 1, n + 1));
  const newer = first.map((cells, n) => {
    if (n % 100 === 0) return line(n + 1, n + 1, { F_SALIDA: '20/11/2026', C_SALIDA: '1' });
    return n % 7 === 0 ? line(n + 1, n + 1, { NOM_CALLE: 'LOS CANELOS' }) : cells;
  });

  /** Services whose `nth` call of a method on a collection never comes back. */
  function dying(
    collection: 'persons' | 'entries' | 'imports' | 'audit' | 'conversations',
    method: string,
    nth: number,
  ): Services {
    let calls = 0;
    const real = stage.services.store[collection];
    const dead = new Proxy(real, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== method) return value.bind(target) as unknown;
        return (...given: unknown[]) => {
          calls += 1;
          if (calls >= nth && method === 'find') throw new Error('killed');
          return calls >= nth ? Promise.reject(new Error('killed')) : (value.apply(target, given) as unknown);
        };
      },
    });
    return stage.also({ store: { ...stage.services.store, [collection]: dead } as Store });
  }

  it('goes on where it stopped and ends like one that was not', async () => {
    const file = writeList(csv(first));
    await expect(load(file, {}, dying('entries', 'insertMany', 2))).rejects.toThrow('killed');
    await expect(load(file, {}, dying('imports', 'updateOne', 2))).rejects.toThrow('killed');
    const result = await load(file);
    expect(result.resumedAfterLine).toBeGreaterThan(0);
    const broken = await contents();
    await stage.close();
    stage = await TestStage.open();
    await load(file);
    expect(broken).toEqual(await contents());
    expect(broken.entries).toHaveLength(700);
  });

  it('tells the conversations of what it closed, though it died before it could', async () => {
    const few = Array.from({ length: 40 }, (_, n) => line(n + 1, n + 1));
    await load(list(...few));
    await stage.settle();
    const after = few.map((cells, n) =>
      n < 3 ? line(n + 1, n + 1, { F_SALIDA: '20/11/2026', C_SALIDA: '1' }) : cells,
    );
    const file = list(...after);
    // The entries are closed in the database; nobody has told the three conversations.
    await expect(load(file, {}, dying('conversations', 'find', 1))).rejects.toThrow('killed');
    expect(await stage.services.store.entries.countDocuments({ state: 'closed' })).toBe(3);
    await load(file);
    expect(await stage.services.store.conversations.countDocuments({ ended: 'withdrawn' })).toBe(3);
    // The same for entries that a full list lacks.
    const shorter = list(...after.slice(0, 39));
    await expect(load(shorter, { fullList: true }, dying('conversations', 'find', 1))).rejects.toThrow('killed');
    await load(shorter, { fullList: true });
    expect(await stage.services.store.conversations.countDocuments({ ended: 'withdrawn' })).toBe(4);
  });

  it('the second file too: a delta that dies and goes on ends like one that did not', async () => {
    await load(writeList(csv(first.slice(0, 600))));
    const file = writeList(csv(newer.slice(0, 600)));
    await expect(load(file, {}, dying('audit', 'updateOne', 1))).rejects.toThrow('killed');
    await load(file);
    const broken = await contents();
    expect(await stage.services.store.entries.countDocuments({ state: 'closed' })).toBe(6);
    expect(broken.persons.filter(({ secret }) => secret.street === 'LOS CANELOS').length).toBeGreaterThan(60);
  });
});

describe('the command, killed with -9', () => {
  const main = join(PATHS.root, 'dist', 'src', 'main.js');
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    database = await freshDatabase('killed');
  });
  afterAll(() => database.drop());

  const command = (file: string, name: string) =>
    spawn(process.execPath, [main, 'import', file, '--programme', 'minsal', '--today', TODAY, '--json'], {
      env: {
        ...process.env, MONGODB_URI: database.uri, VIGENTE_DATABASE: name,
        VIGENTE_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`, VIGENTE_INDEX_KEY: Buffer.alloc(32, 2).toString('base64'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    }); // prettier-ignore

  it('goes on and holds every row once', async () => {
    expect(existsSync(main)).toBe(true);
    const file = writeList(csv(Array.from({ length: 2_300 }, (_, n) => line(n + 1, n + 1) as string[])));
    const name = database.name;
    const killed = command(file, name);
    const entries = database.client.db(name).collection('entries');
    const ended = new Promise((resolve) => killed.once('close', resolve));
    for (let waited = 0; waited < 20_000 && (await entries.estimatedDocumentCount()) < 400; waited += 20)
      await new Promise((resolve) => setTimeout(resolve, 20));
    killed.kill('SIGKILL');
    await ended;
    const before = await entries.countDocuments({});
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(2_300);
    const again = command(file, name);
    expect(await new Promise((resolve) => again.once('close', resolve))).toBe(0);
    expect(await entries.countDocuments({})).toBe(2_300);
    expect(await database.client.db(name).collection('persons').countDocuments({})).toBe(2_300);
  });
});
