/** One conversation over the channels: begun by SMS, gone on with in WhatsApp, finished in the portal; nothing is asked twice. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { enterTalk, sayInTalk } from '../../src/portal/talk.js';
import { talkOf } from '../../src/store/queries/talkOf.js';
import type { Loaded } from '../../src/store/loadConversations.js';
import { patient, proofOf } from '../support/people.js';
import { DAY, TestStage } from '../support/services.js';
import { personOf, visitorOf } from './stage.js';

const THREE = [
  { enteredOn: '2023-03-10', careCode: '07-101', healthService: 23 },
  { enteredOn: '2023-06-10', careCode: '07-102', healthService: 23 },
  { enteredOn: '2024-01-10', careCode: '07-103', healthService: 23 },
] as const;

describe('the portal as one of the channels', () => {
  let stage: TestStage;
  beforeEach(async () => {
    stage = await TestStage.open();
  });
  afterEach(() => stage.close());

  const asked = (loaded: Loaded | null) => loaded?.conversation.context.asked?.key ?? null;
  const choose = async (loaded: Loaded | null, choice: string) => {
    if (!loaded) throw new Error('no conversation');
    stage.pass(1000);
    const shown = `${loaded.conversation.id}-${loaded.conversation.askedIn.at(-1)}`;
    return sayInTalk(stage.services, loaded, { text: null, choice, media: null, shown });
  };

  it('begins by SMS, goes on in WhatsApp and is finished in the portal: nothing twice, one outcome an entry', async () => {
    const someone = patient({ entries: THREE });
    const [placed] = await stage.add(someone);
    const [address = ''] = placed?.addresses ?? [];
    if (!placed) throw new Error();
    await stage.settle();
    await stage.says(address, '1', { channel: 'sms' }); // it is me
    await stage.says(address, { text: 'sí, la sigo necesitando' }, { channel: 'whatsapp' });
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');

    stage.pass(60_000);
    let talk = await enterTalk(stage.services, await visitorOf(stage, placed, 3));
    expect(asked(talk)).toBe('need.ask');
    expect(talk?.conversation.channel).toBe('portal');
    talk = await choose(talk, 'postpone');
    talk = await choose(talk, 'no');
    talk = await choose(talk, 'recovered');
    expect(asked(talk)).toBe('removal.readBack'); // who they are was proved at the door
    talk = await choose(talk, 'remove');
    talk = await choose(talk, 'remove');
    expect(talk?.conversation.live).toBe(false);
    await stage.settle();

    const outcomes = await Promise.all(placed.entries.map((entry) => stage.outcome(entry)));
    expect(outcomes).toEqual(['stillNeeds', 'postpones', 'recovered']);
    const conversations = await stage.services.store.conversations.find({ person: placed.person }).toArray();
    expect(conversations).toHaveLength(1);
    expect(await stage.services.store.outcomes.countDocuments({ person: placed.person })).toBe(3);
    // On no channel is a question of this conversation put again: neither who reads, nor any need.
    const texts = (await talkOf(stage.services.store, await personOf(stage, placed)))
      .filter(({ by }) => by === 'vigente')
      .map(({ text }) => text);
    expect(texts.filter((text) => text.includes('marzo de 2023'))).toHaveLength(1);
    expect(texts.filter((text) => /Quién lee|Soy yo/i.test(text))).toHaveLength(1);
    expect(stage.sent.filter(({ channel }) => channel === 'sms')).toHaveLength(2);
    const proposal = await stage.services.store.proposals.findOne({ entry: placed.entries[2] ?? '' });
    expect(proposal?.assurance).toBe(3);
  });

  it('asks the digits of the document where only a code was proved', async () => {
    const someone = patient();
    const [placed] = await stage.add(someone);
    if (!placed) throw new Error();
    await stage.settle();
    let talk = await enterTalk(stage.services, await visitorOf(stage, placed, 1));
    expect(asked(talk)).toBe('need.ask'); // "who is reading?" was answered by the code
    talk = await choose(talk, 'no');
    talk = await choose(talk, 'recovered');
    expect(asked(talk)).toBe('identity.ask');
    stage.pass(1000);
    const shown = `${talk?.conversation.id}-${talk?.conversation.askedIn.at(-1)}`;
    if (!talk) throw new Error();
    talk = await sayInTalk(stage.services, talk, { text: proofOf(someone), choice: null, media: null, shown });
    expect(asked(talk)).toBe('removal.readBack');
  });

  it('goes on by SMS with whoever fell silent in the portal, and takes no digit for what only the portal showed', async () => {
    const [placed] = await stage.add(patient({ entries: THREE.slice(0, 2) }));
    if (!placed) throw new Error();
    const [address = ''] = placed.addresses;
    await stage.settle();
    let talk = await enterTalk(stage.services, await visitorOf(stage, placed, 1));
    talk = await choose(talk, 'yes');
    expect(talk?.conversation.context.current).toBe(placed.entries[1]);
    const before = stage.sent.filter(({ channel }) => channel === 'sms').length;
    await stage.says(address, '4', { channel: 'sms' }); // "no" to the message that is on the phone
    expect(await stage.outcome(placed.entries[1] ?? '')).toBeNull();
    expect(stage.sent.filter(({ channel }) => channel === 'sms').length).toBe(before + 1);

    talk = await enterTalk(stage.services, await visitorOf(stage, placed, 1, 'v2'));
    expect(asked(talk)).toBe('need.ask');
    await stage.wait(3 * DAY);
    expect(stage.sent.at(-1)?.channel).toBe('sms');
    expect((await stage.conversation(placed.person)).channel).toBe('sms');
  });

  it('asks who came by themselves, and asks nothing of who has answered', async () => {
    const [placed] = await stage.add(patient());
    if (!placed) throw new Error();
    let talk = await enterTalk(stage.services, await visitorOf(stage, placed, 1));
    expect(asked(talk)).toBe('need.ask');
    talk = await choose(talk, 'yes');
    await stage.settle();
    expect(await stage.outcome(placed.entries[0] ?? '')).toBe('stillNeeds');
    const again = await enterTalk(stage.services, await visitorOf(stage, placed, 1, 'v2'));
    expect(asked(again)).toBeNull();
    stage.pass(40 * DAY);
    expect(await enterTalk(stage.services, await visitorOf(stage, placed, 1, 'v3'))).toBeNull();
  });

  it('answers nothing by a page that is no longer true', async () => {
    const [placed] = await stage.add(patient({ entries: THREE.slice(0, 2) }));
    if (!placed) throw new Error();
    await stage.settle();
    const talk = await enterTalk(stage.services, await visitorOf(stage, placed, 1));
    await choose(talk, 'yes');
    await choose(talk, 'yes'); // the same form again, from the page before
    expect(await stage.outcome(placed.entries[1] ?? '')).toBeNull();
  });
});
