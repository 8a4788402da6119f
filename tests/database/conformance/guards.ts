import { describe, expect } from '@jest/globals';
import { MongoBulkWriteError, type Document } from 'mongodb';
import { at, NEXT_DUE, SAFE, type Trial } from './trial.js';

/** Writes that must not be lost, or done twice, when many write. */
export function guards(t: Trial): void {
  const { test, conversation, counter } = t;
  describe('guarded writes', () => {
    test('match nothing when somebody was faster', async () => {
      await conversation();
      expect((await t.things.updateOne({ _id: 'c', turn: 2 }, [{ $set: { turn: 3 } }])).matchedCount).toBe(0);
      expect(
        (await t.things.updateOne({ _id: 'c', turn: 3, applied: { $nin: ['e0'] } }, [{ $set: { turn: 4 } }]))
          .matchedCount,
      ).toBe(0);
    });

    test('are won by one of many', async () => {
      await conversation();
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, who) => t.things.updateOne({ _id: 'c', turn: 3 }, [{ $set: { turn: 4, who } }])),
      );
      expect(all.reduce((sum, { matchedCount }) => sum + matchedCount, 0)).toBe(1);
    });

    test('lose no change of many to one document', async () => {
      await t.things.insertOne({ _id: 'a', n: 0, list: [] });
      await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          t.things.updateOne({ _id: 'a' }, [
            { $set: { n: { $add: ['$n', 1] }, list: { $concatArrays: ['$list', [i]] } } },
          ]),
        ),
      );
      expect(await counter()).toBe(100);
      expect(new Set((await t.things.findOne({ _id: 'a' }))?.['list']).size).toBe(100);
    });

    test('are counted rightly in an unordered bulk', async () => {
      await t.things.insertMany(Array.from({ length: 20 }, (_, i) => ({ _id: `b${i}`, turn: i % 2 })));
      const bulk = (update: (i: number) => Document | Document[]) =>
        t.things.bulkWrite(
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
      await t.things.updateMany({ _id: { $in: ['b0', 'b1', 'b2'] } }, { $set: { turn: 0 } });
      expect((await bulk(() => ({ $set: { turn: 2 }, $push: { applied: 'e' } }))).matchedCount).toBe(3);
      const twice = { updateOne: { filter: { _id: 'b0', turn: 2 }, update: [{ $set: { turn: 3 } }] } };
      expect((await t.things.bulkWrite([twice, twice], { ordered: false })).matchedCount).toBe(1);
    });

    test('go on after a duplicate in an unordered insert, and say which it was', async () => {
      await t.things.insertOne({ _id: 'b' });
      const error: unknown = await t.things
        .insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }], { ...SAFE, ordered: false })
        .catch((reason: unknown) => reason);
      if (!(error instanceof MongoBulkWriteError)) throw new Error('no bulk error');
      expect(error.insertedCount).toBe(2);
      expect([error.writeErrors].flat().map(({ code, index }) => [code, index])).toEqual([[11000, 1]]);
      expect(await t.things.countDocuments({})).toBe(3);
    });

    test('give back the document they made', async () => {
      await conversation();
      expect(
        await t.things.findOneAndUpdate({ _id: 'c', turn: 3 }, [{ $set: { turn: { $add: ['$turn', 1] } } }], {
          returnDocument: 'after',
        }),
      ).toMatchObject({ turn: 4 });
      expect(await t.things.findOneAndUpdate({ _id: 'c', turn: 3 }, { $set: { turn: 9 } })).toBeNull();
    });
  });
  describe('transactions', () => {
    test('happen whole or not at all', async () => {
      await t.things.insertOne({ _id: 'a', n: 1 });
      const work = t.client.withSession((session) =>
        session.withTransaction(async () => {
          await t.things.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session });
          await t.things.insertOne({ _id: 'b' }, { session });
          expect(await t.things.countDocuments({}, { session })).toBe(2);
          throw new Error('changed my mind');
        }),
      );
      await expect(work).rejects.toThrow('changed my mind');
      expect(await t.things.find().toArray()).toEqual([{ _id: 'a', n: 1 }]);
    });

    test('lose no change when they meet', async () => {
      await t.things.insertOne({ _id: 'a', n: 0 });
      await Promise.all(
        Array.from({ length: 8 }, () =>
          t.client.withSession((session) =>
            session.withTransaction(async () => {
              const found = await t.things.findOne({ _id: 'a' }, { session });
              await t.things.updateOne({ _id: 'a' }, { $set: { n: Number(found?.['n']) + 1 } }, { session });
            }, SAFE),
          ),
        ),
      );
      expect(await counter()).toBe(8);
    });

    test('carry a guarded bulk, rightly counted', async () => {
      await t.things.insertMany(Array.from({ length: 10 }, (_, i) => ({ _id: `g${i}`, turn: i % 2 })));
      const matched = await t.client.withSession((session) =>
        session.withTransaction(async () => {
          const result = await t.things.bulkWrite(
            Array.from({ length: 10 }, (_, i) => ({
              updateOne: { filter: { _id: `g${i}`, turn: 0 }, update: [{ $set: { turn: 5 } }] },
            })),
            { session, ordered: false },
          );
          return result.matchedCount;
        }, SAFE),
      );
      expect(matched).toBe(5);
      expect(await t.things.countDocuments({ turn: 5 })).toBe(5);
    });
  });
}
