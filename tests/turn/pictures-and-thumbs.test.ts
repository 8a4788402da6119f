import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InboundEvent } from '../../src/domain/provider-event.js';
import { letterOf } from '../../src/turn/letter.js';
import { receive } from '../../src/turn/receive.js';
import { patient } from '../support/people.js';
import { MINUTE, TestStage, type Placed } from '../support/services.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

const BASE: InboundEvent = {
  kind: 'inbound', channel: 'whatsapp', messageId: '', from: null, userId: null, to: null, type: 'text', text: '',
}; // prettier-ignore

/** A person who is being asked whether the care is still needed. */
async function asked(): Promise<Placed> {
  const [placed] = (await stage.add(patient())) as [Placed];
  await stage.settle();
  await stage.says(placed.addresses[0] ?? '', '1', { channel: 'whatsapp' });
  return placed;
}

/** As the provider's parser hands it in. */
async function sends(placed: Placed, event: Partial<InboundEvent>): Promise<void> {
  stage.pass(MINUTE);
  const { said } = letterOf({ ...BASE, ...event }, 'whatsapp-cloud');
  await receive(stage.services, [stage.inbound(placed.addresses[0] ?? '', said, { channel: 'whatsapp' })]);
  await stage.settle();
}
const answers = ({ person }: Placed) =>
  stage.sent
    .filter((message) => message.person === person)
    .slice(2)
    .map(({ keys }) => keys.join(' '));
const doc = ({ person }: Placed) => stage.conversation(person);

describe('what is no answer and no misunderstanding', () => {
  it.each([
    ['a thumb', { type: 'reaction', text: '👍' }],
    ['a thumb down', { type: 'reaction', text: '👎' }],
    ['words taken back', { type: 'text', text: 'no la necesito', change: 'deletion' }],
    ['a chat that was opened', { type: 'unknown', text: '' }],
  ] as const)('%s only puts the question again, however often', async (_what, event) => {
    const placed = await asked();
    for (let n = 0; n < 3; n += 1) await sends(placed, event);
    expect(answers(placed)).toEqual(['need.ask', 'need.ask', 'need.ask']);
    expect((await doc(placed)).state).toBe('need');
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    expect(await stage.tasks(placed.person)).toEqual([]);
  });
});

describe('what cannot be understood', () => {
  it.each([
    ['a sticker', { type: 'sticker', text: '' }],
    ['words that were corrected', { type: 'text', text: 'no la necesito', change: 'edit' }],
    ['a place on the map', { type: 'location', text: '' }],
  ] as const)('%s is asked about in other words once, then a person calls', async (_what, event) => {
    const placed = await asked();
    await sends(placed, event);
    expect(answers(placed)).toEqual(['need.ask.again']);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    await sends(placed, event);
    expect(answers(placed).at(-1)).toBe('unclear.person');
    expect(await stage.tasks(placed.person)).toEqual(['call notUnderstood']);
  });
});

describe('a file', () => {
  it.each([
    ['a photo', { type: 'image', text: 'mi orden' }, 'media.photo need.ask', ['listen photo']],
    ['a document', { type: 'document', text: '' }, 'media.photo need.ask', ['listen photo']],
    ['a voice note', { type: 'audio', text: '' }, 'media.voice', ['listen voiceNote']],
  ] as const)('goes to a person, and its words answer nothing: %s', async (_what, event, keys, tasks) => {
    const placed = await asked();
    await sends(placed, event);
    expect(answers(placed)).toEqual([keys]);
    expect(await stage.tasks(placed.person)).toEqual(tasks);
    expect((await doc(placed)).state).toBe('need');
  });

  it.each(['no la necesito', 'ya me operaron', '4'])('with the words "%s" below it removes nobody', async (text) => {
    const placed = await asked();
    await sends(placed, { type: 'image', text });
    expect((await doc(placed)).state).toBe('need');
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
  });

  it.each(['STOP', 'no me escriban más'])('with "%s" below it stops', async (text) => {
    const placed = await asked();
    await sends(placed, { type: 'image', text });
    expect((await doc(placed)).ended).toBe('stopped');
    expect(await stage.services.store.suppressions.findOne({ _id: `number:${placed.addresses[0]}` })).not.toBeNull();
  });

  it('with an emergency below it gets help at once', async () => {
    const placed = await asked();
    await sends(placed, { type: 'image', text: 'no puedo respirar, me siento morir' });
    expect(answers(placed)).toEqual(['emergency']);
    expect(await stage.tasks(placed.person)).toEqual(['emergency emergency']);
  });

  it('with news of a death, or a wish for a person, below it is heard', async () => {
    const [death, person] = [await asked(), await asked()];
    await sends(death, { type: 'image', text: 'ella falleció' });
    expect((await doc(death)).ended).toBe('deceased');
    await sends(person, { type: 'image', text: 'quiero hablar con una persona' });
    expect(await stage.tasks(person.person)).toContain('call askedForPerson');
  });
});

describe('words that were changed afterwards', () => {
  it('stop when they now say STOP, and do not when the STOP was taken back', async () => {
    const [edited, deleted] = [await asked(), await asked()];
    await sends(edited, { type: 'text', text: 'STOP', change: 'edit' });
    expect((await doc(edited)).ended).toBe('stopped');
    await sends(deleted, { type: 'text', text: 'STOP', change: 'deletion' });
    expect((await doc(deleted)).live).toBe(true);
  });
});

describe('a contact card', () => {
  it('is a number at which the person can be called', async () => {
    const placed = await asked();
    await sends(placed, { type: 'contacts', contacts: [{ name: 'Hija', phones: ['+56987654321'] }] });
    expect(answers(placed)).toEqual(['contact.noted need.ask']);
    const person = await stage.services.store.persons.findOne({ _id: placed.person });
    expect(person?.reported?.map(({ what }) => what)).toEqual(['newPhone']);
  });

  it('without a number goes to a person', async () => {
    const placed = await asked();
    await sends(placed, { type: 'contacts', contacts: [{ name: 'Hija', phones: [] }] });
    expect(await stage.tasks(placed.person)).toEqual(['listen photo']);
  });
});
