import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sealHeads } from '../../src/audit/seal.js';
import { signedHead, verifyAudit } from '../../src/audit/verify.js';
import { logAct } from '../../src/store/logAct.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';
import { injected } from './injected.js';

injected(60);

describe('an audit that is checked while people answer', () => {
  it('is whole at every moment', async () => {
    const stage = await TestStage.open();
    try {
      const placed = await stage.add(...Array.from({ length: 5 }, () => patient()));
      await stage.settle();
      let answering = true;
      const answers = async () => {
        for (const words of ['1', 'hola', 'si la necesito'])
          for (const { addresses } of placed) await stage.says(addresses[0] ?? '', words);
        answering = false;
      };
      const checks = async () => {
        let checked = 0;
        while (answering) {
          await sealHeads(stage.services.store, stage.clock.now());
          expect(await verifyAudit(stage.services.store)).toMatchObject({ ok: true, firstBad: null });
          checked += 1;
        }
        return checked;
      };
      const [, checked] = await Promise.all([answers(), checks()]);
      expect(checked).toBeGreaterThan(3);
    } finally {
      await stage.close();
    }
  });
});

describe('what was cut off or made anew', () => {
  let stage: TestStage;
  beforeAll(async () => {
    stage = await TestStage.open();
    const [placed] = await stage.add(patient());
    await stage.settle();
    await stage.says(placed?.addresses[0] ?? '', '1');
    for (let act = 0; act < 5; act += 1)
      await logAct(stage.services.store, 'users', ['added', act], new Date(stage.clock.now()));
    await sealHeads(stage.services.store, stage.clock.now());
  });
  afterAll(() => stage.close());

  it('seals nothing twice', async () => {
    expect(await sealHeads(stage.services.store, stage.clock.now() + 2)).toBe(0);
  });

  it('is found by the seals, where no document keeps the head', async () => {
    const { audit, store } = { audit: stage.services.store.audit, store: stage.services.store };
    const last = await audit.findOne({ _id: 'users:5' });
    await audit.deleteOne({ _id: 'users:5' });
    expect((await verifyAudit(store)).firstBad).toEqual({ stream: 'users', seq: 5, what: 'cut' });
    if (last) await audit.insertOne(last);
    expect((await verifyAudit(store)).ok).toBe(true);
  });

  it('is found by a head kept outside, even when somebody with our keys made all seals anew', async () => {
    const { store } = stage.services;
    const outside = await signedHead(store);
    if (!outside) throw new Error('nothing is sealed');
    expect((await verifyAudit(store, outside)).ok).toBe(true);
    await logAct(store, 'users', ['added', 99], new Date(stage.clock.now()));
    await store.seals.deleteMany({});
    await sealHeads(store, stage.clock.now());
    expect((await verifyAudit(store)).ok).toBe(true);
    expect((await verifyAudit(store, outside)).firstBad).toMatchObject({ stream: 'seals', what: 'seal' });
    expect((await verifyAudit(store, { ...outside, root: 'forged' })).ok).toBe(false);
  });

  it('is found when a seal is edited or taken out', async () => {
    const { store } = stage.services;
    await logAct(store, 'users', ['added', 100], new Date(stage.clock.now()));
    await sealHeads(store, stage.clock.now() + 1);
    const [first, second] = await store.seals.find({}).sort({ _id: 1 }).toArray();
    await store.seals.updateOne({ _id: second?._id ?? '' }, { $set: { root: 'x' } });
    expect((await verifyAudit(store)).firstBad).toEqual({ stream: 'seals', seq: 2, what: 'seal' });
    await store.seals.updateOne({ _id: second?._id ?? '' }, { $set: { root: second?.root ?? '' } });
    await store.seals.deleteOne({ _id: first?._id ?? '' });
    expect((await verifyAudit(store)).ok).toBe(false);
  });
});
