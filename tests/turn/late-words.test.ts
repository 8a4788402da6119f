import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyReceived, receive } from '../../src/turn/receive.js';
import { patient } from '../support/people.js';
import { MINUTE, TestStage, type Placed } from '../support/services.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

async function needed(): Promise<Placed> {
  const [placed] = (await stage.add(patient())) as [Placed];
  await stage.settle();
  await stage.says(placed.addresses[0] ?? '', '1');
  stage.pass(20 * MINUTE);
  await stage.says(placed.addresses[0] ?? '', 'si, la necesito');
  expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
  return placed;
}
const earlier = () => ({ saidAt: stage.clock.now() - 10 * MINUTE });

describe('words that come after newer ones', () => {
  it('change no outcome and become a task', async () => {
    const placed = await needed();
    const before = await stage.conversation(placed.person);
    await stage.says(placed.addresses[0] ?? '', 'ya me operaron, no la necesito', earlier());
    const after = await stage.conversation(placed.person);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
    expect(after.state).toBe(before.state);
    expect(after.saidAt).toBe(before.saidAt);
    expect(await stage.tasks(placed.person)).toEqual(['review olderWords']);
    expect(await stage.services.store.proposals.countDocuments({ person: placed.person })).toBe(0);
  });

  it('do not take away the answer to the newer ones that waits to be sent', async () => {
    const [placed] = (await stage.add(patient())) as [Placed];
    await stage.settle();
    stage.pass(20 * MINUTE);
    await receive(stage.services, [stage.inbound(placed.addresses[0] ?? '', '1')]);
    await applyReceived(stage.services);
    await receive(stage.services, [stage.inbound(placed.addresses[0] ?? '', 'hola', earlier())]);
    await applyReceived(stage.services);
    await stage.settle();
    const sent = stage.sent.filter(({ person }) => person === placed.person).map(({ keys }) => keys.at(-1));
    expect(sent).toEqual(['who.ask', 'need.ask']);
  });

  it('still stop the number when they are a STOP', async () => {
    const placed = await needed();
    await stage.says(placed.addresses[0] ?? '', 'no me escriban mas', earlier());
    expect(await stage.services.store.suppressions.findOne({ _id: `number:${placed.addresses[0]}` })).not.toBeNull();
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
    expect((await stage.conversation(placed.person)).ended).toBe('stopped');
  });

  it('of two that arrive together the one said last has the last word', async () => {
    const placed = await needed();
    const late = stage.inbound(placed.addresses[0] ?? '', 'estoy peor', { saidAt: stage.clock.now() + 2_000 });
    const early = stage.inbound(placed.addresses[0] ?? '', 'gracias', { saidAt: stage.clock.now() + 1_000 });
    await receive(stage.services, [late, early]);
    await stage.settle();
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('worse');
    expect(await stage.tasks(placed.person)).toEqual(['sameDay gotWorse']);
  });
});
