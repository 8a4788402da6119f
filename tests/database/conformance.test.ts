import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Binary, GridFSBucket, Long, MongoBulkWriteError, MongoClient, type Collection, type Document } from 'mongodb';
import { text } from 'node:stream/consumers';
import type { EngineId } from '../../src/database/engines.js';
import { engines, open, remove, temporaryFolder } from '../support/engines.js';

/** What we need of a database server, tried on every engine found. Where one is different, it is written here with the reason. */
const DIFFERENT: readonly { readonly engines: readonly EngineId[]; readonly test: string; readonly reason: string }[] =
  [
    {
      engines: ['secantusd-rs', 'secantusd-py'],
      test: 'reads a path through an array in an expression',
      reason: "'$timers.dueAt' is missing there instead of an array: our pipelines use $map",
    },
    {
      engines: ['secantusd-rs', 'secantusd-py'],
      test: 'removes a field with $unsetField',
      reason: 'unknown operator: our pipelines use $unset and $$REMOVE',
    },
    {
      engines: ['secantusd-py'],
      test: 'merges an object without $literal',
      reason: 'it replaces: our pipelines write objects with $literal, which replaces everywhere',
    },
    {
      engines: ['secantusd-rs', 'secantusd-py'],
      test: 'finds words by a text index',
      reason: 'no text index; nothing of ours is searched by words',
    },
  ];

interface Thing extends Document {
  readonly _id: string;
}
const SAFE = { writeConcern: { w: 'majority', j: true } } as const;
const at = (milliseconds: number): Date => new Date(milliseconds);

/** The earliest due work, as the guarded commit of a turn recomputes it (DESIGN §3.2). */
const NEXT_DUE = {
  $min: {
    $concatArrays: [
      {
        $map: {
          input: {
            $filter: {
              input: { $objectToArray: { $ifNull: ['$outbox', {}] } },
              as: 'one',
              cond: { $eq: ['$$one.v.state', 'due'] },
            },
          },
          as: 'one',
          in: '$$one.v.dueAt',
        },
      },
      { $map: { input: { $ifNull: ['$timers', []] }, as: 'timer', in: '$$timer.dueAt' } },
    ],
  },
};

describe.each(engines.map((engine) => engine.id))('%s', (engine) => {
  let dataFolder: string;
  let server: Awaited<ReturnType<typeof open>>;
  let client: MongoClient;
  let things: Collection<Thing>;
  let n = 0;

  beforeAll(async () => {
    dataFolder = temporaryFolder();
    server = await open({ dataFolder, engine });
    client = await new MongoClient(server.uri).connect();
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
    remove(dataFolder);
  });
  beforeEach(() => {
    things = client.db('conformance').collection<Thing>(`things${(n += 1)}`);
  });

  const test = (name: string, work: () => Promise<void>): void => {
    const different = DIFFERENT.find((entry) => entry.test === name && entry.engines.includes(engine));
    if (different === undefined) it(name, work);
    else it.skip(`${name} (${different.reason})`, work);
  };
  const conversation = async (): Promise<void> => {
    await things.deleteMany({});
    await things.insertOne({
      _id: 'c',
      turn: 3,
      applied: ['e0'],
      snapshot: { value: 'ask', context: { old: true } },
      outbox: { m0: { state: 'sent', dueAt: at(1_000) }, m1: { state: 'due', dueAt: at(9_000) } },
      timers: [{ waitId: 'w', dueAt: at(8_000) }],
    });
  };
  const updated = async (...pipeline: Document[]): Promise<Document> => {
    await conversation();
    const { matchedCount } = await things.updateOne({ _id: 'c', turn: 3 }, pipeline);
    expect(matchedCount).toBe(1);
    return (await things.findOne({ _id: 'c' })) ?? {};
  };
  const counter = async (): Promise<number> => Number((await things.findOne({ _id: 'a' }))?.['n']);

  describe('tells', () => {
    test('its time, and that it is a replica set', async () => {
      const hello = await client.db('admin').command({ hello: 1 });
      expect(hello['localTime']).toBeInstanceOf(Date);
      expect(hello['setName']).toEqual(expect.any(String));
      expect(hello['isWritablePrimary']).toBe(true);
    });
  });

  describe('documents', () => {
    test('are written, read, changed and removed', async () => {
      await things.insertMany(
        [
          { _id: 'a', n: 1 },
          { _id: 'b', n: 2 },
          { _id: 'c', n: 3 },
        ],
        SAFE,
      );
      expect(
        await things
          .find({ n: { $gte: 2 } })
          .sort({ n: -1 })
          .toArray(),
      ).toEqual([
        { _id: 'c', n: 3 },
        { _id: 'b', n: 2 },
      ]);
      expect(
        (await things.updateMany({ n: { $lt: 3 } }, { $inc: { n: 10 }, $set: { 'deep.er': true } })).modifiedCount,
      ).toBe(2);
      expect(await things.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 11, deep: { er: true } });
      expect((await things.deleteOne({ _id: 'a' })).deletedCount).toBe(1);
      expect(await things.countDocuments({})).toBe(2);
    });

    test('keep binary data, dates, long numbers, null and empty values', async () => {
      const long = Long.fromString('9007199254740993');
      await things.insertOne({
        _id: 'a',
        bytes: new Binary(Buffer.from('é')),
        when: at(5),
        long,
        none: null,
        object: {},
        list: [],
      });
      const found = await things.findOne({ _id: 'a' }, { promoteLongs: false });
      expect(Buffer.from((found?.['bytes'] as Binary).buffer).toString()).toBe('é');
      expect(found).toMatchObject({ when: at(5), none: null, object: {}, list: [] });
      expect(String(found?.['long'])).toBe(String(long));
    });

    test('are upserted once by many at the same time', async () => {
      await things.createIndex({ key: 1 }, { unique: true });
      const all = await Promise.allSettled(
        Array.from({ length: 20 }, () => things.updateOne({ key: 'k' }, { $inc: { n: 1 } }, { upsert: true })),
      );
      expect(await things.countDocuments({ key: 'k' })).toBe(1);
      const done = all.filter((one) => one.status === 'fulfilled').length;
      expect((await things.findOne({ key: 'k' }))?.['n']).toBe(done);
    });

    test('have arrays that are changed by filter', async () => {
      await things.insertOne({
        _id: 'a',
        phones: [
          { n: 1, ok: true },
          { n: 2, ok: true },
        ],
      });
      await things.updateOne({ _id: 'a' }, { $set: { 'phones.$[bad].ok': false } }, { arrayFilters: [{ 'bad.n': 2 }] });
      expect((await things.findOne({ _id: 'a' }))?.['phones']).toEqual([
        { n: 1, ok: true },
        { n: 2, ok: false },
      ]);
      await things.updateOne(
        { _id: 'a', 'phones.n': 1 },
        { $set: { 'phones.$.seen': 1 }, $addToSet: { tags: { $each: ['x', 'x'] } } },
      );
      await things.updateOne(
        { _id: 'a' },
        { $pull: { phones: { n: 2 } }, $push: { log: { $each: [1, 2, 3], $slice: -2 } } },
      );
      expect(await things.findOne({ _id: 'a' })).toMatchObject({
        phones: [{ n: 1, ok: true, seen: 1 }],
        tags: ['x'],
        log: [2, 3],
      });
    });
  });

  describe('indexes', () => {
    test('refuse a second of a kind, with code 11000', async () => {
      await things.createIndex({ kind: 1, id: 1 }, { unique: true });
      await things.insertOne({ _id: 'a', kind: 'x', id: 1 });
      await expect(things.insertOne({ _id: 'b', kind: 'x', id: 1 })).rejects.toMatchObject({ code: 11000 });
      await expect(things.insertOne({ _id: 'a' })).rejects.toMatchObject({ code: 11000 });
      await things.insertOne({ _id: 'b', kind: 'x', id: 2 });
    });

    test('are unique only where they apply, when they are partial', async () => {
      await things.createIndex({ address: 1 }, { unique: true, partialFilterExpression: { live: true } });
      await things.insertMany([
        { _id: 'a', address: 1, live: true },
        { _id: 'b', address: 1, live: false },
        { _id: 'c', address: 1 },
      ]);
      await expect(things.insertOne({ _id: 'd', address: 1, live: true })).rejects.toMatchObject({ code: 11000 });
      await expect(things.updateOne({ _id: 'b' }, { $set: { live: true } })).rejects.toMatchObject({ code: 11000 });
      await things.updateOne({ _id: 'a' }, { $set: { live: false } });
      await things.updateOne({ _id: 'b' }, { $set: { live: true } });
    });

    test('reach into arrays', async () => {
      await things.createIndex({ 'contacts.key': 1 });
      await things.insertOne({ _id: 'a', contacts: [{ key: 'k1' }, { key: 'k2' }] });
      expect((await things.findOne({ 'contacts.key': 'k2' }))?._id).toBe('a');
      await things.updateOne({ _id: 'a' }, { $pull: { contacts: { key: 'k2' } } });
      expect(await things.findOne({ 'contacts.key': 'k2' })).toBeNull();
    });

    test('finds words by a text index', async () => {
      await things.createIndex({ words: 'text' });
      await things.insertOne({ _id: 'a', words: 'one two' });
      expect((await things.findOne({ $text: { $search: 'two' } }))?._id).toBe('a');
    });
  });

  describe('an update pipeline', () => {
    test('writes values as they are with $literal, and replaces what was there', async () => {
      const message = {
        state: 'due',
        text: '$5.000 $$NOW',
        dueAt: at(500),
        list: [{ a: '$x' }],
        none: null,
        object: {},
      };
      const found = await updated({
        $set: { 'outbox.m1': { $literal: message }, snapshot: { $literal: { value: 'done' } } },
      });
      expect(found).toMatchObject({ turn: 3, outbox: { m0: { state: 'sent', dueAt: at(1_000) }, m1: message } });
      expect(found['snapshot']).toEqual({ value: 'done' });
      expect(found['outbox'].m1.dueAt).toBeInstanceOf(Date);
    });

    test('recomputes the earliest due work in the same write', async () => {
      const next = (...first: Document[]): Promise<Document> => updated(...first, { $set: { nextDueAt: NEXT_DUE } });
      expect(
        (await next({ $set: { 'outbox.m2': { $literal: { state: 'due', dueAt: at(500) } } } }))['nextDueAt'],
      ).toEqual(at(500));
      expect((await next({ $set: { 'outbox.m1.state': 'sent' } }))['nextDueAt']).toEqual(at(8_000));
      expect((await next({ $set: { timers: { $literal: [] } } }))['nextDueAt']).toEqual(at(9_000));
      expect((await next({ $set: { timers: { $literal: [] }, 'outbox.m1.state': 'sent' } }))['nextDueAt']).toBeNull();
      expect((await next({ $unset: ['timers', 'outbox'] }))['nextDueAt']).toBeNull();
      const none = await updated(
        { $unset: ['timers', 'outbox'] },
        { $set: { nextDueAt: { $ifNull: [NEXT_DUE, '$$REMOVE'] } } },
      );
      expect(none).not.toHaveProperty('nextDueAt');
    });

    test('sees in one stage the document as it was before that stage', async () => {
      expect(await updated({ $set: { turn: { $add: ['$turn', 1] }, before: '$turn' } })).toMatchObject({
        turn: 4,
        before: 3,
      });
    });

    test('appends to a list and keeps its end', async () => {
      const append = { $slice: [{ $concatArrays: ['$applied', { $literal: ['e1', '$e2'] }] }, -2] };
      expect((await updated({ $set: { applied: append } }))['applied']).toEqual(['e1', '$e2']);
    });

    test('removes fields', async () => {
      expect(Object.keys((await updated({ $unset: ['outbox.m0', 'snapshot.context'] }))['outbox'])).toEqual(['m1']);
      expect(Object.keys((await updated({ $set: { 'outbox.m0': '$$REMOVE' } }))['outbox'])).toEqual(['m1']);
      expect(
        (await updated({ $unset: 'outbox.m0' }, { $set: { 'outbox.m0': { $literal: { n: 1 } } } }))['outbox'].m0,
      ).toEqual({ n: 1 });
    });

    test('changes a map as a list', async () => {
      const withdrawn = {
        $cond: [{ $eq: ['$$one.v.state', 'due'] }, { $mergeObjects: ['$$one.v', { state: 'withdrawn' }] }, '$$one.v'],
      };
      const mapped = {
        $arrayToObject: {
          $map: { input: { $objectToArray: '$outbox' }, as: 'one', in: { k: '$$one.k', v: withdrawn } },
        },
      };
      expect((await updated({ $set: { outbox: mapped } }))['outbox']).toMatchObject({
        m0: { state: 'sent' },
        m1: { state: 'withdrawn', dueAt: at(9_000) },
      });
      const kept = {
        $arrayToObject: {
          $filter: { input: { $objectToArray: '$outbox' }, as: 'one', cond: { $ne: ['$$one.v.state', 'sent'] } },
        },
      };
      expect(Object.keys((await updated({ $set: { outbox: kept } }))['outbox'])).toEqual(['m1']);
    });

    test('sets fields with any name', async () => {
      const set = { $setField: { field: 'a.b', input: '$outbox', value: { $literal: { n: 1 } } } };
      expect((await updated({ $set: { outbox: set } }))['outbox']['a.b']).toEqual({ n: 1 });
      expect(
        (await updated({ $set: { outbox: { $mergeObjects: ['$outbox', { $literal: { m9: { n: '$1' } } }] } } }))[
          'outbox'
        ].m9,
      ).toEqual({ n: '$1' });
    });

    test('knows the time of the server', async () => {
      expect(Math.abs((await updated({ $set: { now: '$$NOW' } }))['now'].getTime() - Date.now())).toBeLessThan(2_000);
    });

    test('leaves the document alone when a stage fails', async () => {
      await conversation();
      await expect(
        things.updateOne({ _id: 'c' }, [{ $set: { first: 1 } }, { $set: { second: { $add: ['$snapshot', 1] } } }]),
      ).rejects.toThrow();
      expect(await things.findOne({ _id: 'c' })).not.toHaveProperty('first');
    });

    test('reads a path through an array in an expression', async () => {
      expect((await updated({ $set: { first: { $min: '$timers.dueAt' } } }))['first']).toEqual(at(8_000));
    });

    test('removes a field with $unsetField', async () => {
      expect(
        Object.keys(
          (await updated({ $set: { outbox: { $unsetField: { field: 'm0', input: '$outbox' } } } }))['outbox'],
        ),
      ).toEqual(['m1']);
    });

    test('merges an object without $literal', async () => {
      expect((await updated({ $set: { snapshot: { value: 'new' } } }))['snapshot']).toEqual({
        value: 'new',
        context: { old: true },
      });
    });
  });

  describe('guarded writes', () => {
    test('match nothing when somebody was faster', async () => {
      await conversation();
      expect((await things.updateOne({ _id: 'c', turn: 2 }, [{ $set: { turn: 3 } }])).matchedCount).toBe(0);
      expect(
        (await things.updateOne({ _id: 'c', turn: 3, applied: { $nin: ['e0'] } }, [{ $set: { turn: 4 } }]))
          .matchedCount,
      ).toBe(0);
    });

    test('are won by one of many', async () => {
      await conversation();
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, who) => things.updateOne({ _id: 'c', turn: 3 }, [{ $set: { turn: 4, who } }])),
      );
      expect(all.reduce((sum, { matchedCount }) => sum + matchedCount, 0)).toBe(1);
    });

    test('lose no change of many to one document', async () => {
      await things.insertOne({ _id: 'a', n: 0, list: [] });
      await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          things.updateOne({ _id: 'a' }, [
            { $set: { n: { $add: ['$n', 1] }, list: { $concatArrays: ['$list', [i]] } } },
          ]),
        ),
      );
      expect(await counter()).toBe(100);
      expect(new Set((await things.findOne({ _id: 'a' }))?.['list']).size).toBe(100);
    });

    test('are counted rightly in an unordered bulk', async () => {
      await things.insertMany(Array.from({ length: 20 }, (_, i) => ({ _id: `b${i}`, turn: i % 2 })));
      const bulk = (update: (i: number) => Document | Document[]) =>
        things.bulkWrite(
          Array.from({ length: 20 }, (_, i) => ({
            updateOne: { filter: { _id: `b${i}`, turn: 0 }, update: update(i) },
          })),
          { ...SAFE, ordered: false },
        );
      const piped = await bulk((i) => [
        { $set: { turn: { $literal: 1 }, [`outbox.m${i}`]: { $literal: { state: 'due', dueAt: at(i) } } } },
        { $set: { nextDueAt: NEXT_DUE } },
      ]);
      expect([piped.matchedCount, piped.modifiedCount]).toEqual([10, 10]);
      await things.updateMany({ _id: { $in: ['b0', 'b1', 'b2'] } }, { $set: { turn: 0 } });
      expect((await bulk(() => ({ $set: { turn: 2 }, $push: { applied: 'e' } }))).matchedCount).toBe(3);
      const twice = { updateOne: { filter: { _id: 'b0', turn: 2 }, update: [{ $set: { turn: 3 } }] } };
      expect((await things.bulkWrite([twice, twice], { ordered: false })).matchedCount).toBe(1);
    });

    test('go on after a duplicate in an unordered insert, and say which it was', async () => {
      await things.insertOne({ _id: 'b' });
      const error: unknown = await things
        .insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }], { ...SAFE, ordered: false })
        .catch((reason: unknown) => reason);
      if (!(error instanceof MongoBulkWriteError)) throw new Error('no bulk error');
      expect(error.insertedCount).toBe(2);
      expect([error.writeErrors].flat().map(({ code, index }) => [code, index])).toEqual([[11000, 1]]);
      expect(await things.countDocuments({})).toBe(3);
    });

    test('give back the document they made', async () => {
      await conversation();
      expect(
        await things.findOneAndUpdate({ _id: 'c', turn: 3 }, [{ $set: { turn: { $add: ['$turn', 1] } } }], {
          returnDocument: 'after',
        }),
      ).toMatchObject({ turn: 4 });
      expect(await things.findOneAndUpdate({ _id: 'c', turn: 3 }, { $set: { turn: 9 } })).toBeNull();
    });
  });

  describe('questions over many', () => {
    test('join collections', async () => {
      const others = client.db('conformance').collection<Thing>(`${things.collectionName}others`);
      await things.insertOne({ _id: 'p' });
      await others.insertMany([
        { _id: 'e1', person: 'p', state: 'open' },
        { _id: 'e2', person: 'p', state: 'closed' },
      ]);
      const joined = await things
        .aggregate([
          { $lookup: { from: others.collectionName, localField: '_id', foreignField: 'person', as: 'entries' } },
          {
            $lookup: {
              from: others.collectionName,
              let: { id: '$_id' },
              pipeline: [{ $match: { $expr: { $eq: ['$person', '$$id'] }, state: 'open' } }],
              as: 'open',
            },
          },
        ])
        .toArray();
      expect(joined[0]?.['entries']).toHaveLength(2);
      expect(joined[0]?.['open']).toMatchObject([{ _id: 'e1' }]);
    });

    test('group, count, unwind and look from several sides', async () => {
      await things.insertMany([
        { _id: 'a', kind: 'x', n: [1, 2] },
        { _id: 'b', kind: 'x', n: [3] },
        { _id: 'c', kind: 'y', n: [] },
      ]);
      const [facets] = await things
        .aggregate([
          {
            $facet: {
              kinds: [{ $group: { _id: '$kind', count: { $sum: 1 } } }, { $sort: { _id: 1 } }],
              numbers: [{ $unwind: '$n' }, { $group: { _id: null, sum: { $sum: '$n' }, most: { $max: '$n' } } }],
              total: [{ $count: 'count' }],
            },
          },
        ])
        .toArray();
      expect(facets).toEqual({
        kinds: [
          { _id: 'x', count: 2 },
          { _id: 'y', count: 1 },
        ],
        numbers: [{ _id: null, sum: 6, most: 3 }],
        total: [{ count: 3 }],
      });
    });

    test('write what they found into a collection', async () => {
      await things.insertMany([
        { _id: 'a', n: 1 },
        { _id: 'b', n: 2 },
      ]);
      const into = `${things.collectionName}out`;
      await things
        .aggregate([{ $set: { n: { $multiply: ['$n', 2] } } }, { $merge: { into, on: '_id', whenMatched: 'replace' } }])
        .toArray();
      expect(await client.db('conformance').collection<Thing>(into).find().sort({ _id: 1 }).toArray()).toEqual([
        { _id: 'a', n: 2 },
        { _id: 'b', n: 4 },
      ]);
    });

    test('take a window of due work by an index', async () => {
      await things.createIndex({ nextDueAt: 1 });
      await things.insertMany(
        Array.from({ length: 50 }, (_, i) => ({ _id: `d${i}`, nextDueAt: i % 5 === 0 ? null : at(i) })),
      );
      const due = await things
        .find({ nextDueAt: { $gte: at(10), $lt: at(20) } })
        .sort({ nextDueAt: 1 })
        .limit(3)
        .toArray();
      expect(due.map(({ _id }) => _id)).toEqual(['d11', 'd12', 'd13']);
    });
  });

  describe('transactions', () => {
    test('happen whole or not at all', async () => {
      await things.insertOne({ _id: 'a', n: 1 });
      const work = client.withSession((session) =>
        session.withTransaction(async () => {
          await things.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session });
          await things.insertOne({ _id: 'b' }, { session });
          expect(await things.countDocuments({}, { session })).toBe(2);
          throw new Error('changed my mind');
        }),
      );
      await expect(work).rejects.toThrow('changed my mind');
      expect(await things.find().toArray()).toEqual([{ _id: 'a', n: 1 }]);
    });

    test('lose no change when they meet', async () => {
      await things.insertOne({ _id: 'a', n: 0 });
      await Promise.all(
        Array.from({ length: 8 }, () =>
          client.withSession((session) =>
            session.withTransaction(async () => {
              const found = await things.findOne({ _id: 'a' }, { session });
              await things.updateOne({ _id: 'a' }, { $set: { n: Number(found?.['n']) + 1 } }, { session });
            }, SAFE),
          ),
        ),
      );
      expect(await counter()).toBe(8);
    });

    test('carry a guarded bulk, rightly counted', async () => {
      await things.insertMany(Array.from({ length: 10 }, (_, i) => ({ _id: `g${i}`, turn: i % 2 })));
      const matched = await client.withSession((session) =>
        session.withTransaction(async () => {
          const result = await things.bulkWrite(
            Array.from({ length: 10 }, (_, i) => ({
              updateOne: { filter: { _id: `g${i}`, turn: 0 }, update: [{ $set: { turn: 5 } }] },
            })),
            { session, ordered: false },
          );
          return result.matchedCount;
        }, SAFE),
      );
      expect(matched).toBe(5);
      expect(await things.countDocuments({ turn: 5 })).toBe(5);
    });
  });

  describe('besides', () => {
    test('tells of changes', async () => {
      await things.insertOne({ _id: 'before' });
      const changes = things.watch([], { fullDocument: 'updateLookup' });
      const first = changes.next();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await things.insertOne({ _id: 'new', n: 1 });
      await things.updateOne({ _id: 'new' }, { $set: { n: 2 } });
      expect(await first).toMatchObject({ operationType: 'insert', documentKey: { _id: 'new' } });
      expect(await changes.next()).toMatchObject({ operationType: 'update', fullDocument: { n: 2 } });
      await changes.close();
    });

    test('keeps files', async () => {
      const bucket = new GridFSBucket(client.db('conformance'), { bucketName: things.collectionName });
      const upload = bucket.openUploadStream('bundle.txt', { chunkSizeBytes: 1024 });
      const content = 'á'.repeat(5_000);
      await new Promise<void>((resolve, reject) =>
        upload
          .once('finish', () => resolve())
          .once('error', reject)
          .end(content),
      );
      expect(await text(bucket.openDownloadStream(upload.id))).toBe(content);
    });
  });
});

describe('the list of differences', () => {
  it('names only what is tried here', () => {
    expect(DIFFERENT.every(({ reason }) => reason !== '')).toBe(true);
  });
});
