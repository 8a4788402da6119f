import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  correct,
  declareIncident,
  endIncident,
  leaveChannel,
  reachedBy,
  returnProposals,
} from '../../src/campaigns/incident.js';
import { startPeople } from '../../src/campaigns/start.js';
import { patient, proofOf } from '../support/people.js';
import { DAY, HOUR, TestStage, type Placed } from '../support/services.js';

describe('an incident', () => {
  let stage: TestStage;
  beforeEach(async () => {
    stage = await TestStage.open();
  });
  afterEach(() => stage.close());
  const phone = (placed: Placed | undefined) => placed?.addresses[0] ?? '';
  const since = () => new Date(stage.clock.now());

  it('stops what opens and reminds, answers with a banner, and lets everything go on at its end', async () => {
    const { services } = stage;
    const [one, two] = await stage.add(patient(), patient());
    await stage.settle();
    expect(stage.sent).toHaveLength(2);
    await declareIncident(services, {
      by: 'Ana',
      why: 'wrong name',
      banner: 'Hubo un error en un mensaje anterior, disculpe.',
    });
    stage.sent = [];
    await stage.says(phone(one), '1');
    await stage.says(phone(one), '1');
    expect(stage.sent.map(({ text }) => text.startsWith('Hubo un error'))).toEqual([true, false]);
    stage.sent = [];
    await stage.wait(3 * DAY);
    expect(stage.sent.filter(({ kind }) => kind === 'first' || kind === 'reminder')).toEqual([]);
    await endIncident(services, 'Ana');
    await stage.settle();
    expect(stage.sent.filter(({ address }) => address === phone(two)).length).toBeGreaterThan(0);
    await expect(endIncident(services, 'Ana')).rejects.toThrow('no incident');
  });

  it('says the correction to exactly those who got the words, once, and not after a STOP', async () => {
    const { services, programme } = stage;
    const before = await stage.add(patient());
    await stage.settle();
    stage.pass(HOUR);
    const from = since();
    const [one, two] = await stage.add(patient(), patient());
    await stage.settle();
    await stage.says(phone(two), 'BAJA');
    const which = { since: from, until: since(), key: 'who.ask' };
    expect(await reachedBy(services, programme, which)).toMatchObject({
      people: 2,
      messages: { 'who.ask sms sent': 2 },
    });
    stage.sent = [];
    const words = { name: 'one', text: 'El mensaje de hoy tenía un error, disculpe.' };
    await correct(services, programme, which, words);
    await correct(services, programme, which, words);
    await stage.settle();
    expect(stage.sent.map(({ address }) => address)).toEqual([phone(one)]);
    expect(stage.sent[0]?.text).toContain('El mensaje de hoy tenia un error');
    expect(stage.sent.some(({ address }) => address === phone(before[0]))).toBe(false);
    // The open question is still open.
    await stage.says(phone(one), '1');
    expect(stage.sent.at(-1)?.keys).toEqual(['need.ask']);
    await expect(correct(services, programme, which, { name: 'x', text: 'vea http://x.cl' })).rejects.toThrow('link');
  });

  it('takes proposals since then back to review, and "I do need it" still withdraws them', async () => {
    const { services, programme } = stage;
    const who = patient();
    const [one] = await stage.add(who);
    const from = since();
    await stage.settle();
    for (const words of ['1', '4', '3', proofOf(who), '1', '1']) await stage.says(phone(one), words);
    expect(await services.store.proposals.countDocuments({ state: 'proposed' })).toBe(1);
    expect(await returnProposals(services, programme, from)).toBe(1);
    expect(await returnProposals(services, programme, from)).toBe(0);
    expect(await stage.tasks(one?.person ?? '')).toContain('review incident');
    await stage.says(phone(one), 'sí la necesito');
    expect((await services.store.proposals.find({}).toArray()).map(({ state }) => state)).toEqual(['withdrawn']);
  });

  it('moves what is open on WhatsApp to SMS, the question with it', async () => {
    const { services, programme } = stage;
    const [one] = await stage.add(patient());
    await startPeople(services);
    await stage.wait(6 * DAY);
    const doc = await stage.conversation(one?.person ?? '');
    expect(doc.channel).toBe('whatsapp');
    await stage.says(phone(one), '1', { channel: 'whatsapp' });
    stage.sent = [];
    expect(await leaveChannel(services, programme, 'whatsapp')).toBe(1);
    await stage.settle();
    expect(stage.sent.map(({ channel, keys }) => [channel, ...keys])).toEqual([['sms', 'need.ask']]);
    expect(await leaveChannel(services, programme, 'whatsapp')).toBe(0);
  });
});
