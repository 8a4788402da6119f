/** Where words of the chat page come in and ours go out, through Botkit (DESIGN §7). */
import type { BotkitMessage, BotWorker } from 'botkit';
import type { TurnContext } from 'botbuilder-core';
import type { Clock } from '../../domain/clock.js';
import { loadBotkit, type Desk } from './botkit.js';
import { Sessions, type Session, type Shown } from './sessions.js';
import { CHAT_EVENTS, SessionUnknown, type ChatEvent, type ChatWords } from './words.js';

export interface FrontDoorOptions {
  /** Stores what the person said and returns when it cannot be lost. */
  hear(person: string, words: ChatWords): Promise<void>;
  readonly clock: Clock;
  /** How Botkit is loaded; tests give none. */
  readonly load?: (sessions: Sessions) => Promise<Desk>;
}

export interface FrontDoor {
  readonly sessions: Sessions;
  /** Loads Botkit, the first time. Throws `UserError` botkit-missing; the next call tries again. */
  open(): Promise<void>;
  /** Hands in what somebody did on their page. Throws `SessionUnknown`, and whatever `hear` throws. */
  receive(session: Session, words: ChatWords): Promise<void>;
  /** Tells every open page of the person; nobody there is no failure, for a page opens with the record. */
  say(person: string, shown: Shown): Promise<void>;
  stop(): void;
}

/** What became of a person's words: Botkit loses what a handler throws, so it is carried out by hand. */
interface Fate {
  heard: boolean;
  error: unknown;
}
const FATE = Symbol('fate');

export function openFrontDoor({ hear, clock, load = loadBotkit }: FrontDoorOptions): FrontDoor {
  const sessions = new Sessions(clock);
  let loading: Promise<Desk> | null = null;

  const handle = async (_: BotWorker, message: BotkitMessage): Promise<void> => {
    const context: TurnContext = message['context'];
    const fate: Fate = context.turnState.get(FATE);
    try {
      const session = sessions.byUser(message.user);
      if (session === null) throw new SessionUnknown('the session has ended');
      await hear(session.person, wordsOf(message));
      fate.heard = true;
    } catch (error) {
      fate.error = error;
    }
  };

  const desk = (): Promise<Desk> => {
    loading ??= load(sessions).then(
      (loaded) => {
        loaded.botkit.on([...CHAT_EVENTS], handle);
        return loaded;
      },
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  };

  return {
    sessions,
    open: async () => void (await desk()),
    receive: async (session, words) => {
      const { botkit, adapter } = await desk();
      const fate: Fate = { heard: false, error: null };
      await adapter.take(session, words, async (context) => {
        context.turnState.set(FATE, fate);
        await botkit.handleTurn(context);
      });
      if (fate.error !== null) throw fate.error;
      if (!fate.heard) throw new Error('Botkit did not hand on what was said');
      for (const { user } of sessions.listening(session.person)) sessions.tell(user, null);
    },
    say: async (person, { id, text, choices }) => {
      const listening = sessions.listening(person);
      if (listening.length === 0) return; // and Botkit stays unloaded while nobody chats
      const { botkit, adapter } = await desk();
      for (const session of listening) {
        if (sessions.byUser(session.user) === null) continue;
        await adapter.continueConversation(adapter.referenceOf(session), async (context) => {
          const bot = await botkit.spawn(context);
          await bot.say({ type: 'message', text, channelData: { id, choices } });
        });
      }
    },
    stop: () => sessions.stop(),
  };
}

function wordsOf(message: BotkitMessage): ChatWords {
  const event = message.type as ChatEvent;
  switch (event) {
    case 'choice':
      return { text: null, choice: message.value ?? '', media: null };
    case 'media':
      return { text: null, choice: null, media: 'voice' };
    case 'message':
      return { text: message.text ?? '', choice: null, media: null };
    default:
      return event satisfies never;
  }
}
