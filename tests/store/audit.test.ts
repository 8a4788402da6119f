import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { firstBadLink, verifyChain } from '../support/audit-chain.js';
import type { AuditDoc } from '../../src/store/documents.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';

let stage: TestStage;
let stream = '';
let rows: AuditDoc[] = [];
beforeAll(async () => {
  stage = await TestStage.open();
  const [placed] = await stage.add(patient());
  await stage.settle();
  for (const text of ['1', '4', '2', 'quiero hablar con alguien']) await stage.says(placed?.addresses[0] ?? '', text);
  stream = (await stage.conversation(placed?.person ?? ''))._id;
  rows = await stage.services.store.audit.find({ stream }).sort({ seq: 1 }).toArray();
});
afterAll(() => stage.close());
beforeEach(async () => {
  const { audit } = stage.services.store;
  await audit.deleteMany({ stream });
  await audit.insertMany(rows);
});

const id = (seq: number) => `${stream}:${seq}`;

describe('the audit chain', () => {
  it('is whole after a conversation, and holds no word of it', async () => {
    expect(rows).toHaveLength(5);
    expect(await firstBadLink(stage.services.store, stream)).toBeNull();
    expect(JSON.stringify(rows)).not.toMatch(/hablar|HORTENSIA|QUILAQUEO/i);
  });

  it.each([
    ['an edited event', 3, 3],
    ['an edited first event', 1, 1],
    ['an edited last event', 5, 5],
  ])('names the place of %s', async (_what, seq, found) => {
    const event = (rows[seq - 1]?.event ?? '').replace('"', "'");
    await stage.services.store.audit.updateOne({ _id: id(seq) }, { $set: { event } });
    expect(await firstBadLink(stage.services.store, stream)).toBe(found);
  });

  it.each([1, 3, 5])('names the place of a removed event: %s', async (seq) => {
    await stage.services.store.audit.deleteOne({ _id: id(seq) });
    expect(await firstBadLink(stage.services.store, stream)).toBe(seq);
  });

  it('names the first of two events that changed places', async () => {
    const { audit } = stage.services.store;
    const [third, fourth] = [rows[2] as AuditDoc, rows[3] as AuditDoc];
    await audit.updateOne({ _id: id(3) }, { $set: { event: fourth.event, link: fourth.link } });
    await audit.updateOne({ _id: id(4) }, { $set: { event: third.event, link: third.link } });
    expect(await firstBadLink(stage.services.store, stream)).toBe(3);
  });

  it.each(['a link of their own', 'a link made with our key'])(
    'names an event that somebody appended with %s',
    async (how) => {
      const { audit, vault } = stage.services.store;
      const event = '[6,"said"]';
      const link = how.includes('our key')
        ? vault.auditLink(rows[4]?.link ?? '', stream, 6, event, rows[5]?.at.getTime() ?? 0)
        : 'AAAA';
      await audit.insertOne({ _id: id(6), stream, seq: 6, at: new Date(), event, link });
      expect(await firstBadLink(stage.services.store, stream)).toBe(6);
      expect(await verifyChain(stage.services.store, stream)).toBe(false);
    },
  );

  it('is not whole when everything was removed', async () => {
    await stage.services.store.audit.deleteMany({ stream });
    expect(await firstBadLink(stage.services.store, stream)).toBe(1);
  });
});
