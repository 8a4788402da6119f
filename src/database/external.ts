import { MongoClient } from 'mongodb';
import { UserError } from '../domain/failure.js';
import type { DatabaseServer } from './server.js';

const ANSWER_MS = 10_000;

/** The server that MONGODB_URI names: looked at once, never stopped by us. */
export async function openExternal(uri: string): Promise<DatabaseServer> {
  let client: MongoClient;
  try {
    const patient = /[?&]serverSelectionTimeoutMS=/i.test(uri);
    client = new MongoClient(uri, patient ? {} : { serverSelectionTimeoutMS: ANSWER_MS });
  } catch {
    // The driver's message would repeat the address, and with it the password.
    throw new UserError(
      'mongodb-uri',
      'MONGODB_URI is not an address of a MongoDB server.',
      'Write mongodb://host:27017/?replicaSet=name, or leave it out to use the embedded server.',
    );
  }
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    const serves = hello['setName'] !== undefined || hello['msg'] === 'isdbgrid';
    if (!serves)
      throw new UserError(
        'mongodb-standalone',
        'The server that MONGODB_URI names is a standalone one, without transactions and change streams.',
        'Start it as a replica set (one member is enough: --replSet, then rs.initiate()).',
      );
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'mongodb-unreachable',
      `The MongoDB server at ${hostsOf(uri)} does not answer: ${reasonOf(error)}.`,
      'Look at MONGODB_URI, the network and the server; or leave MONGODB_URI out to use the embedded server.',
    );
  } finally {
    await client.close().catch(() => undefined);
  }
  return { uri, engine: 'external', attached: true, stop: async () => undefined };
}

/** The hosts of an address without user, password and options. */
export function hostsOf(uri: string): string {
  return /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1] ?? 'an unreadable address';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const cause =
    /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ECONNRESET|EAI_AGAIN|[Aa]uthentication failed|certificate[^:]*/.exec(
      error.message,
    );
  return cause?.[0] ?? error.name;
}
