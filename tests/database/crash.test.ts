import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient, type Collection } from 'mongodb';
import { engines, open, remove, serverPid, temporaryFolder } from '../support/engines.js';

const SAFE = { writeConcern: { w: 'majority', j: true } } as const;
const WRITERS = 8;

interface Counted {
  readonly _id: string;
  readonly n?: number;
}

/** The server is killed with -9 while writers are at work: what it had acknowledged must be there afterwards. */
describe.each(engines.map((engine) => engine.id))('%s, killed under load', (engine) => {
  let dataFolder: string;
  beforeEach(() => {
    dataFolder = temporaryFolder();
  });
  afterEach(() => remove(dataFolder));

  type Write = (client: MongoClient, counted: Collection<Counted>, ids: string[]) => Promise<unknown>;
  const ways: [string, Write][] = [
    ['inserts one by one', (_client, counted, [id = '']) => counted.insertOne({ _id: id }, SAFE)],
    [
      'unordered batches',
      (_client, counted, ids) =>
        counted.insertMany(
          ids.map((_id) => ({ _id })),
          { ...SAFE, ordered: false },
        ),
    ],
    [
      'batches of updates in a transaction',
      (client, counted, ids) =>
        client.withSession((session) =>
          session.withTransaction(async () => {
            await counted.bulkWrite(
              ids.map((_id) => ({ updateOne: { filter: { _id }, update: [{ $set: { n: 1 } }], upsert: true } })),
              { session, ordered: false },
            );
          }, SAFE),
        ),
    ],
  ];

  it.each(ways)('loses nothing that it acknowledged: %s', async (_way, write) => {
    const server = await open({ dataFolder, engine });
    const client = await new MongoClient(server.uri, { retryWrites: false, serverSelectionTimeoutMS: 1_000 }).connect();
    const counted = client.db('crash').collection<Counted>('counted');
    await counted.insertOne({ _id: 'first' }, SAFE);
    const acknowledged = ['first'];
    setTimeout(() => process.kill(serverPid(dataFolder), 'SIGKILL'), 700);
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        for (let round = 0; ; round += 1) {
          const ids = Array.from({ length: 10 }, (_unused, n) => `${writer}.${round}.${n}`);
          const written = _way === 'inserts one by one' ? ids.slice(0, 1) : ids;
          try {
            await write(client, counted, written);
          } catch {
            return;
          }
          acknowledged.push(...written);
        }
      }),
    );
    await client.close();
    const again = await open({ dataFolder });
    const reader = await new MongoClient(again.uri).connect();
    const kept = new Set(
      (await reader.db('crash').collection<Counted>('counted').find().toArray()).map(({ _id }) => _id),
    );
    await reader.close();
    await again.stop();
    await server.stop();
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  });
});
