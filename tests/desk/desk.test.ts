/** The desk: whose turn it is, who has whom, what follows a call, and what a file of calls brings back. */
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt } from '../../src/desk/attempts.js';
import { announce } from '../../src/desk/call.js';
import { readCalls, writeCalls } from '../../src/desk/call-lists.js';
import { CLAIM, heldBy, release } from '../../src/desk/claims.js';
import { answerLine, AN_HOUR } from '../../src/desk/information-line.js';
import { nextTask } from '../../src/desk/next.js';
import { ask, decide, keyFor, readNote } from '../../src/desk/tasks.js';
import { hold, handBack, write } from '../../src/desk/write.js';
import type { Queue } from '../../src/domain/effect.js';
import type { DeskTaskDoc, UserDoc } from '../../src/store/documents.js';
import { patient } from '../support/people.js';
import { DAY, HOUR, MINUTE, TestStage, type Placed } from '../support/services.js';
import { operators } from './stage.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

let made = 0;
async function task(person: string, change: Partial<DeskTaskDoc> = {}): Promise<DeskTaskDoc> {
  const at = new Date(stage.clock.now());
  const doc: DeskTaskDoc = {
    _id: `task${(made += 1)}`, programme: 'minsal', queue: 'call', reason: 'askedForPerson', person, entry: null, conversation: null, state: 'open',
    at, dueAt: at, ...change,
  }; // prettier-ignore
  await stage.services.store.deskTasks.insertOne(doc);
  return doc;
}
/** Somebody who kept silent on every channel: two attempts, and the desk calls. */
async function silent(): Promise<Placed> {
  const [placed] = (await stage.add(patient())) as [Placed];
  await stage.services.store.persons.updateOne(
    { _id: placed.person },
    { $set: { 'asking.state': 'calling', 'asking.dueAt': null } },
  );
  return placed;
}
const clear = async () => {
  await stage.services.store.deskTasks.updateMany({ state: 'open' }, { $set: { state: 'done' } });
  await stage.services.store.deskClaims.deleteMany({});
};
let attempts = 0;
const tried = (by: string, address: string | undefined, result: Parameters<typeof attempt>[3]['result'], more: object = {}) => ({
  id: `attempt${(attempts += 1)}`, by, address: address ?? null, result, ...more,
}); // prettier-ignore

describe('the next task', () => {
  it('is never the same person for two operators, however many ask at once', async () => {
    await clear();
    const placed = await stage.add(...Array.from({ length: 20 }, () => patient()));
    // Each has two things to be done: it is still one person.
    for (const { person } of placed) {
      await task(person);
      await task(person, { queue: 'questions', reason: 'askAppointment' });
    }
    const users = await operators(
      stage,
      Array.from({ length: 30 }, (_, index) => `op${10 + index}`),
    );
    const got = await Promise.all(users.map((user) => nextTask(stage.services, user)));
    const persons = got.flatMap((each) => (each ? [each.person] : []));
    expect(persons).toHaveLength(20);
    expect(new Set(persons).size).toBe(20);
    // Whoever asks again has the same one before them.
    const again = await Promise.all(users.map((user) => nextTask(stage.services, user)));
    expect(again.map((each) => each?._id)).toEqual(got.map((each) => each?._id));
    // A browser that was closed frees its person.
    stage.pass(CLAIM + MINUTE);
    const late = users.find((_, index) => got[index] === null) as UserDoc;
    expect(await nextTask(stage.services, late)).not.toBeNull();
  });

  it('is danger first, then the oldest day, and on one day whoever answers at this hour', async () => {
    await clear();
    const [ana] = (await operators(stage, ['ana'])) as [UserDoc];
    const [old, usual, other, worse, danger, dead] = (await stage.add(
      ...Array.from({ length: 6 }, () => patient()),
    )) as Placed[];
    const at = (days: number, hours = 0) => new Date(stage.clock.now() - days * DAY + hours * HOUR);
    await task(other?.person ?? '', { at: at(1) });
    await task(usual?.person ?? '', { at: at(1, 1) });
    await task(old?.person ?? '', { at: at(3) });
    await task(worse?.person ?? '', { at: at(0), queue: 'sameDay', reason: 'gotWorse' });
    await task(danger?.person ?? '', { at: at(0), queue: 'emergency', reason: 'emergency' });
    await task(dead?.person ?? '', { at: at(9) });
    await stage.services.store.persons.updateOne({ _id: usual?.person ?? '' }, { $set: { answeredAt: at(5) } });
    await stage.services.store.persons.updateOne(
      { _id: dead?.person ?? '' },
      { $set: { death: { reportedAt: at(9), denied: false } } },
    );
    const order: (string | null)[] = [];
    for (;;) {
      const next = await nextTask(stage.services, ana);
      if (!next) break;
      order.push(next.person);
      await stage.services.store.deskTasks.updateOne({ _id: next._id }, { $set: { state: 'done' } });
      await release(stage.services, next, 'ana');
    }
    expect(order).toEqual([danger, worse, old, usual, other].map((each) => each?.person));
  });

  it('waits while a supervisor decides, and comes back to who asked', async () => {
    await clear();
    const [ana, luis] = (await operators(stage, ['ana', 'luis'])) as [UserDoc, UserDoc];
    const [first, second] = (await stage.add(patient(), patient())) as [Placed, Placed];
    await task(second.person);
    stage.pass(MINUTE);
    await task(first.person);
    const mine = (await nextTask(stage.services, ana)) as DeskTaskDoc;
    expect(mine.person).toBe(second.person);
    expect(await ask(stage.services, mine, 'ana', 'dice que vive en otro país, ¿qué hago?')).toBe(true);
    expect((await heldBy(stage.services, 'ana'))?._id).toBeUndefined();
    const other = (await nextTask(stage.services, ana)) as DeskTaskDoc;
    expect(other.person).toBe(first.person);
    await release(stage.services, other, 'ana');
    expect(await decide(stage.services, mine, 'sup', 'se mantiene, y se avisa al servicio')).toBe(true);
    expect(await decide(stage.services, mine, 'sup', 'otra vez')).toBe(false);
    const back = (await nextTask(stage.services, ana)) as DeskTaskDoc;
    expect(back._id).toBe(mine._id);
    const key = (await keyFor(stage.services.store, back)) as Buffer;
    expect(readNote(key, back.question?.decision as never)).toBe('se mantiene, y se avisa al servicio');
    expect(JSON.stringify(back)).not.toContain('otro país');
    expect((await nextTask(stage.services, luis))?.person).toBe(first.person);
    const acts = await stage.services.store.audit.find({ stream: 'desk:minsal' }).toArray();
    expect(acts.map(({ event }) => JSON.parse(event)[0])).toEqual(expect.arrayContaining(['asked', 'decided']));
    expect(JSON.stringify(acts)).not.toContain('otro país');
  });
});

describe('what became of a call', () => {
  it('counts towards the rule of the programme, and not located is who met it in vain', async () => {
    await clear();
    const { services, programme } = stage;
    const { person, addresses, entries } = await silent();
    const [phone] = addresses;
    const mine = await task(person);
    await services.store.persons.updateOne(
      { _id: person },
      { $set: { 'asking.attempts': [{ channel: 'sms', at: new Date(stage.clock.now() - DAY) }] } },
    );
    const first = tried('ana', phone, 'noAnswer');
    const followed = await attempt(services, programme, mine, first);
    expect(followed.is).toBe('again');
    // The same click again is the same attempt.
    await attempt(services, programme, mine, { ...first, at: stage.clock.now() });
    const doc = await services.store.persons.findOne({ _id: person });
    expect(doc?.asking.attempts?.map(({ channel }) => channel)).toEqual(['sms', 'operator']);
    expect(await stage.outcome(entries[0] ?? '')).toBeNull();
    stage.pass(DAY);
    expect(await attempt(services, programme, mine, tried('ana', phone, 'busy'))).toEqual({ is: 'settled' });
    expect(await stage.outcome(entries[0] ?? '')).toBe('notLocated');
    const rows = await services.store.callAttempts.find({ person }).sort({ at: 1 }).toArray();
    expect(rows.map(({ result, code }) => [result, code])).toEqual([
      ['noAnswer', 1],
      ['busy', 1],
    ]);
    expect((await services.store.deskTasks.findOne({ _id: mine._id }))?.closed?.how).toBe('notLocated');
  });

  it('never says not located of somebody who has answered, and calls back at the hour they asked for', async () => {
    await clear();
    const { services, programme } = stage;
    const [{ person, addresses, entries }] = (await stage.add(patient())) as [Placed];
    await services.store.persons.updateOne({ _id: person }, { $set: { 'asking.state': 'answered' } });
    const mine = await task(person);
    for (let day = 0; day < 4; day += 1) {
      stage.pass(DAY);
      expect((await attempt(services, programme, mine, tried('ana', addresses[0], 'noAnswer'))).is).toBe('again');
    }
    expect(await stage.outcome(entries[0] ?? '')).toBeNull();
    const at = stage.clock.now() + 5 * HOUR;
    expect(
      await attempt(services, programme, mine, tried('ana', addresses[0], 'callBack', { callBackAt: at })),
    ).toEqual({ is: 'again', at: new Date(at) });
    const [ana] = (await operators(stage, ['ana'])) as [UserDoc];
    expect(await nextTask(services, ana)).toBeNull();
    stage.pass(5 * HOUR);
    expect((await nextTask(services, ana))?._id).toBe(mine._id);
  });

  it('takes a wrong number from the person, and goes on to the next; the news of a death stops everything', async () => {
    await clear();
    const { services, programme } = stage;
    const [two, gone] = (await stage.add(patient({ phones: ['+56961110001', '+56961110002'] }), patient())) as [
      Placed,
      Placed,
    ];
    const mine = await task(two.person);
    const [ana] = (await operators(stage, ['ana'])) as [UserDoc];
    await nextTask(services, ana);
    expect((await attempt(services, programme, mine, tried('ana', two.addresses[0], 'wrongPerson'))).is).toBe('again');
    const doc = await services.store.persons.findOne({ _id: two.person });
    expect(doc?.contacts.map(({ status }) => status)).toEqual(['wrongPerson', 'unverified']);
    expect(await services.store.suppressions.countDocuments({ _id: `pair:${two.addresses[0]}:${two.person}` })).toBe(1);
    expect(await attempt(services, programme, mine, tried('ana', two.addresses[1], 'deadNumber'))).toEqual({
      is: 'settled',
    });
    expect((await services.store.deskTasks.findOne({ _id: mine._id }))?.queue).toBe('identify');

    const his = await task(gone.person);
    expect(await attempt(services, programme, his, tried('ana', gone.addresses[0], 'deceased'))).toEqual({
      is: 'settled',
    });
    expect(await services.store.suppressions.countDocuments({ _id: `person:${gone.person}`, why: 'death' })).toBe(1);
    expect(await stage.outcome(gone.entries[0] ?? '')).toBe('deceasedReported');
    expect((await stage.tasks(gone.person)).filter((each) => each.startsWith('registry'))).toEqual([
      'registry deathReported',
    ]);
    const open = await task(gone.person);
    expect(await attempt(services, programme, open, tried('ana', gone.addresses[0], 'answered'))).toEqual({
      is: 'refused',
      why: 'dead',
    });
  });

  it('is announced from the official number by SMS, once, and never to who wants no messages', async () => {
    await clear();
    const { services, programme } = stage;
    const [willing, stopped] = (await stage.add(patient(), patient())) as [Placed, Placed];
    await stage.settle();
    await stage.says(willing.addresses[0] ?? '', 'quiero hablar con una persona');
    await stage.says(stopped.addresses[0] ?? '', 'STOP');
    const mine = await task(willing.person);
    const before = stage.sent.length;
    expect(await announce(services, programme, mine)).toBe(true);
    await announce(services, programme, mine);
    expect(await announce(services, programme, await task(stopped.person))).toBe(false);
    await stage.settle();
    const sent = stage.sent.slice(before);
    expect(sent.map(({ person, channel, text }) => [person, channel, text.includes('600 006 1022')])).toEqual([
      [willing.person, 'sms', true],
    ]);
  });
});

describe('a list of calls for a company', () => {
  it('goes out and comes back as a file: claimed meanwhile, each row once, bad rows named by line', async () => {
    await clear();
    const { services, programme } = stage;
    const folder = await mkdtemp(join(tmpdir(), 'calls-'));
    try {
      const [quiet, wrong, there] = (await stage.add(...Array.from({ length: 3 }, () => patient()))) as [
        Placed,
        Placed,
        Placed,
      ];
      await task(quiet.person, { queue: 'call' as Queue });
      await task(wrong.person);
      await task(there.person);
      const file = join(folder, 'calls.csv');
      expect(await writeCalls(services, programme, file, 'ana')).toMatchObject({ rows: 3, taken: 0 });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const [ana] = (await operators(stage, ['ana'])) as [UserDoc];
      expect(await nextTask(services, ana)).toBeNull();
      // A second list finds nobody free.
      expect(await writeCalls(services, programme, join(folder, 'again.csv'), 'ana')).toMatchObject({
        rows: 0,
        taken: 3,
      });
      stage.pass(HOUR);
      const when = DateTime.fromMillis(stage.clock.now() - HOUR / 2, { zone: programme.zone }).toFormat(
        'yyyy-MM-dd HH:mm',
      );
      const lines = (await readFile(file, 'utf8')).trim().split('\r\n');
      expect(lines.join()).not.toMatch(/07-101|Osorno|QUILAQUEO/i);
      const answers = new Map([
        [quiet.person, 'NO_CONTESTA'],
        [wrong.person, 'EQUIVOCADO'],
        [there.person, 'CONTESTA'],
      ]);
      const tasks = new Map(
        (await services.store.deskTasks.find({}).toArray()).map(({ _id, person }) => [_id, person]),
      );
      /** Rows come by due time, and these three are due at once. */
      const answerTo = (row: string) => answers.get(tasks.get(row.split(';')[0]?.replace(/\/\d+$/, '') ?? '') ?? '');
      const back = [
        lines[0],
        ...lines.slice(1).map((row) => row.replace(/;;;$/, `;${answerTo(row)};${when};`)),
        'nobody/1;+56961110009;X;;;;1;NO_CONTESTA;2026-11-23 10:05;',
        `${lines[1]?.replace(/;;;$/, ';QUIZAS;2026-11-23 10:05;')}`,
      ];
      await writeFile(file, back.join('\r\n'));
      const read = await readCalls(services, programme, file, 'ENTEL');
      expect(read).toMatchObject({ rows: 5, results: { noAnswer: 1, wrongPerson: 1, answered: 1 } });
      expect(read.refused.map(({ line }) => line)).toEqual([5, 6]);
      expect(await readCalls(services, programme, file, 'ENTEL')).toMatchObject({ results: {}, settled: 3 });
      expect(await services.store.callAttempts.countDocuments({ by: 'ENTEL' })).toBe(3);
      // Who answered is an operator's at once.
      expect((await nextTask(services, ana, ['call']))?.person).toBe(there.person);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the information line', () => {
  it('says that we wrote and when, of whom and of what nothing; audited without the number, and not for guessing', async () => {
    const { services, programme } = stage;
    const phone = '+56961119999';
    await stage.add(patient({ phones: [phone] }));
    await stage.settle();
    const yes = await answerLine(services, programme, 'line', '9 6111 9999');
    expect(yes.is).toBe('wrote');
    expect(Object.keys(yes).sort()).toEqual(['at', 'is']);
    expect(await answerLine(services, programme, 'line', '+56 9 6111 8888')).toEqual({ is: 'not' });
    expect(await answerLine(services, programme, 'line', 'hola')).toEqual({ is: 'unreadable' });
    const looks = await services.store.audit.find({ stream: 'looks:minsal' }).toArray();
    expect(JSON.stringify(looks)).toContain('wrote');
    expect(JSON.stringify(looks)).not.toMatch(/61119999|61118888/);
    for (let at = 0; at < AN_HOUR; at += 1) await answerLine(services, programme, 'guesser', `+5696111${1000 + at}`);
    expect(await answerLine(services, programme, 'guesser', phone)).toEqual({ is: 'tooMany' });
  });
});

describe('a person who writes', () => {
  it('is alone in the conversation: the program keeps silent, STOP is obeyed, and what was open is asked again afterwards', async () => {
    const { services } = stage;
    const [{ person, addresses }] = (await stage.add(patient())) as [Placed];
    const [phone = ''] = addresses;
    await stage.settle();
    await stage.says(phone, '1');
    let doc = await stage.conversation(person);
    expect(await hold(services, doc, 'ana')).toBeNull();
    expect(await hold(services, doc, 'luis')).toBe('held');
    expect(await write(services, doc, { id: 'w1', by: 'luis', text: 'hola' })).toBe('notHeld');
    let before = stage.sent.length;
    expect(await write(services, doc, { id: 'w2', by: 'ana', text: 'Hola, soy Ana. ¿En qué le ayudo?' })).toBeNull();
    await write(services, doc, { id: 'w2', by: 'ana', text: 'Hola, soy Ana. ¿En qué le ayudo?' });
    await stage.settle();
    expect(stage.sent.slice(before).map(({ text }) => text)).toEqual(['Hola, soy Ana. ¿En qué le ayudo?']);
    before = stage.sent.length;
    await stage.says(phone, '1');
    expect(stage.sent.length).toBe(before); // no answer of the program, and no outcome from a digit that answered a person
    doc = await stage.conversation(person);
    expect(Object.keys(doc.outcomes)).toEqual([]);
    expect(await handBack(services, doc, 'ana')).toBe(true);
    await stage.settle();
    expect(stage.sent.slice(before).map(({ keys }) => keys.join())).toEqual(['need.ask']);

    doc = await stage.conversation(person);
    await hold(services, doc, 'ana');
    await stage.says(phone, 'STOP');
    doc = await stage.conversation(person);
    expect([doc.ended, doc.held]).toEqual(['stopped', null]);
    expect(await write(services, doc, { id: 'w3', by: 'ana', text: 'una cosa más' })).toBe('stopped');
  });

  it('gives it back by being silent for long, so that nobody is left without an answer', async () => {
    const { services } = stage;
    const [{ person, addresses }] = (await stage.add(patient())) as [Placed];
    await stage.settle();
    await stage.says(addresses[0] ?? '', '1');
    await hold(services, await stage.conversation(person), 'ana');
    await stage.wait(5 * HOUR);
    expect((await stage.conversation(person)).held).toBeNull();
  });
});
