/** What a turn says, as one message. */
import type { Channel } from '../domain/channel.js';
import type { Effect, SayKind } from '../domain/effect.js';
import { hoursFor, type Whereabouts } from '../programmes/zones.js';
import { dayWithin } from '../desk/working-days.js';
import { ZoneClock } from '../timers/offset.js';
import { taskNumber } from './task-number.js';
import { nextAllowed } from '../timers/hours.js';
import { segmentsOf } from '../words/gsm7.js';
import { render, type Moment } from '../words/render.js';
import type { Outgoing, TurnEvent } from './conversation.js';
import type { Rules } from './rules.js';

/** All that is said in one turn is one message: one order, one price, and nothing overtakes anything. */
export function outgoing(
  turn: number,
  channel: Channel,
  effects: readonly Effect[],
  event: TurnEvent,
  rules: Rules,
  where: Whereabouts & { readonly id: string; readonly answered?: boolean },
): Outgoing[] {
  const says = effects.filter((effect) => effect.type === 'say');
  if (says.length === 0) return [];
  const opens = (kind: SayKind) => kind === 'first' || kind === 'reminder';
  const strongest = says.find((say) => say.kind !== 'reply')?.kind ?? 'reply';
  // Whoever has just written is awake: the opening question put again is an answer to them.
  const kind = event.kind === 'said' && opens(strongest) ? 'reply' : strongest;
  // Only an answer may come at any hour: a list imported at night wakes nobody.
  const mayWait = opens(kind) || (event.kind !== 'said' && event.kind !== 'errand' && event.kind !== 'entered');
  const dueAt = mayWait && !rules.anyHour ? nextAllowed(event.at, hoursFor(rules.programme, where)) : event.at;
  const { programme } = rules;
  const moment: Moment = {
    number: taskNumber(where.id, turn, ZoneClock.of(where.zone ?? programme.zone).day(event.at)),
    link: rules.portalLink?.(where.id, turn) ?? '',
    within: (workingDays) => dayWithin(programme, where, event.at, workingDays),
  };
  const parts = says.map((say) => render(say, channel, programme, rules.words, moment));
  // Said once: to whoever answers us, or writes to us, for the first time.
  const isFirstAnswer = event.kind === 'said' && !where.answered;
  const banner = isFirstAnswer && rules.banner ? [rules.banner] : [];
  const text = [...banner, ...parts.map((part) => part.text)].join(channel === 'sms' ? ' ' : '\n\n');
  return [
    {
      id: `m${turn}`,
      kind,
      channel,
      dueAt,
      keys: says.map(({ key }) => rules.words.keyFor(rules.programme.locale, channel, key)),
      text,
      choices: parts.at(-1)?.choices ?? [],
      segments: channel === 'sms' ? segmentsOf(text) : 0,
    },
  ];
}
