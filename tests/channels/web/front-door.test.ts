import { afterEach, describe, expect, it } from '@jest/globals';
import { loadBotkit } from '../../../src/channels/web/botkit.js';
import { webChannel } from '../../../src/channels/web/channel.js';
import { openFrontDoor, type FrontDoor } from '../../../src/channels/web/front-door.js';
import type { Session, Shown } from '../../../src/channels/web/sessions.js';
import type { ChatWords } from '../../../src/channels/web/words.js';
import { UserError } from '../../../src/domain/failure.js';
import { VirtualClock } from '../../../src/domain/clock.js';
import type { OutboundMessage } from '../../../src/channels/port.js';

const clock = new VirtualClock('2026-11-23T13:00:00Z');
const words = (text: string): ChatWords => ({ text, choice: null, media: null });
const doors: FrontDoor[] = [];

function opened(hear: (person: string, words: ChatWords) => Promise<void> = async () => undefined) {
  let loads = 0;
  const door = openFrontDoor({ hear, clock, load: (sessions) => ((loads += 1), loadBotkit(sessions)) });
  doors.push(door);
  return { door, loads: () => loads };
}

function pageOf(door: FrontDoor, session: Session): (Shown | null)[] {
  const heard: (Shown | null)[] = [];
  door.sessions.listen(session, { hear: (shown) => void heard.push(shown), end: () => undefined });
  return heard;
}

afterEach(() => doors.splice(0).forEach((door) => door.stop()));

describe('the front door', () => {
  it('hands on text, choice and voice note as the person of the session', async () => {
    const heard: (readonly [string, ChatWords])[] = [];
    const { door } = opened(async (person, said) => void heard.push([person, said]));
    const session = door.sessions.open('p-1', null);
    const said: ChatWords[] = [
      words('Sí, la necesito'),
      { text: null, choice: 'yes', media: null },
      { text: null, choice: null, media: 'voice' },
    ];
    for (const each of said) await door.receive(session, each);
    expect(heard).toEqual(said.map((each) => ['p-1', each]));
  });

  it('takes words for words: a pattern or command of Botkit means nothing here', async () => {
    const heard: (string | null)[] = [];
    const { door } = opened(async (_, { text }) => void heard.push(text));
    const session = door.sessions.open('p-1', null);
    for (const text of ['/reset', '{{vars.x}}', '.*', '@vigente ayuda', '']) await door.receive(session, words(text));
    expect(heard).toEqual(['/reset', '{{vars.x}}', '.*', '@vigente ayuda', '']);
  });

  it('tells whoever wrote when their words could not be stored', async () => {
    const { door } = opened(async () => {
      throw new UserError('not-asked-yet', 'Nothing was sent yet.');
    });
    const session = door.sessions.open('p-1', null);
    await expect(door.receive(session, words('Hola'))).rejects.toMatchObject({ code: 'not-asked-yet' });
  });

  it('refuses words of a session that has ended', async () => {
    const heard: string[] = [];
    const { door } = opened(async (person) => void heard.push(person));
    const session = door.sessions.open('p-1', null);
    door.sessions.end(session);
    await expect(door.receive(session, words('Hola'))).rejects.toMatchObject({ name: 'SessionUnknown' });
    expect(heard).toEqual([]);
  });

  it('keeps two people who write at once apart', async () => {
    const heard: string[] = [];
    const { door } = opened(async (person, { text }) => {
      await new Promise((resolve) => setImmediate(resolve));
      heard.push(`${person} ${text}`);
      if (person === 'p-2') throw new Error('storage is away');
    });
    const [one, two] = [door.sessions.open('p-1', null), door.sessions.open('p-2', null)];
    const ends = await Promise.allSettled([door.receive(one, words('uno')), door.receive(two, words('dos'))]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(heard.sort()).toEqual(['p-1 uno', 'p-2 dos']);
  });

  it('shows a message on every page of its person and on nobody else’s', async () => {
    const { door } = opened();
    const { sessions } = door;
    const [mine, mineToo, other] = [sessions.open('p-1', null), sessions.open('p-1', null), sessions.open('p-2', null)];
    const pages = [mine, mine, mineToo, other].map((session) => pageOf(door, session));
    const choices = [{ id: 'yes', label: 'Sí' }];
    await door.say('p-1', { id: 'm-1', text: '¿La necesita?', choices });
    const shown = { id: 'm-1', text: '¿La necesita?', choices };
    expect(pages).toEqual([[shown], [shown], [shown], []]);
  });

  it('wakes the other tab of the person who wrote, and no other person’s', async () => {
    const { door } = opened();
    const [mine, other] = [door.sessions.open('p-1', null), door.sessions.open('p-2', null)];
    const pages = [pageOf(door, mine), pageOf(door, other)];
    await door.receive(mine, words('Hola'));
    expect(pages).toEqual([[null], []]);
  });

  it('loads Botkit with the first chat, once', async () => {
    const { door, loads } = opened();
    await door.say('p-1', { id: 'm-1', text: 'Hola', choices: [] });
    expect(loads()).toBe(0);
    await Promise.all([door.open(), door.open()]);
    await door.open();
    expect(loads()).toBe(1);
  });

  it('says what to install when Botkit is missing, and finds it once it is there', async () => {
    let there = false;
    const door = openFrontDoor({
      hear: async () => undefined,
      clock,
      load: async (sessions) => {
        if (!there) throw new UserError('botkit-missing', 'missing', 'npm install');
        return loadBotkit(sessions);
      },
    });
    await expect(door.open()).rejects.toMatchObject({ code: 'botkit-missing' });
    there = true;
    await door.open();
  });
});

describe('the channel of the chat page', () => {
  const message: OutboundMessage = {
    id: 'c-1-m1', channel: 'sms', to: '', from: { address: '', providerRef: '' }, keys: [], address: 'a', kind: 'reply', text: 'Hola',
    choices: [], template: null, conversation: 'c-1', person: 'p-1', possibleDuplicate: false,
  }; // prettier-ignore

  it('has sent a message that nobody has a page open for: the page shows the record', async () => {
    const { door, loads } = opened();
    expect(await webChannel(door).send(message)).toEqual({ ok: true, providerId: 'web-c-1-m1' });
    expect(loads()).toBe(0);
  });

  it('has sent a message even when a page fails', async () => {
    const port = webChannel({ say: async () => Promise.reject(new Error('a page failed')) });
    expect((await port.send(message)).ok).toBe(true);
  });
});
