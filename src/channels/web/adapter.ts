/**
 * The chat page as the Bot Framework sees a channel. It loads botbuilder, so it is imported with Botkit, on the first chat.
 * botbuilder-adapter-web is not used: it takes the user's id from the browser, so that anybody could read another's chat.
 */
import {
  BotAdapter,
  TurnContext,
  type Activity,
  type ConversationReference,
  type ResourceResponse,
} from 'botbuilder-core';
import type { Session, Sessions, Shown } from './sessions.js';
import { SessionUnknown, type ChatEvent, type ChatWords } from './words.js';

const CHANNEL = 'web';
const BOT = { id: 'vigente', name: 'vigente' };

export class WebAdapter extends BotAdapter {
  readonly #sessions: Sessions;
  #activities = 0;

  constructor(sessions: Sessions) {
    super();
    this.#sessions = sessions;
  }

  /** Hands the words to `logic` as an activity of the session. Throws `SessionUnknown`; whatever `logic` throws. */
  async take(session: Session, words: ChatWords, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    const reference = this.#known(this.referenceOf(session));
    const activity = TurnContext.applyConversationReference(activityOf(words), reference, true);
    activity.id = this.#nextId();
    await this.runMiddleware(new TurnContext(this, activity), logic);
  }

  /** Where to speak to a session. */
  referenceOf({ user }: Session): Partial<ConversationReference> {
    return {
      channelId: CHANNEL,
      bot: BOT,
      user: { id: user, name: '' },
      conversation: { id: user, name: '', isGroup: false, conversationType: 'personal' },
    };
  }

  /** A turn that we begin. Throws `SessionUnknown`. */
  override async continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const event = { type: 'event', name: 'continueConversation' };
    const activity = TurnContext.applyConversationReference(event, this.#known(reference), true);
    await this.runMiddleware(new TurnContext(this, activity), logic);
  }

  /**
   * To the pages of the session the turn belongs to, whatever an activity says of its recipient. An ended session hears nothing
   * and nothing is thrown: Botkit's `say` loses what is thrown here, its caller would wait for ever.
   */
  override async sendActivities(
    context: TurnContext,
    activities: readonly Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    return activities.map((activity) => {
      if (activity.type === 'message') this.#sessions.tell(context.activity.conversation.id, shownBy(activity));
      return { id: this.#nextId() };
    });
  }

  /** What was said is evidence: the page shows the record, and nobody rewrites it. */
  override async updateActivity(): Promise<never> {
    throw new Error('what was said is not rewritten');
  }

  override async deleteActivity(): Promise<never> {
    throw new Error('what was said is not taken back');
  }

  #known(reference: Partial<ConversationReference>): Partial<ConversationReference> {
    if (this.#sessions.byUser(reference.user?.id ?? '') === null) throw new SessionUnknown('the session has ended');
    return reference;
  }

  #nextId(): string {
    return `activity-${(this.#activities += 1)}`;
  }
}

function activityOf({ text, choice, media }: ChatWords): Partial<Activity> {
  if (choice !== null) return called('choice', { value: choice });
  if (media !== null) return called('media', { value: media });
  return called('message', { text: text ?? '' });
}

/** Botkit takes the name of its event from here. */
const called = (event: ChatEvent, activity: Partial<Activity>): Partial<Activity> => ({
  type: 'message',
  channelData: { botkitEventType: event },
  ...activity,
});

/** An activity that the front door made: the message's id and answers are in its channel data. */
function shownBy({ text, channelData }: Partial<Activity>): Shown {
  const { id, choices } = channelData as Pick<Shown, 'id' | 'choices'>;
  return { id, text: text ?? '', choices };
}
