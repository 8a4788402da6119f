import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient, type Collection } from 'mongodb';
import type { EngineId } from '../../src/database/engines.js';
import { engines, open, remove, temporaryFolder } from '../support/engines.js';
import { documents } from './conformance/documents.js';
import { guards } from './conformance/guards.js';
import { questions } from './conformance/questions.js';
import { trial, type Thing } from './conformance/trial.js';
import { updates } from './conformance/updates.js';

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

const tried = new Set<string>();

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
    tried.add(name);
    const different = DIFFERENT.find((entry) => entry.test === name && entry.engines.includes(engine));
    if (different === undefined) it(name, work);
    else it.skip(`${name} (${different.reason})`, work);
  };
  const t = trial(
    test,
    () => client,
    () => things,
  );
  documents(t);
  updates(t);
  guards(t);
  questions(t);
});

describe('the list of differences', () => {
  it('names only what is tried here', () => {
    if (engines.length > 0) expect(DIFFERENT.map((entry) => entry.test).filter((name) => !tried.has(name))).toEqual([]);
  });
});
