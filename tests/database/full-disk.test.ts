import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { explainFailure } from '../../src/database/server.js';
import { engines, open, remove, temporaryFolder } from '../support/engines.js';

/** A real small disk, where this user may mount one; elsewhere trouble.test.ts tries the same with what the system would say. */
const disk = temporaryFolder();
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=60m', 'none', disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  remove(disk);
});

interface Blob {
  readonly _id: number;
  readonly bytes: Buffer;
}

describe.each(engines.map((engine) => engine.id))('%s on a disk that runs full', (engine) => {
  (mounted ? it : it.skip)('says so, loses nothing it acknowledged, and works again when there is room', async () => {
    const dataFolder = join(disk, engine);
    spawnSync('mount', ['-o', 'remount,size=60m', disk]);
    const roomy = { freeBytes: () => Number.MAX_SAFE_INTEGER };
    const server = await open({ dataFolder, engine, outside: roomy });
    const client = await new MongoClient(server.uri, { retryWrites: false }).connect();
    const blobs = client.db('full').collection<Blob>('blobs');
    let acknowledged = 0;
    const filling = (async () => {
      for (; ; acknowledged += 1)
        await blobs.insertOne(
          { _id: acknowledged, bytes: randomBytes(60_000) },
          { writeConcern: { w: 'majority', j: true } },
        );
    })();
    await expect(filling).rejects.toThrow();
    expect(explainFailure(dataFolder)).toMatchObject({ code: 'disk-full' });
    await client.close();
    await server.stop();
    await expect(open({ dataFolder })).rejects.toMatchObject({ code: 'disk-full', exitCode: 2 });

    spawnSync('mount', ['-o', 'remount,size=1g', disk]);
    const again = await open({ dataFolder, outside: roomy });
    const reader = await new MongoClient(again.uri).connect();
    const kept = await reader
      .db('full')
      .collection<Blob>('blobs')
      .find({}, { projection: { _id: 1 } })
      .toArray();
    await reader.close();
    await again.stop();
    remove(dataFolder);
    const ids = new Set(kept.map(({ _id }) => _id));
    expect(acknowledged).toBeGreaterThan(10);
    expect(Array.from({ length: acknowledged }, (_, id) => id).filter((id) => !ids.has(id))).toEqual([]);
  });
});
