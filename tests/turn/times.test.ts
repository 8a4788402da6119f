import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { patient } from '../support/people.js';
import { DAY, HOUR, MINUTE, TestStage, type Placed } from '../support/services.js';
import { letter, tell } from '../support/told.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

let people = 0;
/** Somebody who was asked; what they write has the time that the provider gave it, `ago` before now. */
async function asked() {
  const phone = `+5696${String(7_000_000 + (people += 19))}`;
  const [placed] = (await stage.add(patient({ phones: [phone] }))) as [Placed];
  await stage.settle();
  const says = async (text: string, ago: number | null) => {
    stage.pass(MINUTE);
    const at = ago === null ? {} : { at: new Date(stage.clock.now() - ago).toISOString() };
    await tell(stage, 'whatsapp-cloud', letter(phone, { text, ...at }));
    await stage.settle();
  };
  const outcome = () => stage.outcome(placed.entries[0] ?? '');
  return { ...placed, phone, says, outcome };
}

describe('the time that a provider gives a message', () => {
  it('decides which words are the older: they change no outcome, and somebody reads them', async () => {
    const { says, outcome, person } = await asked();
    await says('1', 0);
    await says('si, la necesito', 0);
    expect(await outcome()).toBe('stillNeeds');
    await says('ya me operaron, no la necesito', 2 * HOUR);
    expect(await outcome()).toBe('stillNeeds');
    expect(await stage.tasks(person)).toEqual(['review olderWords']);
  });

  it('is the time of arrival where the provider gives none', async () => {
    const { says, outcome } = await asked();
    await says('1', 0);
    await says('si, la necesito', null);
    expect(await outcome()).toBe('stillNeeds');
  });

  it.each([
    ['a day ahead', -DAY],
    ['years ahead', -10_000 * DAY],
  ])('is now where it lies in the future, %s, and later words still count', async (_, ago) => {
    const { says, outcome, person, phone } = await asked();
    await says('1', ago);
    const { inbound } = stage.services.store;
    const row = await inbound.findOne({ address: stage.address(phone) });
    expect(row?.saidAt).toEqual(row?.receivedAt);
    await says('si, la necesito', 0);
    expect(await outcome()).toBe('stillNeeds');
    expect(await stage.tasks(person)).toEqual([]);
  });
});
