import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { patient } from '../support/people.js';
import { DAY, TestStage, type Placed } from '../support/services.js';

/** A programme whose law wants a yes before the first message on WhatsApp. */
let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open({ programme: { whatsappLeave: 'ask' } });
});
afterAll(() => stage.close());

const sentTo = ({ person }: Placed) =>
  stage.sent.filter((message) => message.person === person).map(({ channel, keys }) => `${channel} ${keys.join(' ')}`);
const contactOf = async ({ person }: Placed) =>
  (await stage.services.store.persons.findOne({ _id: person }))?.contacts[0];
const says = (placed: Placed, text: string) => stage.says(placed.addresses[0] ?? '', text);
async function asked(): Promise<Placed> {
  const [placed] = (await stage.add(patient())) as [Placed];
  await stage.settle();
  return placed;
}

describe('leave to write on WhatsApp', () => {
  it('is asked for once, by SMS, of the person who has said who they are', async () => {
    const placed = await asked();
    await says(placed, '1');
    await says(placed, '1');
    await says(placed, 'asdf qwer');
    expect(sentTo(placed).filter((said) => said.includes('whatsapp.ask'))).toHaveLength(1);
    expect(sentTo(placed).slice(0, 3)).toEqual(['sms who.ask', 'sms whatsapp.ask', 'sms need.ask']);
  });

  it('is kept with the number when it is given: when, and in which message', async () => {
    const placed = await asked();
    await says(placed, '1');
    await says(placed, 'si');
    const contact = await contactOf(placed);
    const yes = await stage.services.store.messages.findOne(
      { person: placed.person, direction: 'in' },
      { sort: { turn: -1 } },
    );
    expect(contact?.whatsappOptIn).toEqual({ at: new Date(stage.clock.now()), inboundId: yes?._id });
    expect(contact?.history?.map(({ why }) => why)).toContain('whatsappAllowed');
  });

  it.each(['2', 'no', 'asdf qwer'])(
    'is not given by "%s", and the question about the care goes on by SMS',
    async (answer) => {
      const placed = await asked();
      await says(placed, '1');
      await says(placed, answer);
      expect((await contactOf(placed))?.whatsappOptIn).toBeUndefined();
      expect(sentTo(placed).at(-1)).toBe('sms need.ask');
    },
  );

  it('that nobody gave keeps WhatsApp closed: after a silent SMS a person calls', async () => {
    const placed = await asked();
    await stage.wait(8 * DAY);
    expect(sentTo(placed).filter((said) => said.startsWith('whatsapp'))).toEqual([]);
    expect(await stage.tasks(placed.person)).toEqual(['call unknownPerson']);
    // Two attempts over one channel are too few to say that somebody cannot be located: the call decides.
    expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
    const person = await stage.services.store.persons.findOne({ _id: placed.person });
    expect(person?.asking.state).toBe('calling');
  });

  it('given earlier counts: after a silent SMS they are written to there, and not asked for it again', async () => {
    const [placed] = (await stage.add(patient())) as [Placed];
    await stage.services.store.persons.updateOne(
      { _id: placed.person },
      { $set: { 'contacts.0.whatsappOptIn': { at: new Date(), inboundId: 'sms:earlier' } } },
    );
    await stage.settle();
    await stage.wait(6 * DAY);
    expect(sentTo(placed)).toContain('whatsapp who.ask');
    await stage.says(placed.addresses[0] ?? '', { choice: 'self' }, { channel: 'whatsapp' });
    expect(sentTo(placed).filter((said) => said.includes('whatsapp.ask'))).toEqual([]);
  });
});
