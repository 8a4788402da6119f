import { describe, expect } from '@jest/globals';
import { Binary, Long, type Document } from 'mongodb';
import { at, SAFE, type Trial } from './trial.js';

/** Documents and indexes. */
export function documents(t: Trial): void {
  const { test } = t;
  describe('tells', () => {
    test('its time, and that it is a replica set', async () => {
      const hello = await t.client.db('admin').command({ hello: 1 });
      expect(hello['localTime']).toBeInstanceOf(Date);
      expect(hello['setName']).toEqual(expect.any(String));
      expect(hello['isWritablePrimary']).toBe(true);
    });
  });
  describe('documents', () => {
    test('are written, read, changed and removed', async () => {
      await t.things.insertMany(
        [
          { _id: 'a', n: 1 },
          { _id: 'b', n: 2 },
          { _id: 'c', n: 3 },
        ],
        SAFE,
      );
      expect(
        await t.things
          .find({ n: { $gte: 2 } })
          .sort({ n: -1 })
          .toArray(),
      ).toEqual([
        { _id: 'c', n: 3 },
        { _id: 'b', n: 2 },
      ]);
      expect(
        (await t.things.updateMany({ n: { $lt: 3 } }, { $inc: { n: 10 }, $set: { 'deep.er': true } })).modifiedCount,
      ).toBe(2);
      expect(await t.things.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 11, deep: { er: true } });
      expect((await t.things.deleteOne({ _id: 'a' })).deletedCount).toBe(1);
      expect(await t.things.countDocuments({})).toBe(2);
    });

    test('keep binary data, dates, long numbers, null and empty values', async () => {
      const long = Long.fromString('9007199254740993');
      await t.things.insertOne({
        _id: 'a',
        bytes: new Binary(Buffer.from('é')),
        when: at(5),
        long,
        none: null,
        object: {},
        list: [],
      });
      const found = await t.things.findOne({ _id: 'a' }, { promoteLongs: false });
      expect(Buffer.from((found?.['bytes'] as Binary).buffer).toString()).toBe('é');
      expect(found).toMatchObject({ when: at(5), none: null, object: {}, list: [] });
      expect(String(found?.['long'])).toBe(String(long));
    });

    test('are upserted once by many at the same time', async () => {
      await t.things.createIndex({ key: 1 }, { unique: true });
      const all = await Promise.allSettled(
        Array.from({ length: 20 }, () => t.things.updateOne({ key: 'k' }, { $inc: { n: 1 } }, { upsert: true })),
      );
      expect(await t.things.countDocuments({ key: 'k' })).toBe(1);
      const done = all.filter((one) => one.status === 'fulfilled').length;
      expect((await t.things.findOne({ key: 'k' }))?.['n']).toBe(done);
    });

    test('have arrays that are changed by filter', async () => {
      await t.things.insertOne({
        _id: 'a',
        phones: [
          { n: 1, ok: true },
          { n: 2, ok: true },
        ],
      });
      await t.things.updateOne(
        { _id: 'a' },
        { $set: { 'phones.$[bad].ok': false } },
        { arrayFilters: [{ 'bad.n': 2 }] },
      );
      expect((await t.things.findOne({ _id: 'a' }))?.['phones']).toEqual([
        { n: 1, ok: true },
        { n: 2, ok: false },
      ]);
      await t.things.updateOne(
        { _id: 'a', 'phones.n': 1 },
        { $set: { 'phones.$.seen': 1 }, $addToSet: { tags: { $each: ['x', 'x'] } } },
      );
      const change: Document = { $pull: { phones: { n: 2 } }, $push: { log: { $each: [1, 2, 3], $slice: -2 } } };
      await t.things.updateOne({ _id: 'a' }, change);
      expect(await t.things.findOne({ _id: 'a' })).toMatchObject({
        phones: [{ n: 1, ok: true, seen: 1 }],
        tags: ['x'],
        log: [2, 3],
      });
    });
  });
  describe('indexes', () => {
    test('refuse a second of a kind, with code 11000', async () => {
      await t.things.createIndex({ kind: 1, id: 1 }, { unique: true });
      await t.things.insertOne({ _id: 'a', kind: 'x', id: 1 });
      await expect(t.things.insertOne({ _id: 'b', kind: 'x', id: 1 })).rejects.toMatchObject({ code: 11000 });
      await expect(t.things.insertOne({ _id: 'a' })).rejects.toMatchObject({ code: 11000 });
      await t.things.insertOne({ _id: 'b', kind: 'x', id: 2 });
    });

    test('are unique only where they apply, when they are partial', async () => {
      await t.things.createIndex({ address: 1 }, { unique: true, partialFilterExpression: { live: true } });
      await t.things.insertMany([
        { _id: 'a', address: 1, live: true },
        { _id: 'b', address: 1, live: false },
        { _id: 'c', address: 1 },
      ]);
      await expect(t.things.insertOne({ _id: 'd', address: 1, live: true })).rejects.toMatchObject({ code: 11000 });
      await expect(t.things.updateOne({ _id: 'b' }, { $set: { live: true } })).rejects.toMatchObject({ code: 11000 });
      await t.things.updateOne({ _id: 'a' }, { $set: { live: false } });
      await t.things.updateOne({ _id: 'b' }, { $set: { live: true } });
    });

    test('reach into arrays', async () => {
      await t.things.createIndex({ 'contacts.key': 1 });
      await t.things.insertOne({ _id: 'a', contacts: [{ key: 'k1' }, { key: 'k2' }] });
      expect((await t.things.findOne({ 'contacts.key': 'k2' }))?._id).toBe('a');
      const pull: Document = { $pull: { contacts: { key: 'k2' } } };
      await t.things.updateOne({ _id: 'a' }, pull);
      expect(await t.things.findOne({ 'contacts.key': 'k2' })).toBeNull();
    });

    test('finds words by a text index', async () => {
      await t.things.createIndex({ words: 'text' });
      await t.things.insertOne({ _id: 'a', words: 'one two' });
      expect((await t.things.findOne({ $text: { $search: 'two' } }))?._id).toBe('a');
    });
  });
}
