import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MediaReference } from '../../src/domain/provider-event.js';
import { open } from '../../src/privacy/vault.js';
import type { MediaDoc } from '../../src/store/documents.js';
import { bytesOf, loadConversations } from '../../src/store/loadConversations.js';
import { fetchMedia } from '../../src/turn/media.js';
import { applyReceived } from '../../src/turn/receive.js';
import { patient } from '../support/people.js';
import { DAY, MINUTE, TestStage, type Placed } from '../support/services.js';
import { bothPorts, letter, tell } from '../support/told.js';

type Fetched = { readonly type: string; readonly bytes: Buffer } | null;
const PHOTO = Buffer.from('the bytes of a photo, as WhatsApp has them');

let stage: TestStage;
let asked: MediaReference[] = [];
let answer: (reference: MediaReference) => Promise<Fetched>;
beforeAll(async () => {
  const { ports } = bothPorts();
  const fetching = {
    fetchMedia: (reference: MediaReference) => {
      asked.push(reference);
      return answer(reference);
    },
  };
  stage = await TestStage.open({
    ports: ports.map((port) => (port.reaches === 'real' ? { ...port, ...fetching } : port)),
  });
});
afterAll(() => stage.close());
beforeEach(() => {
  asked = [];
  answer = async () => ({ type: 'image/jpeg', bytes: PHOTO });
});

let people = 0;
/** Somebody on the list sends files; they wait to be fetched. */
async function sends(...media: readonly MediaReference[]): Promise<{ person: Placed; files(): Promise<MediaDoc[]> }> {
  const phone = `+5696${String(5_000_000 + (people += 17))}`;
  const [person] = (await stage.add(patient({ phones: [phone] }))) as [Placed];
  await stage.settle();
  stage.pass(MINUTE);
  await tell(stage, 'twilio', letter(phone, { type: 'image', text: '', media }));
  await applyReceived(stage.services);
  const { _id: conversation } = await stage.conversation(person.person);
  return { person, files: () => stage.services.store.media.find({ conversation }).sort({ _id: 1 }).toArray() };
}
const file = (n = 0): MediaReference => ({ url: `https://api.twilio.com/Media/ME${n}`, type: 'image/jpeg' });

describe('a file that a person sends', () => {
  it('waits to be fetched with the conversation it came to, its address sealed', async () => {
    const { files } = await sends(file(1), { id: '77', type: 'audio/ogg' });
    expect(await files()).toMatchObject([
      { state: 'wanted', type: 'image/jpeg', tries: 0, via: 'twilio' },
      { state: 'wanted', type: 'audio/ogg', tries: 0, via: 'twilio' },
    ]);
    for (const { reference } of await files()) expect(bytesOf(reference).toString('latin1')).not.toMatch(/twilio|77/);
    await stage.settle();
  });

  it('is kept, sealed with the key of the person, and dies with it', async () => {
    const { person, files } = await sends(file());
    await fetchMedia(stage.services);
    const [kept] = await files();
    expect(asked).toEqual([file()]);
    expect(kept).toMatchObject({ state: 'kept', type: 'image/jpeg', person: person.person });
    const sealed = bytesOf(kept?.bytes ?? Buffer.alloc(0));
    expect(sealed.includes(PHOTO)).toBe(false);
    const loaded = await loadConversations(stage.services.store, [kept?.conversation ?? '']);
    const key = loaded.get(kept?.conversation ?? '')?.key.bytes ?? Buffer.alloc(0);
    expect(open(key, sealed)).toEqual(PHOTO);
  });

  it('that the provider no longer has is gone, and not asked for again', async () => {
    answer = async () => null;
    const { files } = await sends(file());
    await fetchMedia(stage.services);
    expect(await files()).toMatchObject([{ state: 'gone' }]);
    await stage.wait(DAY);
    expect(asked).toHaveLength(1);
  });

  it('that is too large to keep is gone', async () => {
    answer = async () => ({ type: 'video/mp4', bytes: Buffer.alloc(15 * 2 ** 20 + 1) });
    const { files } = await sends(file());
    await fetchMedia(stage.services);
    expect(await files()).toMatchObject([{ state: 'gone' }]);
  });

  it('that cannot be fetched now is fetched later', async () => {
    answer = () => Promise.reject(new Error('503'));
    const { files } = await sends(file());
    await stage.settle();
    expect(asked).toHaveLength(1);
    expect(await files()).toMatchObject([{ state: 'wanted', tries: 1 }]);
    answer = async () => ({ type: 'image/png', bytes: PHOTO });
    stage.pass(MINUTE);
    await stage.settle();
    expect(await files()).toMatchObject([{ state: 'kept', type: 'image/png' }]);
  });

  it('that can never be fetched is given up after eight tries, further and further apart', async () => {
    answer = () => Promise.reject(new Error('503'));
    const { files } = await sends(file());
    const waits: number[] = [];
    for (let [doc] = await files(); doc?.state === 'wanted' && waits.length < 20; [doc] = await files()) {
      waits.push(doc.dueAt.getTime() - stage.clock.now());
      stage.clock.advanceTo(doc.dueAt.getTime());
      await fetchMedia(stage.services);
    }
    expect(asked).toHaveLength(8);
    expect(await files()).toMatchObject([{ state: 'gone', tries: 8 }]);
    expect(waits).toEqual([0, 1, 2, 4, 8, 16, 32, 64].map((minutes) => minutes * MINUTE));
  });

  it('is fetched once, by one of several who would', async () => {
    const { files } = await sends(file(1), file(2));
    await Promise.all([1, 2, 3].map(() => fetchMedia(stage.services)));
    await fetchMedia(stage.services);
    await stage.wait(DAY);
    expect(asked.map(({ url }) => url).sort()).toEqual([file(1).url, file(2).url]);
    expect(await files()).toMatchObject([{ state: 'kept' }, { state: 'kept' }]);
  });

  it('is not lost when it would be fetched before its conversation is written', async () => {
    const { files } = await sends(file());
    const [doc] = await files();
    const { conversations, media } = stage.services.store;
    await media.updateOne({ _id: doc?._id ?? '' }, { $set: { conversation: 'not-yet' } });
    await fetchMedia(stage.services);
    expect(asked).toEqual([]); // nobody could seal it
    await conversations.updateOne({ _id: doc?.conversation ?? '' }, { $set: { touchedAt: new Date(stage.clock.now()) } }); // prettier-ignore
    await media.updateOne({ _id: doc?._id ?? '' }, { $set: { conversation: doc?.conversation ?? '' } });
    stage.pass(MINUTE);
    await stage.settle();
    expect(await files()).toMatchObject([{ state: 'kept' }]);
  });

  it('goes with the conversation that its message is applied to in the end', async () => {
    const stranger = '+56979999911';
    await tell(stage, 'twilio', letter(stranger, { type: 'image', text: '', media: [file(9)] }));
    const { store } = stage.services;
    const conversations = new Proxy(store.conversations, {
      get: (target, name) => {
        if (name === 'bulkWrite') throw new Error('killed');
        return Reflect.get(target, name) as unknown;
      },
    });
    await expect(applyReceived(stage.also({ store: { ...store, conversations } }))).rejects.toThrow('killed');
    await stage.settle();
    stage.pass(MINUTE);
    await stage.settle();
    const conversation = await store.conversations.findOne({ address: stage.address(stranger) });
    expect(await store.media.find({ conversation: conversation?._id ?? '' }).toArray()).toMatchObject([{ state: 'kept' }]); // prettier-ignore
  });
});
