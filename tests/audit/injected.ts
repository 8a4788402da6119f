/** So many edits, removals and moves in the audit of a real database, one at a time: each is found where it is. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Random } from '../../src/domain/random.js';
import { sealHeads } from '../../src/audit/seal.js';
import { verifyAudit, type Bad } from '../../src/audit/verify.js';
import { logAct } from '../../src/store/logAct.js';
import type { AuditDoc } from '../../src/store/documents.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';

export function injected(times: number): void {
  describe(`${times} injected changes`, () => {
    let stage: TestStage;
    let rows: AuditDoc[];
    beforeAll(async () => {
      stage = await TestStage.open();
      const placed = await stage.add(patient(), patient(), patient());
      await stage.settle();
      for (const { addresses } of placed)
        for (const word of ['1', 'hola', 'si la necesito', '1']) await stage.says(addresses[0] ?? '', word);
      const { store, clock } = stage.services;
      for (let act = 0; act < 20; act += 1) await logAct(store, 'users', ['added', act], new Date(clock.now() + act));
      await sealHeads(store, clock.now() + 60_000);
      rows = await store.audit.find({}).sort({ stream: 1, seq: 1 }).toArray();
      expect(rows.length).toBeGreaterThan(30);
      expect(await verifyAudit(store)).toMatchObject({ ok: true, firstBad: null, events: rows.length, seals: 1 });
    });
    afterAll(() => stage.close());

    it('are each named by stream and number', async () => {
      const { audit } = stage.services.store;
      const random = new Random(7);
      const missed: unknown[] = [];
      for (let time = 0; time < times; time += 1) {
        const row = random.pick(rows);
        const how = random.pick(['event', 'link', 'at', 'remove', 'swap', 'id'] as const);
        const mine = rows.filter(({ stream }) => stream === row.stream);
        const other = mine.find(({ seq }) => seq === row.seq + 1) ?? mine.find(({ seq }) => seq === row.seq - 1);
        if (!other) continue;
        const lower = Math.min(row.seq, other.seq);
        const expected: Omit<Bad, 'what'> = { stream: row.stream, seq: how === 'swap' ? lower : row.seq };
        if (how === 'event')
          await audit.updateOne({ _id: row._id }, { $set: { event: row.event.replace(/.$/, ' ]') } });
        if (how === 'link')
          await audit.updateOne(
            { _id: row._id },
            { $set: { link: `${row.link.slice(0, -1)}${row.link.endsWith('A') ? 'B' : 'A'}` } },
          );
        if (how === 'at') await audit.updateOne({ _id: row._id }, { $set: { at: new Date(row.at.getTime() + 1) } });
        if (how === 'remove') await audit.deleteOne({ _id: row._id });
        if (how === 'swap') {
          const { _id: _a, ...first } = row;
          const { _id: _b, ...second } = other;
          await audit.replaceOne({ _id: row._id }, { ...second, seq: row.seq });
          await audit.replaceOne({ _id: other._id }, { ...first, seq: other.seq });
        }
        if (how === 'id') {
          await audit.deleteOne({ _id: row._id });
          await audit.insertOne({ ...row, _id: `x${row._id}` });
        }
        const { ok, firstBad } = await verifyAudit(stage.services.store);
        if (ok || firstBad?.stream !== expected.stream || firstBad.seq !== expected.seq)
          missed.push({ how, expected, firstBad });
        await audit.deleteMany({ _id: { $in: [row._id, other._id, `x${row._id}`] } });
        await audit.insertMany([row, other]);
      }
      expect(missed).toEqual([]);
      expect(await verifyAudit(stage.services.store)).toMatchObject({ ok: true });
    });
  });
}
