import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BSON } from 'mongodb';
import { loadConversations, loadPersons } from '../../src/store/loadConversations.js';
import { seededKeyring } from '../../src/simulate/keyring.js';
import { Vault } from '../../src/privacy/vault.js';
import { patient, proofOf } from '../support/people.js';
import { DAY, TestStage, type Placed } from '../support/services.js';

const someone = patient({ run: 15_926_354, phones: ['+56987654325', '+56987654335'], birthDate: '1949-12-31' });
/** What a patient wrote; none of it may be read in the database. */
const WORDS = [
  'en la clinica Pillanlelbun',
  'en marzo de 2025',
  'me cambie al 9 8123 4567',
  'mi nueva direccion es Curarrehue 12',
];
const TELLTALE = [
  'HORTENSIA', 'QUILAQUEO', 'ÑANCUPIL', 'COPIHUES', '7741', 'PUCATRIHUE', 'COXARTROSIS', 'GONARTROSIS', 'ESPECIALISIMO', '10413208',
  '15926354', '15.926.354', '926354', '987654325', '87654325', '1949-12-31', 'Pillanlelbun', 'Curarrehue', '81234567', '8123 4567', 'me cambie',
  'clinica', 'Osorno',
]; // prettier-ignore

let stage: TestStage;
let placed: Placed;
beforeAll(async () => {
  stage = await TestStage.open();
  [placed] = (await stage.add(someone)) as [Placed];
  await stage.settle();
  const says = (text: string) => stage.says(placed.addresses[0] ?? '', text);
  for (const text of ['1', '4', '2', proofOf(someone), WORDS[0] ?? '', WORDS[1] ?? '', '1', '1']) await says(text);
  await says(WORDS[2] ?? '');
  await says(WORDS[3] ?? '');
});
afterAll(() => stage.close());

/** Every document of every collection as bytes and as text. */
async function dump(): Promise<{ where: string; text: string }[]> {
  const { db } = stage.services.store;
  const found: { where: string; text: string }[] = [];
  for (const { name } of await db.listCollections().toArray()) {
    for (const doc of await db.collection(name).find({}).toArray()) {
      const raw = Buffer.from(BSON.serialize(doc));
      const text = [raw.toString('latin1'), raw.toString('utf8'), JSON.stringify(doc)].join('\n');
      found.push({ where: `${name} ${String(doc._id)}`, text });
    }
  }
  return found;
}

describe('what is stored of a whole conversation', () => {
  it('was a whole one: asked, proved, confirmed twice, recorded', async () => {
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('attendedElsewhere');
    expect(await stage.services.store.proposals.countDocuments({ person: placed.person })).toBe(1);
    const { reported } = (await stage.services.store.persons.findOne({ _id: placed.person })) ?? {};
    expect(reported?.map(({ what }) => what).sort()).toEqual(['newAddress', 'newPhone']);
  });

  it('shows nobody a name, a number, a place or a word', async () => {
    const docs = await dump();
    expect(docs.length).toBeGreaterThan(40);
    const leaks = docs.flatMap(({ where, text }) =>
      TELLTALE.filter((word) => text.toLowerCase().includes(word.toLowerCase())).map((word) => `${where}: ${word}`),
    );
    expect(leaks).toEqual([]);
    // The search itself can find something: what the documents do hold in clear.
    expect(docs.some(({ text }) => text.includes('attendedElsewhere'))).toBe(true);
  });

  it('is a clear error with another key ring, and with another key of the same name', async () => {
    const doc = (await stage.services.store.persons.findOne({ _id: placed.person })) as never;
    const read = (vault: Vault) => loadPersons({ ...stage.services.store, vault }, [placed.person]);
    expect(doc).not.toBeNull();
    await expect(read(new Vault(seededKeyring(2)))).rejects.toMatchObject({ code: 'key-wrong' });
    const ring = seededKeyring(1);
    const renamed = { ...ring, master: [{ id: 'other', key: (ring.master[0] as { key: Buffer }).key }] };
    await expect(read(new Vault(renamed))).rejects.toMatchObject({ code: 'key-unknown' });
  });

  it('is unreadable for good once the key of the person is erased, and stops nobody else', async () => {
    const { store } = stage.services;
    const conversation = (await stage.conversation(placed.person))._id;
    expect((await loadConversations(store, [conversation])).size).toBe(1);
    await store.persons.updateOne({ _id: placed.person }, { $unset: { key: '' } });
    expect((await loadPersons(store, [placed.person])).size).toBe(0);
    expect((await loadConversations(store, [conversation])).size).toBe(0);
    const [other] = await stage.add(patient());
    await stage.says(placed.addresses[0] ?? '', 'todavia la necesito');
    await stage.wait(DAY);
    expect(stage.sent.filter(({ person }) => person === other?.person)).not.toEqual([]);
  });
});
