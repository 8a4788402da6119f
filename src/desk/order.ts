/** Whose turn it is (issue 10): danger first, then who has waited since an earlier day, then whoever usually answers at this hour. Pure. */
import type { Queue } from '../domain/effect.js';
import type { DeskTaskDoc, PersonDoc } from '../store/documents.js';
import type { Criterion } from '../routing/criteria.js';
import { ZoneClock } from '../timers/offset.js';

/** What an operator of the command centre takes; the others have people and pages of their own. */
export const OPERATOR_QUEUES = ['emergency', 'sameDay', 'call', 'listen', 'questions', 'requests', 'identify'] as const satisfies readonly Queue[]; // prettier-ignore
/** Taken before everything else, in this order. */
const RED: readonly Queue[] = ['emergency', 'sameDay', 'doctor'];

/** An hour either way is still the hour at which somebody answers. */
const NEAR = 3_600_000;
const DAY = 86_400_000;

/** The centre that has it (null = none yet, or the own one), and why it may be taken over (null = it need not be). */
export interface Takeover {
  readonly from: string | null;
  readonly why: Criterion | null;
}

export interface Waiting {
  readonly task: DeskTaskDoc;
  readonly person: Pick<PersonDoc, 'answeredAt'> | null;
  readonly zone: string;
  /** Another centre's, which this one may take over. */
  readonly over?: Takeover;
}

export const isRed = ({ queue }: Pick<DeskTaskDoc, 'queue'>): boolean => RED.includes(queue);

/** `asker` — the operator: what they asked the supervisor, and is decided, comes back to them before what nobody has begun. */
export function inTurn(now: number, asker: string): (a: Waiting, b: Waiting) => number {
  const key = (each: Waiting): readonly (number | string)[] => {
    const { queue, at, question } = each.task;
    const red = RED.indexOf(queue);
    const decided = question?.decision !== undefined && question.by === asker;
    return [
      red >= 0 ? red : RED.length,
      decided ? 0 : 1,
      // What is of the own area comes first; others are helped by whoever has nothing to do.
      each.over?.why ? 1 : 0,
      red >= 0 ? '' : ZoneClock.of(each.zone).day(at.getTime()),
      red < 0 && answersNow(each, now) ? 0 : 1,
      at.getTime(),
      each.task._id,
    ];
  };
  return (a, b) => {
    const [mine, theirs] = [key(a), key(b)];
    const index = mine.findIndex((value, at) => value !== theirs[at]);
    return index < 0 ? 0 : (mine[index] as number) < (theirs[index] as number) ? -1 : 1;
  };
}

/** Is it about the hour of day at which they last answered? */
export function answersNow({ person }: Pick<Waiting, 'person'>, now: number): boolean {
  if (!person?.answeredAt) return false;
  const apart = Math.abs((((now - person.answeredAt.getTime()) % DAY) + DAY) % DAY);
  return Math.min(apart, DAY - apart) <= NEAR;
}
