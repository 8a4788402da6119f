import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPeople } from '../../src/campaigns/start.js';
import { ABANDONED_AFTER, claimAddresses } from '../../src/store/addresses.js';
import { applyReceived, receive } from '../../src/turn/receive.js';
import { patient } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

describe('a number has at most one live conversation', () => {
  it('however many claim it at once: in one batch, and from fifty sides', async () => {
    const { store } = stage.services;
    const claims = Array.from({ length: 50 }, (_, n) => ({ address: 'raced', conversation: `racer${n}` }));
    const won = await Promise.all(claims.map((claim) => claimAddresses(store, [claim], stage.clock.now())));
    const winners = won.flatMap((ids) => [...ids]);
    expect(winners).toHaveLength(1);
    expect((await store.addresses.findOne({ _id: 'raced' }))?.live).toBe(winners[0]);
    const batch = claims.map((claim) => ({ ...claim, address: 'raced in a batch' }));
    expect((await claimAddresses(store, batch, stage.clock.now())).size).toBe(1);
  });

  it('two on one phone: the second waits until the first is done, then it is their turn', async () => {
    const phone = '+56962000005';
    const both = await stage.add(patient({ phones: [phone] }), patient({ phones: [phone] }));
    await stage.settle();
    const live = await stage.services.store.conversations.find({ address: stage.address(phone), live: true }).toArray();
    expect(live).toHaveLength(1);
    const first = live[0]?.person ?? '';
    const second = both.find(({ person }) => person !== first)?.person ?? '';
    const sentTo = (person: string) => stage.sent.filter((message) => message.person === person).length;
    await stage.wait(DAY);
    expect(sentTo(second)).toBe(0);
    for (const text of ['1', '1', '1']) await stage.says(stage.address(phone), text);
    expect((await stage.conversation(first)).live).toBe(false);
    await stage.wait(DAY);
    expect(sentTo(second)).toBe(1);
    expect(await stage.services.store.conversations.countDocuments({ address: stage.address(phone), live: true })).toBe(
      1,
    );
  });

  it('takes over the claim of a conversation that was never written, and no younger one', async () => {
    const { store } = stage.services;
    await claimAddresses(store, [{ address: 'left', conversation: 'dead' }], stage.clock.now());
    const mine = [{ address: 'left', conversation: 'mine' }];
    expect((await claimAddresses(store, mine, stage.clock.now() + ABANDONED_AFTER)).size).toBe(0);
    expect([...(await claimAddresses(store, mine, stage.clock.now() + ABANDONED_AFTER + 1))]).toEqual(['mine']);
  });

  it('does not take a number from a conversation that is live, however old', async () => {
    const [placed] = await stage.add(patient());
    await stage.settle();
    const address = placed?.addresses[0] ?? '';
    expect(
      (await claimAddresses(stage.services.store, [{ address, conversation: 'thief' }], stage.clock.now() + DAY)).size,
    ).toBe(0);
  });

  it("words that would wake a finished conversation wait while its number is somebody else's", async () => {
    const phone = '+56962000105';
    const [placed] = await stage.add(patient({ phones: [phone] }));
    await stage.settle();
    for (const text of ['1', '4', '2']) await stage.says(stage.address(phone), text); // asked for the proof
    await stage.says(stage.address(phone), 'soy la hija');
    await stage.says(stage.address(phone), '1');
    expect((await stage.conversation(placed?.person ?? '')).live).toBe(false);
    const ended = (await stage.conversation(placed?.person ?? ''))._id;
    // Between the look at the number and the commit somebody else begins there.
    const { store } = stage.services;
    await receive(stage.services, [stage.inbound(stage.address(phone), 'soy yo', { saidAt: stage.clock.now() + 1 })]);
    const racing = new Proxy(store.conversations, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== 'find') return value.bind(target) as unknown;
        return (...given: unknown[]) => {
          void claimAddresses(store, [{ address: stage.address(phone), conversation: 'rival' }], stage.clock.now());
          return value.apply(target, given) as unknown;
        };
      },
    });
    await store.addresses.updateOne({ _id: stage.address(phone) }, { $set: { live: null } });
    await applyReceived(stage.also({ store: { ...store, conversations: racing } }));
    const holder = (await store.addresses.findOne({ _id: stage.address(phone) }))?.live;
    const live = (await store.conversations.find({ address: stage.address(phone), live: true }).toArray()).map(
      ({ _id }) => _id,
    );
    expect(live.length === 0 || (live.length === 1 && live[0] === holder)).toBe(true);
    if (holder === 'rival') expect(await store.conversations.countDocuments({ _id: ended, live: true })).toBe(0);
  });
});

describe('a message is never lost with the conversation it belongs to', () => {
  it('one that arrives between the claim of a number and its first turn is applied once that turn is there', async () => {
    const [placed] = await stage.add(patient());
    const address = placed?.addresses[0] ?? '';
    const { store } = stage.services;
    // A worker died (or is slow) after it claimed the number.
    await claimAddresses(store, [{ address, conversation: 'phantom' }], stage.clock.now());
    await receive(stage.services, [stage.inbound(address, 'no me escriban mas')]);
    await applyReceived(stage.services);
    expect(await store.inbound.countDocuments({ address, state: 'received' })).toBe(1);
    stage.pass(ABANDONED_AFTER + 1);
    await stage.settle();
    expect(await store.inbound.countDocuments({ address, state: 'received' })).toBe(0);
    expect(await store.suppressions.findOne({ _id: `number:${address}` })).not.toBeNull();
  });

  it('one of a person who was erased meanwhile reaches the desk as that of somebody unknown', async () => {
    const [placed] = await stage.add(patient());
    await stage.settle();
    const { store } = stage.services;
    await store.persons.deleteOne({ _id: placed?.person ?? '' });
    const address = placed?.addresses[0] ?? '';
    await stage.says(address, 'hola, quien es?');
    expect(await store.inbound.countDocuments({ address, state: 'received' })).toBe(0);
    const task = await store.deskTasks.find({ person: null, queue: 'identify' }).toArray();
    expect(task).toHaveLength(1);
  });

  it('a person who writes first is not begun with on another number of theirs', async () => {
    const [placed] = await stage.add(patient({ phones: ['+56962000205', '+56962000215'] }));
    await receive(stage.services, [stage.inbound(placed?.addresses[1] ?? '', 'hola')]);
    await applyReceived(stage.services);
    await startPeople(stage.services, 10, placed?.person);
    expect(await stage.services.store.conversations.countDocuments({ person: placed?.person ?? '', live: true })).toBe(
      1,
    );
    await stage.settle();
  });
});
