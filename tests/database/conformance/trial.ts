import { expect } from '@jest/globals';
import type { Collection, Document, MongoClient } from 'mongodb';

/** One engine on trial, with a fresh collection for each test. */
export interface Trial {
  readonly client: MongoClient;
  readonly things: Collection<Thing>;
  test(name: string, work: () => Promise<void>): void;
  /** Puts the conversation `c` in turn 3, with one message due and one timer. */
  conversation(): Promise<void>;
  /** What becomes of that conversation under a pipeline. */
  updated(...pipeline: Document[]): Promise<Document>;
  /** `n` of the thing `a`. */
  counter(): Promise<number>;
}

export interface Thing extends Document {
  readonly _id: string;
}

export const SAFE = { writeConcern: { w: 'majority', j: true } } as const;
export const at = (milliseconds: number): Date => new Date(milliseconds);

/** The earliest due work, as the guarded commit of a turn recomputes it (DESIGN §3.2). */
export const NEXT_DUE = {
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

/** A trial whose client and collection are looked up when a test runs. */
export function trial(test: Trial['test'], client: () => MongoClient, things: () => Collection<Thing>): Trial {
  const conversation = async (): Promise<void> => {
    await things().deleteMany({});
    await things().insertOne({
      _id: 'c',
      turn: 3,
      applied: ['e0'],
      snapshot: { value: 'ask', context: { old: true } },
      outbox: { m0: { state: 'sent', dueAt: at(1_000) }, m1: { state: 'due', dueAt: at(9_000) } },
      timers: [{ waitId: 'w', dueAt: at(8_000) }],
    });
  };
  return {
    get client() {
      return client();
    },
    get things() {
      return things();
    },
    test,
    conversation,
    updated: async (...pipeline) => {
      await conversation();
      const { matchedCount } = await things().updateOne({ _id: 'c', turn: 3 }, pipeline);
      expect(matchedCount).toBe(1);
      return (await things().findOne({ _id: 'c' })) ?? {};
    },
    counter: async () => Number((await things().findOne({ _id: 'a' }))?.['n']),
  };
}
