import { describe, expect } from '@jest/globals';
import { GridFSBucket } from 'mongodb';
import { text } from 'node:stream/consumers';
import { at, type Thing, type Trial } from './trial.js';

/** Aggregations, change streams, files. */
export function questions(t: Trial): void {
  const { test } = t;
  describe('questions over many', () => {
    test('join collections', async () => {
      const others = t.client.db('conformance').collection<Thing>(`${t.things.collectionName}others`);
      await t.things.insertOne({ _id: 'p' });
      await others.insertMany([
        { _id: 'e1', person: 'p', state: 'open' },
        { _id: 'e2', person: 'p', state: 'closed' },
      ]);
      const joined = await t.things
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
      await t.things.insertMany([
        { _id: 'a', kind: 'x', n: [1, 2] },
        { _id: 'b', kind: 'x', n: [3] },
        { _id: 'c', kind: 'y', n: [] },
      ]);
      const [facets] = await t.things
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
      await t.things.insertMany([
        { _id: 'a', n: 1 },
        { _id: 'b', n: 2 },
      ]);
      const into = `${t.things.collectionName}out`;
      await t.things
        .aggregate([{ $set: { n: { $multiply: ['$n', 2] } } }, { $merge: { into, on: '_id', whenMatched: 'replace' } }])
        .toArray();
      expect(await t.client.db('conformance').collection<Thing>(into).find().sort({ _id: 1 }).toArray()).toEqual([
        { _id: 'a', n: 2 },
        { _id: 'b', n: 4 },
      ]);
    });

    test('take a window of due work by an index', async () => {
      await t.things.createIndex({ nextDueAt: 1 });
      await t.things.insertMany(
        Array.from({ length: 50 }, (_, i) => ({ _id: `d${i}`, nextDueAt: i % 5 === 0 ? null : at(i) })),
      );
      const due = await t.things
        .find({ nextDueAt: { $gte: at(10), $lt: at(20) } })
        .sort({ nextDueAt: 1 })
        .limit(3)
        .toArray();
      expect(due.map(({ _id }) => _id)).toEqual(['d11', 'd12', 'd13']);
    });
  });
  describe('besides', () => {
    test('tells of changes', async () => {
      await t.things.insertOne({ _id: 'before' });
      const changes = t.things.watch([], { fullDocument: 'updateLookup' });
      const first = changes.next();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await t.things.insertOne({ _id: 'new', n: 1 });
      await t.things.updateOne({ _id: 'new' }, { $set: { n: 2 } });
      expect(await first).toMatchObject({ operationType: 'insert', documentKey: { _id: 'new' } });
      expect(await changes.next()).toMatchObject({ operationType: 'update', fullDocument: { n: 2 } });
      await changes.close();
    });

    test('keeps files', async () => {
      const bucket = new GridFSBucket(t.client.db('conformance'), { bucketName: t.things.collectionName });
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
}
