/** So many people say "sí la necesito" while the file that discharges them is being made, over the real database. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dryRun, signAlarm } from '../../src/discharge/batch.js';
import { exportSigte, type Exported } from '../../src/discharge/export.js';
import { receive } from '../../src/turn/receive.js';
import { patient, proofOf } from '../support/people.js';
import { HOUR, MINUTE, type TestStage } from '../support/services.js';
import { approveAll, checkAlive, dischargeStage, listOpen, RESOLVER, toMorning, type GaveUp } from './stage.js';

/** Messages that arrive together. */
const AT_ONCE = 10;

export function withdrawalRace(people: number, withdrawing: number): void {
  describe(`${withdrawing} of ${people} people who say that they need it while the file is made`, () => {
    let stage: TestStage;
    let folder: string;
    let gave: GaveUp[];

    beforeAll(async () => {
      stage = await dischargeStage();
      folder = await mkdtemp(join(tmpdir(), 'vigente-withdraw-'));
      await toMorning(stage);
      const patients = Array.from({ length: people }, () => patient());
      const placed = await stage.add(...patients);
      gave = placed.map((each, at): GaveUp => ({
        ...each, patient: patients[at] as never, entry: each.entries[0] ?? '', address: each.addresses[0] ?? '',
      })); // prettier-ignore
      await stage.settle();
      for (const word of ['1', '4', '3', null, '1', '1', '1']) {
        stage.pass(MINUTE);
        await receive(
          stage.services,
          gave.map(({ address, patient: who }) => stage.inbound(address, word ?? proofOf(who))),
        );
        await stage.settle();
      }
      stage.pass(73 * HOUR);
      await listOpen(stage);
      await checkAlive(stage, gave);
      await approveAll(stage);
      for (const { id } of (await dryRun(stage.services, stage.programme)).alarms)
        await signAlarm(stage.services, stage.programme, 'digera', id, 'looked');
      expect(await stage.services.store.proposals.countDocuments({ state: 'approved' })).toBe(people);
    }, 600_000);
    afterAll(async () => {
      await stage.close();
      await rm(folder, { recursive: true });
    });

    it('are in the file only when they said it after the last look, and then a coordinator has a task', async () => {
      // A clock that never says the same twice: what is before what is a number.
      const ticking = { now: () => (stage.pass(1), stage.clock.now()) };
      const services = stage.also({ clock: ticking });
      const out = join(folder, 'out.csv');
      const heardAt = new Map<string, number>();
      const speaking = async () => {
        for (let at = 0; at < withdrawing; at += AT_ONCE) {
          const some = gave.slice(at, Math.min(at + AT_ONCE, withdrawing));
          await receive(
            services,
            some.map(({ address }) => stage.inbound(address, 'si la necesito')),
          );
          await stage.settle(services, false);
          for (const { entry } of some) heardAt.set(entry, ticking.now());
        }
      };
      const leaving = async (): Promise<Exported> => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return exportSigte(services, stage.programme, { by: 'ana', out, resolver: RESOLVER });
      };
      const [exported] = await Promise.all([leaving(), speaking()]);

      const { store } = stage.services;
      const [batch] = await store.batches.find({ state: 'written' }).toArray();
      const closedAt = batch?.closedAt?.getTime() ?? 0;
      const text = exported.file ? await readFile(out, 'utf8') : '';
      const folios = new Set(
        text
          .trim()
          .split('\r\n')
          .slice(1)
          .map((row) => row.split(';').at(-1)),
      );
      expect(folios.size).toBe(exported.rows);
      const inFile = gave.filter(({ entry }) => folios.has(entry.split(':').at(-1)));
      const said = gave.slice(0, withdrawing);
      // Nobody whose word was heard before the last look.
      const tooLate = inFile.filter(({ entry }) => (heardAt.get(entry) ?? Infinity) < closedAt);
      expect(tooLate).toEqual([]);
      // Whoever said it and is in the file all the same has a task.
      const tasks = new Set(
        (await store.deskTasks.find({ reason: 'stillNeedsAfterExport' }).toArray()).map(({ entry }) => entry),
      );
      const forgotten = inFile.filter(({ entry }) => heardAt.has(entry) && !tasks.has(entry));
      expect(forgotten).toEqual([]);
      // Whoever said it and is not in the file is withdrawn for good.
      const states = new Map((await store.proposals.find({}).toArray()).map(({ entry, state }) => [entry, state]));
      const outside = said.filter(({ entry }) => !folios.has(entry.split(':').at(-1)));
      expect(new Set(outside.map(({ entry }) => states.get(entry)))).toEqual(
        new Set(outside.length > 0 ? ['withdrawn'] : []),
      );
      // Whoever said nothing is in it, or waits for the next one for a message of somebody at the same number.
      const silent = gave.slice(withdrawing);
      expect(silent.every(({ entry }) => ['exported', 'approved'].includes(states.get(entry) ?? ''))).toBe(true);
      expect(exported.rows).toBe([...states.values()].filter((state) => state === 'exported').length);
      process.stderr.write(
        `${withdrawing} withdrew: ${outside.length} before the file, ${said.length - outside.length} after it with a task; ${exported.rows} rows\n`,
      );
    }, 600_000);
  });
}
