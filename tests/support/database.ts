import { randomBytes } from 'node:crypto';
import { MongoClient, type Db } from 'mongodb';

export interface FreshDatabase {
  readonly client: MongoClient;
  readonly db: Db;
  /** Address of the server, without a database name. */
  readonly uri: string;
  readonly name: string;
  /** Drops the database and closes the client. */
  drop(): Promise<void>;
}

/** A database that nobody else has, on the server of this test run. */
export async function freshDatabase(name = 'test'): Promise<FreshDatabase> {
  const uri = process.env['VIGENTE_TEST_MONGODB_URI'];
  if (uri === undefined)
    throw new Error('No test database: run `npm test` (jest starts one in tests/support/start-database.js).');
  const unique = `${name}_${process.env['JEST_WORKER_ID'] ?? '0'}_${randomBytes(4).toString('hex')}`;
  const client = await new MongoClient(uri).connect();
  const db = client.db(unique);
  return {
    client,
    db,
    uri,
    name: unique,
    drop: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
}
