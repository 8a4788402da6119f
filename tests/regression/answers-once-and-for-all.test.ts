import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { patient } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';

let stage: TestStage;
beforeAll(async () => {
  stage = await TestStage.open();
});
afterAll(() => stage.close());

const askingOf = async (person: string) => (await stage.services.store.persons.findOne({ _id: person }))?.asking.state;
let phones = 0;
const twoPhones = () => [`+569611133${10 + (phones += 1)}`, `+569611144${10 + phones}`];

it('a late wish for a call on the first phone ends what is asked on the second', async () => {
  const [placed] = await stage.add(patient({ phones: twoPhones() }));
  const [person, first, second] = [placed?.person ?? '', placed?.addresses[0] ?? '', placed?.addresses[1] ?? ''];
  await stage.wait(10 * DAY);
  expect(await stage.services.store.conversations.countDocuments({ person, live: true, address: second })).toBe(1);
  stage.sent = [];
  await stage.says(first, 'quiero hablar con una persona');
  await stage.wait(10 * DAY);
  expect(stage.sent.filter(({ address }) => address === second)).toEqual([]);
  expect(await askingOf(person)).toBe('answered');
  expect(await stage.outcome(placed?.entries[0] ?? '')).toBeNull();
});

it('a STOP as the first word from another phone ends what is asked on the first', async () => {
  const [placed] = await stage.add(patient({ phones: twoPhones() }));
  const [person, first, second] = [placed?.person ?? '', placed?.addresses[0] ?? '', placed?.addresses[1] ?? ''];
  await stage.settle();
  stage.sent = [];
  await stage.says(second, 'no me escriban mas, STOP');
  await stage.wait(10 * DAY);
  expect(stage.sent.filter(({ address }) => address === first)).toEqual([]);
  expect(await askingOf(person)).toBe('excluded');
});

it('who is asked their last question and writes from another phone is not left being asked', async () => {
  const [placed] = await stage.add(patient({ phones: twoPhones() }));
  const [person, first, second] = [placed?.person ?? '', placed?.addresses[0] ?? '', placed?.addresses[1] ?? ''];
  await stage.settle();
  for (const said of ['1', '1']) await stage.says(first, said);
  await stage.says(second, 'hola');
  await stage.wait(5 * DAY);
  expect(await stage.services.store.conversations.countDocuments({ person, live: true })).toBe(0);
  expect(await askingOf(person)).toBe('answered');
});
