/** What comes in at the chat page: plain data, no Botkit in it. */

/** What a person does on the page; one of the three is given. */
export interface ChatWords {
  readonly text: string | null;
  /** Id of the answer clicked. */
  readonly choice: string | null;
  readonly media: 'voice' | null;
}

/** What Botkit calls the three. */
export const CHAT_EVENTS = ['message', 'choice', 'media'] as const;
export type ChatEvent = (typeof CHAT_EVENTS)[number];

/** The session has ended, or never was. */
export class SessionUnknown extends Error {
  override readonly name = 'SessionUnknown';
}
