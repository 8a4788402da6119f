import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { storedProviderId } from '../../src/privacy/provider-id.js';
import type { Said } from '../../src/turn/conversation.js';
import { patient } from '../support/people.js';
import { scriptedPort } from '../support/real-port.js';
import { DAY, TestStage, type Placed } from '../support/services.js';

const port = scriptedPort({ capabilities: { windowHours: null, needsTemplate: false } });
let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open({
    ports: [port],
    programme: { cadence: [{ channel: 'whatsapp', dialog: 'confirm-need' }] },
  });
});
afterAll(() => stage.close());

const TWO = [
  { enteredOn: '2022-03-10', careCode: '07-101', healthService: 23 },
  { enteredOn: '2023-03-10', careCode: '07-102', healthService: 23 },
];
const requestsTo = ({ person }: Placed) => port.requests.filter((request) => request.person === person);
const lastTo = (placed: Placed) => requestsTo(placed).at(-1)?.id ?? '';
const stateOf = async ({ person }: Placed) => (await stage.conversation(person)).state;
const clicks = (placed: Placed, choice: string, choiceOf?: string) =>
  stage.says(placed.addresses[0] ?? '', { choice, ...(choiceOf ? { choiceOf } : {}) }, { channel: 'whatsapp' });
async function asked(entries = TWO): Promise<Placed> {
  const [placed] = (await stage.add(patient({ entries }))) as [Placed];
  await stage.settle();
  return placed;
}
/** Who they are is known, and the first entry is being asked about. */
async function identified(entries = TWO) {
  const placed = await asked(entries);
  const who = lastTo(placed);
  await clicks(placed, 'self', who);
  return { placed, who, need: lastTo(placed) };
}

describe('a button of an earlier question', () => {
  it('"yes" to the first entry says nothing about the second', async () => {
    const { placed, need } = await identified();
    await clicks(placed, 'yes', need);
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
    expect(await stateOf(placed)).toBe('need');
    await clicks(placed, 'yes', need);
    expect(await stage.outcome(placed.entries[1] ?? '')).toBeNull();
    await clicks(placed, 'yes', lastTo(placed));
    expect(await stage.outcome(placed.entries[1] ?? '')).toBe('stillNeeds');
  });

  it.each(['yes', 'no', 'worse', 'postpone', 'which', 'self', 'relative', 'notHere', 'goOn', 'anything'])(
    'changes nothing, whatever it says: %s',
    async (choice) => {
      const { placed, who } = await identified();
      const before = await stateOf(placed);
      await clicks(placed, choice, who);
      expect(await stateOf(placed)).toBe(before);
      expect(await stage.outcome(placed.entries[0] ?? '')).toBeNull();
      expect(await stage.tasks(placed.person)).toEqual([]);
      expect((await stage.conversation(placed.person)).live).toBe(true);
    },
  );

  it('of a message of another conversation changes nothing either', async () => {
    const [mine, theirs] = [await identified(), await identified()];
    await clicks(mine.placed, 'yes', theirs.need);
    expect(await stage.outcome(mine.placed.entries[0] ?? '')).toBeNull();
    expect(await stage.outcome(theirs.placed.entries[0] ?? '')).toBeNull();
  });

  it('is known by the message that it answers, where a template’s button carries no mark of ours', async () => {
    const { placed, need } = await identified();
    await clicks(placed, 'yes', need);
    const row = await stage.services.store.messages.findOne({ _id: need });
    const provider = 'wamid.of-the-first-entry';
    await stage.services.store.messages.updateOne(
      { _id: need },
      { $set: { providerId: storedProviderId(stage.services.store.vault, provider) } },
    );
    expect(row).not.toBeNull();
    const said: Partial<Said> = { choice: 'no' };
    await stage.says(placed.addresses[0] ?? '', said, {
      channel: 'whatsapp',
      letter: { reach: null, replyTo: provider, media: [], via: 'whatsapp-cloud', to: null, toRef: null },
    });
    expect(await stateOf(placed)).toBe('need');
    expect(await stage.outcome(placed.entries[1] ?? '')).toBeNull();
  });

  it('stops all the same when it says "stop", and calls a person when it says "call"', async () => {
    const [stops, calls] = [await identified(), await identified()];
    await clicks(stops.placed, 'stop', stops.who);
    expect((await stage.conversation(stops.placed.person)).ended).toBe('stopped');
    await clicks(calls.placed, 'call', calls.who);
    expect(await stage.tasks(calls.placed.person)).toEqual(['call askedForPerson']);
  });
});

describe('a button of the open question', () => {
  it('counts on the reminder, and on the question as it was put first', async () => {
    for (const on of ['first', 'reminder'] as const) {
      const { placed, need } = await identified([TWO[0] as (typeof TWO)[0]]);
      await stage.wait(3 * DAY);
      const reminder = lastTo(placed);
      expect(reminder).not.toBe(need);
      await clicks(placed, 'yes', on === 'first' ? need : reminder);
      expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
    }
  });

  it('counts on the message that was put again in other words', async () => {
    const { placed } = await identified([TWO[0] as (typeof TWO)[0]]);
    await stage.says(placed.addresses[0] ?? '', 'xyzzy plugh', { channel: 'whatsapp' });
    await clicks(placed, 'yes', lastTo(placed));
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
  });

  it('counts where nothing tells which message it belongs to', async () => {
    const { placed } = await identified([TWO[0] as (typeof TWO)[0]]);
    await clicks(placed, 'yes');
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
  });
});
