/** What a killed export left. */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { BatchDoc } from '../store/documents.js';
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { takeBack } from './closing.js';

/** A batch that a killed process left: with its file whole it counts as written, without it everything in it is approved again. */
export async function clearUp(services: Services, programme: Programme): Promise<number> {
  const { store, clock } = services;
  let cleared = 0;
  for (const batch of await store.batches.find({ programme: programme.id, state: 'open' }).toArray()) {
    if (clock.now() - batch.openedAt.getTime() < LONGEST_EXPORT && (await isAlive(batch)))
      throw new UserError(
        'export-running',
        `An export of ${batch.by} is under way since ${batch.openedAt.toISOString()}.`,
        'Wait for it.',
        1,
      );
    const [file] = batch.files ?? [];
    const inIt = await store.proposals.find({ batch: batch._id, state: 'exported' }).toArray();
    const written = file !== undefined && (await hashOf(file.name)) === file.sha256;
    if (!written) {
      await takeBack(services, inIt, new Map());
      if (file) await rm(`${file.name}.part`, { force: true });
    }
    await store.batches.updateOne(
      { _id: batch._id },
      {
        $set: written
          ? { state: 'written', closedAt: new Date(clock.now()), rows: inIt.length }
          : { state: 'abandoned' },
      },
      DURABLE,
    );
    cleared += 1;
  }
  return cleared;
}

/** An export that takes longer is held for dead on whatever machine it ran. */
const LONGEST_EXPORT = 3_600_000;

/** Does the process still run? On another machine nobody can tell: then yes. */
async function isAlive({ host, pid }: BatchDoc): Promise<boolean> {
  if (host !== hostname()) return true;
  if (pid === process.pid) return false; // it was this one, which is not in the middle of it
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const hashOf = async (file: string): Promise<string | null> =>
  readFile(file).then(
    (bytes) => createHash('sha256').update(bytes).digest('hex'),
    () => null,
  );
