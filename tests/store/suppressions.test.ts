import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stops, type Purpose, type SuppressionReason } from '../../src/domain/suppression.js';
import { handleEvents } from '../../src/turn/handle.js';
import { applyReceived, receive } from '../../src/turn/receive.js';
import { patient } from '../support/people.js';
import { earliestWork, MINUTE, TestStage, type Placed } from '../support/services.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

async function asked(): Promise<Placed> {
  const [placed] = (await stage.add(patient())) as [Placed];
  await stage.settle();
  return placed;
}

describe('what a suppression stops', () => {
  const rows: readonly [Purpose, readonly SuppressionReason[]][] = [
    ['campaign', ['stop', 'death', 'wrongPerson']],
    ['reminder', ['stop', 'death', 'wrongPerson']],
    ['reply', ['stop', 'death', 'wrongPerson']],
    ['portalCode', ['death', 'wrongPerson']],
    ['operatorCall', ['death', 'wrongPerson']],
    ['lasting', []],
  ];
  it.each(rows)('%s: by %j', (purpose, by) => {
    const all = ['stop', 'death', 'wrongPerson'] as const;
    expect(all.filter((why) => stops(why, purpose))).toEqual(by);
  });
});

describe('words in one batch', () => {
  it.each([
    [['STOP', 'ALTA'], null],
    [['STOP', 'ALTA', 'STOP'], 'stop'],
  ] as const)('the last word holds: %j', async (words, why) => {
    const placed = await asked();
    const now = stage.clock.now();
    await receive(
      stage.services,
      words.map((text, n) => stage.inbound(placed.addresses[0] ?? '', text, { saidAt: now + n })),
    );
    stage.pass(MINUTE);
    await stage.settle();
    const found = await stage.services.store.suppressions.findOne({ _id: `number:${placed.addresses[0]}` });
    expect(found?.why ?? null).toBe(why);
  });

  it('a suppression is in force before the turn that says so is written', async () => {
    const placed = await asked();
    await receive(stage.services, [stage.inbound(placed.addresses[0] ?? '', 'STOP')]);
    let seen: unknown = null;
    const { store } = stage.services;
    const watched = new Proxy(store.conversations, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        if (name !== 'bulkWrite') return value.bind(target) as unknown;
        return async (...given: unknown[]) => {
          seen ??= await store.suppressions.findOne({ _id: `number:${placed.addresses[0]}` });
          return (value as (...all: unknown[]) => unknown).apply(target, given);
        };
      },
    });
    stage.pass(MINUTE);
    await applyReceived(stage.also({ store: { ...store, conversations: watched } }));
    expect(seen).toMatchObject({ why: 'stop' });
    await stage.settle();
  });
});

describe('when the next work of a conversation is due', () => {
  it('is what its document says, whatever happens to it', async () => {
    const placed = await asked();
    const address = placed.addresses[0] ?? '';
    const happening = fc.constantFrom('hola', '1', 'quien es usted', 'mas tarde', 'wait', 'STOP', 'ALTA', 'unread');
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 4 }), async (course) => {
        for (const what of course) {
          if (what === 'wait') await stage.wait(6 * 60 * MINUTE);
          else if (what === 'unread') {
            // Said, and not sent yet: the answer has a time of its own.
            await receive(stage.services, [stage.inbound(address, 'quien es usted')]);
            await applyReceived(stage.services);
          } else await stage.says(address, what);
          const doc = await stage.conversation(placed.person);
          expect(doc.nextDueAt?.getTime() ?? null).toBe(earliestWork(doc));
          const due = Object.values(doc.outbox).filter(({ state }) => state === 'due');
          const answers = due.filter(({ kind }) => kind !== 'first' && kind !== 'reminder');
          const first = Math.min(...answers.map(({ dueAt }) => dueAt.getTime()));
          expect(doc.replyDueAt?.getTime() ?? Infinity).toBe(first);
        }
      }),
      { numRuns: 8, seed: 20261123 },
    );
  });

  it('is never, once the conversation has ended and everything was sent', async () => {
    const placed = await asked();
    await stage.says(placed.addresses[0] ?? '', 'STOP');
    const { nextDueAt, turnDueAt, sendDueAt, replyDueAt } = await stage.conversation(placed.person);
    expect([nextDueAt, turnDueAt, sendDueAt, replyDueAt]).toEqual([null, null, null, null]);
  });

  it('does not change by an event that changes nothing', async () => {
    const placed = await asked();
    const before = await stage.conversation(placed.person);
    const event = { kind: 'timer', eventId: 'timer:none', at: stage.clock.now(), waitId: 'none' } as const;
    expect(await handleEvents(stage.services, [{ conversation: before._id, event }])).toBe(0);
    expect(await stage.conversation(placed.person)).toEqual(before);
  });
});
