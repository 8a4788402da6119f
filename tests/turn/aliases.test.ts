import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OutboundMessage } from '../../src/channels/port.js';
import type { IdentityEvent, InboundEvent } from '../../src/domain/provider-event.js';
import { patient } from '../support/people.js';
import { MINUTE, TestStage, type Placed } from '../support/services.js';
import { bothPorts, letter, receipt, tell } from '../support/told.js';

let stage: TestStage;
let sent: OutboundMessage[];
beforeAll(async () => {
  const both = bothPorts();
  sent = both.sent;
  stage = await TestStage.open({ ports: both.ports });
});
afterAll(() => stage.close());

let people = 0;
/** Somebody who was asked by SMS; their number, and a user id of WhatsApp that nobody has seen. */
async function asked(): Promise<Placed & { readonly phone: string; readonly userId: string }> {
  people += 1;
  const phone = `+5697${String(1_000_000 + people * 13)}`;
  const [placed] = (await stage.add(patient({ phones: [phone] }))) as [Placed];
  await stage.settle();
  return { ...placed, phone, userId: userId() };
}
const userId = () => `CL.${7_000_000_000 + (people += 1)}`;

async function told(...events: Parameters<typeof tell>[2][]): Promise<void> {
  stage.pass(MINUTE);
  await tell(stage, 'whatsapp-cloud', ...events);
  await stage.settle();
}
/** Whose conversation a message came to; null = of somebody unknown. */
async function personOf({ messageId, channel }: InboundEvent): Promise<string | null> {
  const id = `${channel}:wamid:${stage.services.store.vault.blindIndex('message', messageId)}`;
  const doc = await stage.services.store.messages.findOne({ _id: id });
  if (!doc) throw new Error('the message was not applied');
  return doc.person;
}
const identity = (over: Partial<IdentityEvent>): IdentityEvent => ({
  kind: 'identity', channel: 'whatsapp', messageId: `wamid.system${(people += 1)}`, from: null, newFrom: null, previousUserId: null, userId: null,
  ...over,
}); // prettier-ignore
/** Somebody whose user id is known. */
async function known() {
  const person = await asked();
  await told(letter(person.phone, { userId: person.userId }));
  return person;
}

describe('a number that is hidden', () => {
  it('is found by the user id that an earlier message brought with it', async () => {
    const person = await known();
    const hidden = letter(null, { userId: person.userId, text: '1' });
    await told(hidden);
    expect(await personOf(hidden)).toBe(person.person);
    expect(sent.at(-1)).toMatchObject({ to: person.phone });
  });

  it('is found also when both messages arrive together', async () => {
    const person = await asked();
    const hidden = letter(null, { userId: person.userId, text: '1' });
    await told(letter(person.phone, { userId: person.userId }), hidden);
    expect(await personOf(hidden)).toBe(person.person);
    const later = letter(null, { userId: person.userId });
    await told(later);
    expect(await personOf(later)).toBe(person.person);
  });

  it('is found by the user id that a receipt brought with it', async () => {
    const person = await asked();
    await told(receipt('delivered', { channel: 'whatsapp', messageId: 'wamid.out', to: person.phone, userId: person.userId })); // prettier-ignore
    const hidden = letter(null, { userId: person.userId, text: '1' });
    await told(hidden);
    expect(await personOf(hidden)).toBe(person.person);
  });
});

describe('somebody nobody knows', () => {
  it('is answered at the user id where that is all we have', async () => {
    const id = userId();
    const hidden = letter(null, { userId: id });
    const before = sent.length;
    await told(hidden);
    expect(await personOf(hidden)).toBeNull();
    expect(sent.slice(before)).toMatchObject([{ to: id, person: null }]);
    const next = letter(null, { userId: id, text: 'quien es' });
    await told(next);
    const conversations = stage.services.store.conversations;
    expect(await conversations.countDocuments({ address: stage.address(id) })).toBe(1);
  });

  it('is answered at the phone they wrote from', async () => {
    const before = sent.length;
    await told(letter('+56979999901'));
    expect(sent.slice(before)).toMatchObject([{ to: '+56979999901', person: null }]);
  });
});

describe('a person who changes', () => {
  it('their user id is followed', async () => {
    const person = await known();
    const fresh = userId();
    await told(identity({ previousUserId: person.userId, userId: fresh }));
    const hidden = letter(null, { userId: fresh, text: '1' });
    await told(hidden);
    expect(await personOf(hidden)).toBe(person.person);
  });

  it('their number is tied to nobody at the new one, and somebody looks', async () => {
    const person = await known();
    const fresh = userId();
    const changed = identity({
      from: person.phone,
      newFrom: '+56979999902',
      previousUserId: person.userId,
      userId: fresh,
    });
    await told(changed);
    await told(changed); // told again
    expect(await stage.tasks(person.person)).toEqual(['review numberChanged']);
    for (const stranger of [
      letter('+56979999902', { userId: fresh }),
      letter(null, { userId: fresh }),
      letter(null, { userId: person.userId }),
    ]) {
      await told(stranger);
      expect(await personOf(stranger)).toBeNull();
    }
    const same = letter(person.phone);
    await told(same);
    expect(await personOf(same)).toBe(person.person); // the old number keeps what it had
  });
});

describe('one line', () => {
  it.each([
    ['Argentina', '+543884110007', '+5493884110007'],
    ['Mexico', '+525541100077', '+5215541100077'],
  ])('is one in %s, with and without the digit that WhatsApp adds', async (_, phone, whatsapp) => {
    const [placed] = (await stage.add(patient({ phones: [phone] }))) as [Placed];
    await stage.settle();
    const words = letter(whatsapp, { text: '1' });
    await told(words);
    expect(await personOf(words)).toBe(placed.person);
    expect(sent.at(-1)).toMatchObject({ to: phone, person: placed.person }); // the number of the list
  });
});
