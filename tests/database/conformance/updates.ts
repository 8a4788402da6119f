import { describe, expect } from '@jest/globals';
import type { Document } from 'mongodb';
import { at, NEXT_DUE, type Trial } from './trial.js';

/** Updates by pipeline: the one write of a turn is made of them. */
export function updates(t: Trial): void {
  const { test, conversation, updated } = t;
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
        t.things.updateOne({ _id: 'c' }, [{ $set: { first: 1 } }, { $set: { second: { $add: ['$snapshot', 1] } } }]),
      ).rejects.toThrow();
      expect(await t.things.findOne({ _id: 'c' })).not.toHaveProperty('first');
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
}
