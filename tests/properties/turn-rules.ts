/** What holds of every course, whatever happens in whatever order (DESIGN §3): judged from the records alone. */
import { isRemoving, keepsPlace, type OutcomeKind } from '../../src/domain/outcome.js';
import type { TurnRecord } from '../../src/turn/conversation.js';
import type { Rules } from '../../src/turn/rules.js';
import { wallOf } from '../support/wall.js';
import type { Lived } from './turn-course.js';

/** What is wrong, in words; empty when all holds. */
export function wrongWith({ turns, conversation, events, twice, early }: Lived, rules: Rules): string[] {
  const wrong: string[] = [];
  const hold = (ok: boolean, what: string) => {
    if (!ok) wrong.push(what);
  };
  const saidAt = new Map(events.map((event) => [event.eventId, event.kind === 'said' ? event.saidAt : null]));
  const kinds = new Map(turns.flatMap(({ record }) => record.sent.map(({ id, kind }) => [id, kind] as const)));
  const last = new Map<string, OutcomeKind>();
  let newest = 0;
  let answered = false;
  for (const id of twice) wrong.push(`${id} was applied twice`);
  for (const turn of early) wrong.push(`turn ${turn}: a timer fired early`);
  hold(new Set(conversation.applied).size === conversation.applied.length, 'an event is applied twice');
  turns.forEach(({ record, conversation: after }, n) => {
    const say = (ok: boolean, what: string) => hold(ok, `turn ${record.turn} (${record.kind}, ${record.from} → ${record.to}): ${what}`); // prettier-ignore
    const before = turns[n - 1];
    say(record.turn === n + 1 && after.turn === n + 1, 'its number');
    if (before) say(record.from === before.record.to, `begins at ${record.from}, not where the last one left`);
    say(after.timers.length === (after.live ? 1 : 0), `${after.timers.length} timers, live ${after.live}`);
    say(record.sent.length <= 1, 'says more than one message');
    for (const { kind, dueAt } of record.sent) {
      if (kind !== 'first' && kind !== 'reminder') continue;
      say(isAllowed(rules, after.zone, dueAt), `a ${kind} at ${new Date(dueAt).toISOString()}`);
      say(after.live, `a ${kind} of a conversation that has ended`);
      say(before === undefined || before.conversation.live || record.kind === 'said', `a ${kind} after the end`);
    }
    for (const id of record.withdrawn)
      say(!/emergency|stopConfirmation|closing/.test(kinds.get(id) ?? ''), `${kinds.get(id)} is withdrawn`);
    if (record.facts.some(({ fact }) => fact === 'optedOut')) {
      say(!after.live, 'goes on after a STOP');
      say(record.sent.every(({ kind }) => kind === 'stopConfirmation'), 'says more than that it heard the STOP'); // prettier-ignore
      say(after.queued.every(({ kind }) => /emergency|stopConfirmation|closing/.test(kind)), 'leaves messages queued after a STOP'); // prettier-ignore
    }
    if (record.facts.some(({ fact }) => fact === 'deathReported')) {
      say(!after.live && record.sent.every(({ kind }) => kind === 'closing'), 'goes on after the news of a death');
      say(after.queued.every(({ kind }) => /emergency|stopConfirmation|closing/.test(kind)), 'leaves messages queued after a death'); // prettier-ignore
    }
    const said = saidAt.get(record.eventId) ?? null;
    for (const { entry, is, details } of record.outcomes) {
      say(record.kind === 'said', `${is} without a word of the person`);
      say(said === null || said >= newest || is === 'deceasedReported', `older words say ${is}`);
      if (isRemoving(is)) {
        say(record.assurance >= 2 && proved(turns.map((turn) => turn.record).slice(0, n)), `${is} unproved`);
        say((details.confirmations ?? 0) >= 2 && confirmedTwice(turns.map((turn) => turn.record), n), `${is} not confirmed twice`); // prettier-ignore
      }
      const given = last.get(entry);
      if (given !== undefined && isRemoving(given) && keepsPlace(is))
        say(record.facts.some((fact) => fact.fact === 'hold' && fact.entry === entry), `${is} after ${given} without a hold`); // prettier-ignore
      last.set(entry, is);
    }
    answered ||= record.kind === 'said';
    if (record.notLocated.length > 0) {
      say(!answered, 'not located, and has answered');
      const { attempts, days, channels } = rules.cadence.notLocated;
      const tried = after.attempts;
      const onDays = new Set(tried.map(({ at }) => wallOf(after.zone ?? rules.programme.zone, at).day)).size;
      say(tried.length >= attempts && onDays >= days && new Set(tried.map(({ channel }) => channel)).size >= channels, 'not located after too little'); // prettier-ignore
    }
    const { perPerson, perChannel } = rules.cadence.attempts;
    say(after.attempts.length <= perPerson, `${after.attempts.length} attempts`);
    for (const channel of ['sms', 'whatsapp'] as const)
      say(after.attempts.filter((each) => each.channel === channel).length <= (perChannel[channel] ?? Infinity), `too many attempts by ${channel}`); // prettier-ignore
    newest = Math.max(newest, said ?? 0);
  });
  hold(!conversation.live, 'somebody is waited for for ever');
  return wrong;
}

function isAllowed({ programme }: Rules, zone: string | undefined, at: number): boolean {
  const { day, time } = wallOf(zone ?? programme.zone, at);
  return time >= programme.hours.from && time < programme.hours.to && !programme.holidays.has(day);
}

/** The right digits and year were said since somebody else last had the phone. */
function proved(before: readonly TurnRecord[]): boolean {
  const facts = before.map(({ facts }) => facts);
  const other = facts.findLastIndex((each) => each.some(({ fact }) => /relativeAnswered|deathReported|wrongPerson/.test(fact))); // prettier-ignore
  const proof = facts.findLastIndex((each) => each.some((fact) => fact.fact === 'identified' && fact.assurance === 2));
  return proof > other;
}

/** "Remove" to the question that says what it means, and "remove" once more to the one that follows: two messages of the person. */
function confirmedTwice(records: readonly TurnRecord[], n: number): boolean {
  if (records[n]?.from !== 'confirmed') return false;
  const first = records.slice(0, n).findLastIndex(({ from, to }) => from === 'readBack' && to === 'confirmed');
  return first >= 0 && records.slice(first + 1, n).every(({ from, to }) => from === 'confirmed' && to === 'confirmed');
}
