/** "Who is reading?": the first question of a conversation with somebody we do not know yet. */
import { ask } from './kit.js';

export const askWho = ask(() => ({
  key: 'who.ask',
  question: 'identity',
  choices: ['self', 'relative', 'notHere'],
  kind: 'first',
}));
