import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyChain } from '../support/audit-chain.js';
import { receive } from '../../src/turn/receive.js';
import { workOnce } from '../../src/turn/work.js';
import { engines, open, remove, serverPid, temporaryFolder } from '../support/engines.js';
import { EVERYTHING } from '../support/everything.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';

/** Acknowledged before it is killed: each is played to its end afterwards. */
const ENOUGH = EVERYTHING ? 300 : 40;

/** The server is killed with -9 while messages come in and are worked on: what was acknowledged to the provider is never lost. */
describe.each(engines.map((engine) => engine.id))('%s, killed while messages come in', (engine) => {
  let dataFolder: string;
  beforeEach(() => {
    dataFolder = temporaryFolder();
  });
  afterEach(() => remove(dataFolder));

  it('has every acknowledged message after the restart, each applied exactly once', async () => {
    const server = await open({ dataFolder, engine });
    const stage = await TestStage.open({ at: { uri: server.uri, name: 'killed' } });
    const people = await stage.add(...Array.from({ length: 8 }, () => patient()));
    await stage.settle();
    const acknowledged: string[] = [];
    let alive = true;
    let killed = false;
    const working = (async () => {
      while (alive) await workOnce(stage.services, { start: false }).catch(() => (alive = false));
    })();
    await Promise.all(
      people.map(async ({ addresses }) => {
        while (alive) {
          stage.pass(1_000);
          const batch = ['quien es usted', 'gracias'].map((text) => stage.inbound(addresses[0] ?? '', text));
          try {
            await receive(stage.services, batch);
          } catch {
            return;
          }
          acknowledged.push(...batch.map(({ id }) => id));
          // In the middle of what the others write.
          if (acknowledged.length < ENOUGH || killed) continue;
          killed = true;
          process.kill(serverPid(dataFolder), 'SIGKILL');
        }
      }),
    );
    alive = false;
    await working;
    await stage.close();
    expect(acknowledged.length).toBeGreaterThanOrEqual(ENOUGH);

    const again = await open({ dataFolder });
    const after = await TestStage.open({ at: { uri: again.uri, name: 'killed' } });
    try {
      after.clock.advanceTo(stage.clock.now() + 2 * 60_000);
      const { store } = after.services;
      const kept = new Set((await store.inbound.find({}).toArray()).map(({ _id }) => _id));
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
      await after.settle(after.services, false);
      expect(await store.inbound.countDocuments({ state: 'received' })).toBe(0);
      const conversations = await store.conversations.find({}).toArray();
      const applied = conversations.flatMap((doc) => doc.applied).filter((id) => id.startsWith('sms:'));
      expect(applied.length).toBe(new Set(applied).size);
      expect(acknowledged.filter((id) => !applied.includes(id))).toEqual([]);
      for (const doc of conversations) {
        expect(doc.applied).toHaveLength(doc.turn);
        expect(await store.turns.countDocuments({ conversation: doc._id })).toBe(doc.turn);
        expect(await verifyChain(store, doc._id)).toBe(true);
      }
    } finally {
      await after.close();
      await again.stop();
      await server.stop();
    }
  });
});
