/** SMS, then WhatsApp, then an operator: nothing is asked twice, and there is one outcome an entry. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserDoc } from '../../src/store/documents.js';
import { patient, proofOf } from '../support/people.js';
import { TestStage, type Placed } from '../support/services.js';
import { Call, operators } from './stage.js';

let stage: TestStage;
let ana: UserDoc;
beforeAll(async () => {
  stage = await TestStage.open();
  [ana] = (await operators(stage, ['ana'])) as [UserDoc];
});
afterAll(() => stage.close());

const TWO = [
  { enteredOn: '2022-01-10', careCode: '07-101', healthService: 23 },
  { enteredOn: '2023-03-10', careCode: '07-102', healthService: 23 },
] as const;

describe('what was begun by SMS and goes on in a call', () => {
  it('is asked on where it stood: nothing twice, one outcome an entry', async () => {
    const who = patient({ entries: TWO });
    const [{ person, addresses, entries }] = (await stage.add(who)) as [Placed];
    const [phone = ''] = addresses;
    await stage.settle();
    await stage.says(phone, '1'); // it is them
    await stage.says(phone, '1'); // the first is still needed
    expect(await stage.outcome(entries[0] ?? '')).toBe('stillNeeds');
    await stage.says(phone, { choice: 'no', text: null }, { channel: 'whatsapp' }); // of the second not, by WhatsApp
    expect((await stage.conversation(person)).state).toBe('reason');
    await stage.says(phone, 'quiero hablar con una persona', { channel: 'whatsapp' });
    expect(await stage.tasks(person)).toEqual(['call askedForPerson']);
    const before = stage.sent.length;

    const call = await Call.begin(stage, ana, phone);
    expect((await call.script()).text).toMatch(/^Buenos días\. Llamo del Ministerio/);
    let script = await call.hears('self');
    expect([script.expects, script.assurance]).toEqual(['identity', 1]);
    script = await call.types('1111 1943');
    expect(script.text).toContain('No coincide');
    script = await call.types(proofOf(who));
    // The first entry is not asked about again.
    expect(script.text).toContain('marzo de 2023');
    await call.hears('no');
    script = await call.hears('attendedElsewhere');
    expect(script.expects).toBe('place');
    script = await call.types('Clínica Alemana de Osorno');
    script = await call.types('marzo de 2025');
    script = await call.hears('remove');
    script = await call.hears('remove');
    expect(script.over).toBe(true);
    expect(await call.over()).toEqual({ is: 'settled' });
    expect(await stage.tasks(person)).toEqual(['call askedForPerson']);
    expect(await stage.services.store.deskTasks.countDocuments({ person, state: 'open' })).toBe(0);
    const outcomes = await stage.services.store.outcomes.find({ person }).sort({ at: 1 }).toArray();
    expect(outcomes.map(({ entry, is, channel }) => [entry, is, channel])).toEqual([
      [entries[0], 'stillNeeds', 'sms'],
      [entries[1], 'attendedElsewhere', 'operator'],
    ]);
    // Nothing was sent on any other channel, and what was proved on the phone proves nothing of who writes next.
    await stage.settle();
    expect(stage.sent.length).toBe(before);
    const doc = await stage.conversation(person);
    expect([doc.channel, doc.live, doc.held, doc.assurance]).toEqual(['whatsapp', false, null, 1]);
  });

  it('takes up the open question itself, with what had been answered of it', async () => {
    const who = patient();
    const [{ person, addresses, entries }] = (await stage.add(who)) as [Placed];
    const [phone = ''] = addresses;
    await stage.settle();
    await stage.says(phone, '1');
    await stage.says(phone, { choice: 'no', text: null }, { channel: 'whatsapp' });
    await stage.says(phone, { choice: 'attendedElsewhere', text: null }, { channel: 'whatsapp' });
    expect((await stage.conversation(person)).state).toBe('identity');
    await stage.services.store.deskTasks.insertOne({
      _id: `t:${person}`, programme: 'minsal', queue: 'call', reason: 'askedForPerson', person, entry: null, conversation: null, state: 'open',
      at: new Date(stage.clock.now()), dueAt: new Date(stage.clock.now()),
    }); // prettier-ignore
    const call = await Call.begin(stage, ana, phone);
    await call.hears('self');
    // The proof on the phone is the one that was being asked for.
    expect((await call.types(proofOf(who))).expects).toBe('place');
    // They write meanwhile: it is read by whoever speaks with them, and nothing answers.
    const sent = stage.sent.length;
    await stage.says(phone, 'ya estoy hablando con ustedes', { channel: 'whatsapp' });
    expect(stage.sent.length).toBe(sent);
    expect((await call.script()).meanwhile).toEqual([{ channel: 'whatsapp', text: 'ya estoy hablando con ustedes' }]);
    // The line breaks. On WhatsApp it goes on with that entry; what was proved on the phone proves nothing of whoever writes.
    expect((await call.over()).is).toBe('again');
    const doc = await stage.conversation(person);
    expect([doc.live, doc.channel, doc.state, doc.assurance, doc.held]).toEqual([true, 'whatsapp', 'need', 1, null]);
    expect(await stage.outcome(entries[0] ?? '')).toBeNull();
  });
});
