/** A virtual patient reads a message and answers as their truth and their manner say; or does not answer. */
import type { AnswerId } from '../../dialogs/context.js';
import type { Channel } from '../domain/channel.js';
import { BARRIERS } from '../domain/effect.js';
import type { Said } from '../turn/conversation.js';
import { DATES, PHRASES, PLACES } from './phrases.js';
import type { Truth } from './scenario.js';
import type { Manner, VirtualPerson } from './truth.js';

export interface Answer {
  readonly said: Said;
  /** Milliseconds after the message. */
  readonly after: number;
  readonly stops: boolean;
  /** By a slip of the thumb they gave up a place they need. */
  readonly slipped: boolean;
  /** They left, and now want the place back after all. */
  readonly changesMind: boolean;
}

/** What the patient sees of a message: which question it is, and which entry it means. */
export interface Seen {
  readonly channel: Channel;
  /** Key of the question, without `.again` or `.reminder`. */
  readonly question: string;
  readonly asked: readonly AnswerId[];
  readonly entry: string | null;
  readonly again: boolean;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Null = no answer to this message. `manner` — of whoever has the phone: the person, or a stranger. */
export function answerOf(person: VirtualPerson, manner: Manner, seen: Seen): Answer | null {
  const { random, habits } = person;
  if (manner === 'silent' || (manner === 'stranger' && random.chance(0.4))) return null;
  const reply = replyTo(person, manner, seen);
  if (reply === null) return null;
  const after = random.chance(habits.late) ? random.between(4 * 60, 40 * 60) * MINUTE : random.between(1, 90) * MINUTE;
  return answer(seen.channel, reply, after);
}

/** Some days after a place was given up: a few want it back. Null = not this one. */
export function secondThoughts({ random, habits }: VirtualPerson, channel: Channel): Answer | null {
  if (!random.chance(habits.changesMind)) return null;
  const text = random.pick(PHRASES.changed ?? ['si la necesito']);
  return { ...answer(channel, { text }, random.between(2 * 60, 6 * 24 * 60) * MINUTE), changesMind: true };
}

/** Longest wait for an answer: what comes later is no answer to this message. */
export const LONGEST_ANSWER = 6 * DAY;

function answer(channel: Channel, reply: Reply, after: number): Answer {
  const { text, choice, media, stops = false, slipped = false } = reply;
  const said = { channel, text: text ?? null, choice: choice ?? null, media: media ?? null };
  return { said, after, stops, slipped, changesMind: false };
}

type Reply = { text?: string; choice?: string; media?: 'voice'; stops?: boolean; slipped?: boolean };

function replyTo(person: VirtualPerson, manner: Manner, seen: Seen): Reply | null {
  const { random, habits } = person;
  const say = (name: keyof typeof PHRASES): Reply => ({ text: random.pick(PHRASES[name] ?? ['']) });
  /** The answer as this channel offers it (digit or button), or in own words. */
  const give = (answer: AnswerId, wordy = manner === 'sloppy' ? 0.7 : 0.3): Reply => {
    const at = seen.asked.indexOf(answer);
    if (at >= 0 && !random.chance(wordy)) return seen.channel === 'sms' ? { text: String(at + 1) } : { choice: answer };
    return PHRASES[answer] ? say(answer) : at >= 0 ? { text: String(at + 1) } : null!;
  };
  const opens = seen.question === 'who.ask' || seen.question === 'appointment.who';
  const ofMinor = seen.question === 'responsible.ask';
  if (opens || ofMinor) {
    if (manner === 'stranger') return give('notHere');
    if (manner === 'bereaved') return say('died');
    if (manner === 'relative' && opens) return give('relative');
    if (manner === 'stops') return { ...(random.chance(0.5) ? { text: '0' } : say('stop')), stops: true };
    if (manner === 'caller' && random.chance(0.5)) return say('call');
    if (manner === 'sloppy' && !seen.again && random.chance(0.2)) return say(random.chance(0.5) ? 'noise' : 'scam');
    if (ofMinor) return random.chance(0.4) ? say('responsible') : give('self', 0);
    return give('self');
  }
  if (seen.question === 'relative.ask') return give('here');
  if (manner === 'caller' && seen.question === 'need.ask') return say('call');
  if (seen.question === 'need.ask' && random.chance(habits.alarm)) return say('alarm');
  if (!seen.again && random.chance(habits.voice)) return { media: 'voice' };
  if (manner === 'sloppy' && !seen.again && random.chance(habits.noise)) return say('noise');
  return aboutEntry(person, manner, seen, give, say);
}

function aboutEntry(
  person: VirtualPerson,
  manner: Manner,
  seen: Seen,
  give: (answer: AnswerId) => Reply,
  say: (name: keyof typeof PHRASES) => Reply,
): Reply | null {
  const { random } = person;
  const truth: Truth = (seen.entry === null ? undefined : person.truths.get(seen.entry)) ?? 'stillNeeds';
  const slip = manner === 'sloppy' && random.chance(0.03);
  switch (seen.question) {
    case 'minor.need':
    case 'need.ask':
      if (slip) return give('no');
      if (truth === 'stillNeeds') return give('yes');
      if (truth === 'worse') return give('worse');
      if (truth === 'postpones') return give('postpone');
      return random.chance(0.5) ? give('no') : say(truth);
    case 'reason.ask':
      return keeps(truth) ? give('keep') : give(truth as AnswerId);
    case 'appointment.ask':
    case 'minor.appointment':
      if (truth === 'worse') return give('worse');
      if (!keeps(truth)) return give('notNeeded');
      return give(truth === 'postpones' || random.chance(0.1) ? 'cannot' : 'yes');
    case 'appointment.identity':
    case 'minor.identity':
    case 'identity.ask':
      if (person.document === '') return say('call');
      if (slip && !seen.again) return { text: `0000 ${person.birthYear}` };
      return {
        text: random.pick([
          `${person.documentTail} ${person.birthYear}`,
          `${person.documentTail} del ${person.birthYear}`,
          `${person.documentTail} y naci el ${person.birthYear}`,
        ]),
      };
    case 'details.place':
      return { text: random.pick(PLACES) };
    case 'details.date':
    case 'details.changedOn':
      return { text: random.pick(DATES) };
    case 'notice.ask':
      return give(random.chance(0.6) ? 'yes' : 'no');
    case 'barrier.ask':
      if (keeps(truth)) return offered(seen, 'keep');
      return offered(seen, random.chance(0.3) ? random.pick(BARRIERS) : 'none');
    case 'removal.readBack.barrier':
    case 'removal.readBack':
      if (slip) return give('remove');
      return keeps(truth) ? give('keep') : random.chance(0.03) ? give('keep') : give('remove');
    case 'removal.confirm':
      if (slip && keeps(truth)) return { ...give('remove'), slipped: true };
      return keeps(truth) ? give('keep') : random.chance(0.03) ? give('keep') : give('remove');
    case 'phone.ask':
      return random.chance(0.9) ? give('yes') : null;
    default:
      return null;
  }
}

/** An answer of a list that no words of ours stand for: its digit, or a tap. */
function offered({ channel, asked }: Seen, id: string): Reply {
  const at = (asked as readonly string[]).indexOf(id);
  return channel === 'sms' ? { text: String(at + 1) } : { choice: id };
}

const keeps = (truth: Truth) => truth === 'stillNeeds' || truth === 'worse' || truth === 'postpones';
