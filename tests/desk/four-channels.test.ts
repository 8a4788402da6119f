/** Begun by SMS, gone on with in WhatsApp, finished half in the portal and half by an operator: nothing is asked twice, one outcome an entry. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { enterTalk, sayInTalk } from '../../src/portal/talk.js';
import { talkOf } from '../../src/store/queries/talkOf.js';
import type { UserDoc } from '../../src/store/documents.js';
import { patient, proofOf } from '../support/people.js';
import { TestStage, type Placed } from '../support/services.js';
import { personOf, visitorOf } from '../portal/stage.js';
import { Call, operators } from './stage.js';

let stage: TestStage;
let ana: UserDoc;
beforeAll(async () => {
  stage = await TestStage.open();
  [ana] = (await operators(stage, ['ana'])) as [UserDoc];
});
afterAll(() => stage.close());

it('four channels, one conversation', async () => {
  const who = patient({
    entries: [
      { enteredOn: '2022-03-10', careCode: '07-101', healthService: 23 },
      { enteredOn: '2023-06-10', careCode: '07-102', healthService: 23 },
      { enteredOn: '2024-01-10', careCode: '07-103', healthService: 23 },
    ],
  });
  const [placed] = (await stage.add(who)) as [Placed];
  const { person, entries, addresses } = placed;
  const [phone = ''] = addresses;
  await stage.settle();
  await stage.says(phone, '1', { channel: 'sms' }); // it is me
  await stage.says(phone, { text: 'sí, la sigo necesitando' }, { channel: 'whatsapp' }); // the first

  // The second in the portal.
  stage.pass(60_000);
  const talk = await enterTalk(stage.services, await visitorOf(stage, placed, 1));
  expect(talk?.conversation.channel).toBe('portal');
  expect(talk?.conversation.context.current).toBe(entries[1]);
  if (!talk) throw new Error('no conversation');
  stage.pass(1_000);
  const shown = `${talk.conversation.id}-${talk.conversation.askedIn.at(-1)}`;
  await sayInTalk(stage.services, talk, { text: null, choice: 'postpone', media: null, shown });
  await stage.settle();
  expect(await stage.outcome(entries[1] ?? '')).toBe('postpones');

  // They would rather talk; the third by telephone.
  stage.pass(60_000);
  await stage.says(phone, 'quiero hablar con una persona', { channel: 'whatsapp' });
  expect(await stage.tasks(person)).toContain('call askedForPerson');
  const sent = stage.sent.length;
  const call = await Call.begin(stage, ana, phone);
  await call.hears('self');
  let script = await call.types(proofOf(who));
  expect(script.text).toContain('enero de 2024'); // neither the first nor the second
  await call.hears('no');
  script = await call.hears('attendedElsewhere');
  await call.types('Clínica Alemana de Osorno');
  await call.types('marzo de 2025');
  await call.hears('remove');
  script = await call.hears('remove');
  expect(script.over).toBe(true);
  await call.over();
  await stage.settle();
  expect(stage.sent.length).toBe(sent); // the program kept silent meanwhile

  const outcomes = await stage.services.store.outcomes.find({ person }).sort({ at: 1 }).toArray();
  expect(outcomes.map(({ entry, is, channel }) => [entry, is, channel])).toEqual([
    [entries[0], 'stillNeeds', 'whatsapp'],
    [entries[1], 'postpones', 'portal'],
    [entries[2], 'attendedElsewhere', 'operator'],
  ]);
  expect(await stage.services.store.conversations.countDocuments({ person })).toBe(1);
  // Each need was asked once, whatever it was asked on.
  const texts = (await talkOf(stage.services.store, await personOf(stage, placed)))
    .filter(({ by }) => by === 'vigente')
    .map(({ text }) => text);
  expect(texts.filter((text) => text.includes('marzo de 2022'))).toHaveLength(1);
  // It stood open on WhatsApp when they opened the portal, and is shown there again.
  expect(texts.filter((text) => text.includes('junio de 2023'))).toHaveLength(2);
});
