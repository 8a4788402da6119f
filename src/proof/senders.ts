/** What may be said on which number of ours: nothing is asked where nobody can answer, no text names a number that is not live. */
import { isDialogId } from '../../dialogs/index.js';
import type { Programme } from '../programmes/programme.js';
import type { Words } from '../words/words.js';
import { walk } from './walk.js';
import type { Failure } from './check.js';

export function checkSenders(programme: Programme, words: Words): Failure[] {
  return [...asksWhereNobodyCanAnswer(programme), ...namesPending(programme, words)];
}

/** A step of the cadence on a one-way sender announces: what it says first has no question in it. */
function asksWhereNobodyCanAnswer({ id, cadence, senders, maxEntries }: Programme): Failure[] {
  return cadence.flatMap(({ channel, dialog }, step) => {
    const oneWay = senders.some((sender) => sender.channel === channel && sender.state === 'live' && !sender.twoWay);
    if (!oneWay || !isDialogId(dialog)) return [];
    const { edges } = walk(dialog, {
      firstName: 'Ana',
      entries: [{ id: 'e', askedOn: '2023-03', place: 'Osorno', care: null }],
      channel,
      maxEntries: maxEntries[channel],
      assurance: 0,
    });
    // Everything that is said before anybody has answered: the first text and its reminders.
    const unanswered = edges
      .filter(({ event }) => event === null || event.type === 'NO_REPLY')
      .filter(({ facts }) => facts.size === 0);
    const asks = unanswered.some(
      ({ context, effects }) => context.asked !== null && effects.some(({ type }) => type === 'say'),
    );
    if (!asks) return [];
    return [
      {
        dialog,
        where: `${id} cadence step ${step} [${channel}]`,
        what: 'asks on a sender that nobody can answer: use announce-call',
      },
    ];
  });
}

/** The words name our numbers by placeholders, whose numbers must be live for calls. */
function namesPending({ id, locale, official, numbers }: Programme, words: Words): Failure[] {
  const failures: Failure[] = [];
  const fail = (where: string, what: string) => failures.push({ dialog: id, where, what });
  const state = (number: string, use: string) =>
    official.find((each) => each.number === number && each.use === use)?.state;
  if (state(numbers.info, 'call') === 'pending') fail('numbers.info', `${numbers.info} cannot be called yet`);
  if (state(numbers.caller, 'outgoingCalls') === 'pending')
    fail('numbers.caller', `${numbers.caller} does not call yet`);
  for (const { key, text } of words.all(locale)) {
    for (const { number } of official)
      if (digitsOf(text).includes(digitsOf(number)))
        fail(key, `names ${number} by its digits: write {info} or {caller}`);
    const pending = official.some(
      (each) => each.use === 'whatsapp' && each.state === 'pending' && each.number === numbers.info,
    );
    if (pending && /whats\s?app[^.?!]*\{info\}|\{info\}[^.?!]*whats\s?app/i.test(text))
      fail(key, `names ${numbers.info} on WhatsApp, where it is pending`);
    if (state(numbers.info, 'sms') === 'pending' && /sms[^.?!]*\{info\}/i.test(text))
      fail(key, `names ${numbers.info} for SMS, where it is pending`);
  }
  return failures;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
