import { MongoClient, MongoServerError, type Document } from 'mongodb';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../domain/clock.js';

/** One attempt takes at most this long. */
const HELLO_MS = 2_000;
const TRY_AGAIN_MS = 60;

/** Asks a server for `hello`; `undefined` when it does not answer. */
export async function askHello(uri: string, patience = HELLO_MS): Promise<Document | undefined> {
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: patience,
    connectTimeoutMS: patience,
    socketTimeoutMS: patience,
  });
  try {
    return await client.db('admin').command({ hello: 1 });
  } catch {
    return undefined;
  } finally {
    await client.close().catch(() => undefined);
  }
}

/**
 * A server on a disk that ran full goes on saying `hello` after its storage engine has given up for good (WT_PANIC): only a
 * look at its storage tells. One that is too busy to answer is not sick.
 */
export async function isSick(uri: string): Promise<boolean> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: HELLO_MS, socketTimeoutMS: HELLO_MS });
  try {
    await client.db('admin').command({ listDatabases: 1 });
    await client.db('vigente_health').collection('none').findOne({});
    return false;
  } catch (error) {
    return error instanceof MongoServerError;
  } finally {
    await client.close().catch(() => undefined);
  }
}

/** Waits until the server takes writes, as long as `goOn()` says so. */
export async function untilWritable(
  uri: string,
  replicaSet: string | undefined,
  goOn: () => boolean,
): Promise<boolean> {
  let founded = replicaSet === undefined;
  while (goOn()) {
    const hello = await askHello(uri);
    if (hello?.['isWritablePrimary'] === true) return true;
    if (hello !== undefined && !founded && replicaSet !== undefined) founded = await foundReplicaSet(uri, replicaSet);
    await pause(TRY_AGAIN_MS);
  }
  return false;
}

/** mongod alone has no transactions: it becomes a replica set of one, and after a restart learns that its port changed. */
async function foundReplicaSet(uri: string, name: string): Promise<boolean> {
  const host = new URL(uri).host;
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: HELLO_MS, readPreference: 'primaryPreferred' });
  const admin = client.db('admin');
  try {
    await admin.command({ replSetInitiate: { _id: name, members: [{ _id: 0, host }] } });
    return true;
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.codeName !== 'AlreadyInitialized') return false;
    const { config } = (await admin.command({ replSetGetConfig: 1 })) as {
      config: { version: number; members: { host: string }[] };
    };
    if (config.members[0]?.host === host) return true;
    const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] };
    await admin.command({ replSetReconfig: moved, force: true });
    return true;
  } finally {
    await client.close().catch(() => undefined);
  }
}

/** Milliseconds that have passed since this was called. */
export function stopwatch(): () => number {
  const clock = systemClock();
  const start = clock.now();
  return () => clock.now() - start;
}
