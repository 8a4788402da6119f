/** Whole courses of a conversation through the pure steps of a turn: no database, no clock. */
import { freshContext } from '../../dialogs/context.js';
import { PATHS } from '../../src/paths.js';
import { cadenceOf } from '../../src/programmes/cadence.js';
import { loadProgramme } from '../../src/programmes/programme.js';
import type { Conversation, PersonFacts, Turn, TurnEvent } from '../../src/turn/conversation.js';
import type { Rules } from '../../src/turn/rules.js';
import { takeTurn } from '../../src/turn/take.js';
import { loadWords } from '../../src/words/words.js';

export async function theRules(): Promise<Rules> {
  const programme = await loadProgramme(`${PATHS.programmes}/minsal`);
  return {
    programme,
    cadence: cadenceOf(programme, null),
    words: await loadWords(PATHS.templates),
    anyHour: false,
  };
}

const START = Date.parse('2026-11-23T13:00:00Z');
const FACTS: PersonFacts = {
  firstName: 'Hortensia',
  documentTail: '5567',
  birthYear: 1943, bornOn: null,
  entries: ['a', 'b', 'c'].map((id) => ({ id, askedOn: `2023-0${id.charCodeAt(0) - 95}`, place: 'Osorno', care: id === 'b' ? null : 'consulta de traumatología' })),
}; // prettier-ignore

export const fresh = (): Conversation => ({
  id: 'c1', programme: 'minsal', person: 'p1', address: 'n1', channel: 'sms', live: true, ended: null, dialog: 'unknown-writer', version: 1,
  state: 'fresh', context: freshContext({ firstName: '', entries: [], channel: 'sms', maxEntries: 2, assurance: 0 }), step: 0, turn: 0,
  campaign: null, cadence: null, arm: null, attempts: [], applied: [], saidAt: 0, answered: false, windowUntil: 0, askedIn: [], timers: [], queued: [],
}); // prettier-ignore

export type Happening =
  | { readonly say: string; readonly late: boolean; readonly channel: 'sms' | 'whatsapp' }
  | { readonly click: string }
  | { readonly media: 'voice' | 'photo' }
  | { readonly what: 'timer' | 'undelivered' | 'sent' }
  | { readonly closed: string };

export const says = (say: string): Happening => ({ say, late: false, channel: 'sms' });

export function live(rules: Rules, course: readonly Happening[]): { turns: Turn[]; conversation: Conversation } {
  let conversation = fresh();
  const turns: Turn[] = [];
  let at = START;
  const take = (event: TurnEvent) => {
    const turn = takeTurn(conversation, event, rules);
    if (!turn) return;
    turns.push(turn);
    conversation = turn.conversation;
    // Twice is once, whatever it was.
    if (takeTurn(conversation, event, rules) !== null) throw new Error(`${event.kind} was taken twice`);
  };
  take({ kind: 'start', eventId: 'start', at, step: 0, facts: FACTS });
  course.forEach((what, n) => {
    at += 60_000;
    const eventId = `e${n}`;
    // Messages leave in the order of time, save some.
    if ('what' in what) {
      const waitId = conversation.timers[0]?.waitId ?? '';
      if (what.what === 'timer') take({ kind: 'timer', eventId, at, waitId });
      else if (what.what === 'undelivered')
        take({
          kind: 'undelivered',
          eventId,
          at,
          message: 'm1',
          failure: { kind: 'unreachable', retryable: false, code: 'x' },
          lost: null,
        });
      else conversation = { ...conversation, queued: [] };
    } else if ('closed' in what) take({ kind: 'entryClosed', eventId, at, entry: what.closed });
    else {
      // Whoever answers a question has read it.
      conversation = { ...conversation, queued: conversation.queued.map((each) => ({ ...each, sending: true })) };
      const channel = 'channel' in what ? what.channel : conversation.channel;
      const late = 'late' in what && what.late;
      const said = {
        channel,
        text: 'say' in what ? what.say : null,
        choice: 'click' in what ? what.click : null,
        media: 'media' in what ? what.media : null,
      };
      take({ kind: 'said', eventId, at, saidAt: late ? at - 30 * 60_000 : at, said, facts: FACTS });
    }
  });
  return { turns, conversation };
}
