import { expect, it } from '@jest/globals';
import { openJson } from '../../src/privacy/vault.js';
import { bytesOf, loadConversations } from '../../src/store/loadConversations.js';
import { projectTurns } from '../../src/store/projectTurns.js';
import type { TurnRecord } from '../../src/turn/conversation.js';
import { patient } from '../support/people.js';
import { TestStage } from '../support/services.js';

it('a turn that another worker writes down late does not bring back "is being asked" of somebody who has answered', async () => {
  const stage = await TestStage.open();
  try {
    const [placed] = await stage.add(patient());
    const [person, phone] = [placed?.person ?? '', placed?.addresses[0] ?? ''];
    await stage.settle();
    for (const said of ['1', '1', '1']) await stage.says(phone, said);
    const { store } = stage.services;
    const asking = async () => (await store.persons.findOne({ _id: person }))?.asking;
    expect(await asking()).toMatchObject({ state: 'answered', dueAt: null });
    const before = await asking();

    const { _id } = await stage.conversation(person);
    const loaded = (await loadConversations(store, [_id])).get(_id);
    const first = await store.turns.findOne({ _id: `${_id}:1` });
    if (!loaded || !first) throw new Error('there is no first turn');
    const record = openJson<TurnRecord>(loaded.key.bytes, bytesOf(first.secret));
    expect(record.kind).toBe('start');
    const asBefore = { ...loaded, doc: { ...loaded.doc, audit: { seq: 0, head: '' } } };
    await projectTurns(store, [{ loaded: asBefore, records: [record], programme: stage.programme }]);
    expect(await asking()).toEqual(before);
  } finally {
    await stage.close();
  }
});
