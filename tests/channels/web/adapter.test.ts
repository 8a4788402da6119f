import { beforeEach, describe, expect, it } from '@jest/globals';
import * as botkitsOwn from 'botbuilder';
import { TurnContext } from 'botbuilder-core';
import { WebAdapter } from '../../../src/channels/web/adapter.js';
import { Sessions, type Session, type Shown } from '../../../src/channels/web/sessions.js';
import { VirtualClock } from '../../../src/domain/clock.js';

let sessions: Sessions;
let adapter: WebAdapter;
let mine: Session;
let other: Session;
let heard: Record<'mine' | 'other', (Shown | null)[]>;

beforeEach(() => {
  sessions = new Sessions(new VirtualClock('2026-11-23T13:00:00Z'));
  adapter = new WebAdapter(sessions);
  mine = sessions.open('p-1', null);
  other = sessions.open('p-1', null);
  heard = { mine: [], other: [] };
  sessions.listen(mine, { hear: (shown) => void heard.mine.push(shown), end: () => undefined });
  sessions.listen(other, { hear: (shown) => void heard.other.push(shown), end: () => undefined });
});

const say = (text: string) => ({ type: 'message', text, channelData: { id: 'm-1', choices: [] } });

describe('the chat page as the Bot Framework sees it', () => {
  it('is built on the same framework as Botkit, else Botkit would not know its turns', () => {
    expect(botkitsOwn.TurnContext).toBe(TurnContext);
  });

  it('speaks as the session, whose cookie the framework never sees', async () => {
    const seen: string[] = [];
    await adapter.take(mine, { text: 'Hola', choice: null, media: null }, async ({ activity }) => {
      seen.push(activity.from.id, activity.conversation.id, activity.text);
      expect(JSON.stringify(activity)).not.toContain(mine.id);
    });
    expect(seen).toEqual([mine.user, mine.user, 'Hola']);
  });

  it('answers the session that spoke, and no other of the same person', async () => {
    await adapter.take(mine, { text: 'Hola', choice: null, media: null }, async (context) => {
      await context.sendActivity(say('Buenos días'));
    });
    expect(heard).toEqual({ mine: [{ id: 'm-1', text: 'Buenos días', choices: [] }], other: [] });
  });

  it('answers the session that spoke even if an activity names another', async () => {
    await adapter.take(mine, { text: 'Hola', choice: null, media: null }, async (context) => {
      const elsewhere = {
        ...say('x'),
        conversation: { id: other.user, name: '', isGroup: false, conversationType: '' },
      };
      await adapter.sendActivities(context, [elsewhere]);
    });
    expect(heard.mine).toHaveLength(1);
    expect(heard.other).toEqual([]);
  });

  it('refuses the words of a session that has ended', async () => {
    sessions.end(mine);
    const run = adapter.take(mine, { text: 'Hola', choice: null, media: null }, async () => {
      throw new Error('it was let in');
    });
    await expect(run).rejects.toMatchObject({ name: 'SessionUnknown' });
  });

  it('begins no turn of a session that nobody opened', async () => {
    const reference = { ...adapter.referenceOf(mine), user: { id: 'session-99', name: '' } };
    await expect(adapter.continueConversation(reference, async () => undefined)).rejects.toMatchObject({
      name: 'SessionUnknown',
    });
  });

  it('tells nobody, and does not fail, when the session ends while it is answered', async () => {
    await adapter.take(mine, { text: 'Hola', choice: null, media: null }, async (context) => {
      sessions.end(mine);
      await context.sendActivity(say('Buenos días'));
    });
    expect(heard).toEqual({ mine: [], other: [] });
  });

  it('shows messages alone: typing signs and traces are nothing a person reads', async () => {
    await adapter.take(mine, { text: 'Hola', choice: null, media: null }, async (context) => {
      await context.sendActivities([{ type: 'typing' }, { type: 'trace' }]);
    });
    expect(heard.mine).toEqual([]);
  });

  it('never rewrites or takes back what was said', async () => {
    await adapter.take(mine, { text: 'Hola', choice: null, media: null }, async (context) => {
      await expect(context.updateActivity(say('otra cosa'))).rejects.toThrow('not rewritten');
      await expect(context.deleteActivity('activity-1')).rejects.toThrow('not taken back');
    });
  });
});
