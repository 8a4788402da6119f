/** What a person may ask for, what a leak is answered with, and keys that are turned. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { propose } from '../../src/discharge/propose.js';
import { unfreezeUnmatched } from '../../src/discharge/deaths.js';
import { runCheckDigit } from '../../src/domain/document-number.js';
import { breachReport } from '../../src/rights/breach.js';
import { erase } from '../../src/rights/erase.js';
import { rotateKeys } from '../../src/rights/rotate.js';
import { everythingOf, personWith } from '../../src/rights/subject.js';
import { Vault } from '../../src/privacy/vault.js';
import { verifyAudit } from '../../src/audit/verify.js';
import { seededKeyring } from '../../src/simulate/keyring.js';
import { loadPersons } from '../../src/store/loadConversations.js';
import { patient } from '../support/people.js';
import { DAY, type TestStage } from '../support/services.js';
import { dischargeStage, giveUp, stateOf, toMorning, type GaveUp } from '../discharge/stage.js';

let stage: TestStage;
let folder: string;
beforeAll(async () => {
  stage = await dischargeStage();
  folder = await mkdtemp(join(tmpdir(), 'vigente-rights-'));
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

const documentOf = ({ patient: { run } }: GaveUp) => `${run}-${runCheckDigit(run)}`;
const one = async (): Promise<GaveUp> => (await giveUp(stage))[0] as GaveUp;

describe('a person', () => {
  it('is given everything that is kept about them', async () => {
    const who = await one();
    const person = await personWith(stage.services, stage.programme, documentOf(who));
    const all = JSON.stringify(await everythingOf(stage.services, stage.programme, person));
    for (const words of [
      'HORTENSIA',
      String(who.patient.run),
      'PASAJE LOS COPIHUES',
      'COXARTROSIS',
      'Ya no tengo el problema',
      'recovered',
      'Ley 19.628',
    ])
      expect(all).toContain(words);
    // Nothing that opens anything, and nobody else.
    expect(all).not.toMatch(/"key"|"secret"|"lease"/);
    await expect(personWith(stage.services, stage.programme, '12.345.678-0')).rejects.toMatchObject({
      code: 'document-wrong',
    });
  });

  it('is erased: no word, name or number of theirs is left, the audit holds, and a list does not bring them back', async () => {
    const who = await one();
    await propose(stage.services, stage.programme);
    const person = await personWith(stage.services, stage.programme, documentOf(who));
    await expect(erase(stage.services, stage.programme, person, 'ana', 'request 1')).rejects.toThrow(
      'whose part this is not',
    );
    const erased = await erase(stage.services, stage.programme, person, 'tic', 'request 1');
    expect(Object.keys(erased.removed)).toContain('inbound messages');
    expect(erased.kept.length).toBeGreaterThan(2);
    expect(await stateOf(stage, who.entry)).toBe('withdrawn');
    const { store } = stage.services;
    expect((await loadPersons(store, [who.person])).size).toBe(0);
    const doc = await store.persons.findOne({ _id: who.person });
    expect(doc).toMatchObject({ contacts: [], birthYear: 0, commune: '' });
    await expect(personWith(stage.services, stage.programme, documentOf(who))).rejects.toMatchObject({
      code: 'person-erased',
    });
    expect(await verifyAudit(store)).toMatchObject({ ok: true });
    // The same person in a new list: they stay erased, and nothing is sent.
    stage.sent = [];
    await stage.add(who.patient);
    await stage.settle();
    expect((await loadPersons(store, [who.person])).size).toBe(0);
    expect(stage.sent).toEqual([]);
    expect(await store.entries.countDocuments({ person: who.person })).toBe(1);
    // Twice is once, and the worker goes on for everybody else.
    await stage.wait(DAY);
  });

  it('is not erased while a discharge of theirs is at SIGTE', async () => {
    const who = await one();
    await propose(stage.services, stage.programme);
    await stage.services.store.proposals.updateOne({ entry: who.entry }, { $set: { state: 'exported' } });
    const person = await personWith(stage.services, stage.programme, documentOf(who));
    await expect(erase(stage.services, stage.programme, person, 'tic', 'x')).rejects.toMatchObject({
      code: 'discharge-under-way',
    });
    await stage.services.store.proposals.deleteOne({ entry: who.entry });
  });
});

describe('a leak', () => {
  it('is answered with who was exposed, with what, and until when it is told', async () => {
    const who = await one();
    const now = stage.clock.now();
    const out = join(folder, 'breach.csv');
    const report = await breachReport(
      stage.services,
      stage.programme,
      { kind: 'conversations', since: new Date(now - 4 * DAY), until: new Date(now) },
      out,
      now,
    );
    expect(report.people).toBeGreaterThan(0);
    expect(report.tellUntil).toBe(new Date(now + 72 * 3_600_000).toISOString());
    expect(await readFile(out, 'utf8')).toContain(String(who.patient.run));
    await expect(
      breachReport(stage.services, stage.programme, { kind: 'batch', batch: 'none' }, join(folder, 'x.csv'), now),
    ).rejects.toMatchObject({ code: 'breach-none' });
  });
});

describe('a reported death', () => {
  it('that nobody matches in ten working days becomes a call, and they are written to again', async () => {
    await toMorning(stage);
    const [placed] = await stage.add(patient());
    await stage.settle();
    await stage.says(placed?.addresses[0] ?? '', 'ella murio la semana pasada');
    const { store } = stage.services;
    const person = placed?.person ?? '';
    expect(await store.suppressions.findOne({ _id: `person:${person}` })).not.toBeNull();
    expect(await unfreezeUnmatched(stage.services, stage.programme)).toBe(0);
    stage.pass(9 * DAY);
    expect(await unfreezeUnmatched(stage.services, stage.programme)).toBe(0);
    stage.pass(9 * DAY);
    expect(await unfreezeUnmatched(stage.services, stage.programme)).toBe(1);
    expect(await store.suppressions.findOne({ _id: `person:${person}` })).toBeNull();
    expect(await stage.tasks(person)).toContain('call deathNotMatched');
    expect(await unfreezeUnmatched(stage.services, stage.programme)).toBe(0);
    expect(await store.proposals.countDocuments({ person })).toBe(0);
  });
});

describe('master keys', () => {
  it('are turned: everything opens with the new one alone', async () => {
    const { store } = stage.services;
    const old = seededKeyring(1);
    const fresh = { id: 'k2', key: Buffer.alloc(32, 7) };
    const both = new Vault({ master: [fresh, ...old.master], index: old.index });
    const rotated = await rotateKeys({ ...store, vault: both });
    expect(rotated.persons).toBeGreaterThan(2);
    expect(await rotateKeys({ ...store, vault: both })).toEqual({ persons: 0, conversations: 0 });
    const alone = { ...store, vault: new Vault({ master: [fresh], index: old.index }) };
    const readable = (await store.persons.find({}).toArray()).filter(({ contacts }) => contacts.length > 0);
    expect(
      (
        await loadPersons(
          alone,
          readable.map(({ _id }) => _id),
        )
      ).size,
    ).toBe(readable.length);
  });
});
