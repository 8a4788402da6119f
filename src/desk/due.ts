import { DateTime } from 'luxon';
import type { Queue } from '../domain/effect.js';
import type { AllowedHours } from '../timers/hours.js';
import { nextAllowed } from '../timers/hours.js';

/** Until when a task is to be taken, epoch ms. Danger is at once, "worse" the same day; the rest within days. */
export function taskDueAt(queue: Queue, at: number, hours: AllowedHours): number {
  switch (queue) {
    case 'emergency':
    case 'coordinator':
      return at;
    // A voice note is an answer nobody has heard yet: within the hours of the same day.
    case 'listen':
    case 'doctor':
    case 'sameDay': {
      const open = nextAllowed(at, hours);
      return DateTime.fromMillis(open, { zone: hours.zone }).endOf('day').toMillis();
    }
    case 'call':
    case 'requests':
    case 'questions':
    case 'identify':
    case 'review':
      return days(at, 2);
    case 'registry':
    case 'service':
      return days(at, 5);
    default:
      return queue satisfies never;
  }
}

const days = (at: number, count: number) => at + count * 86_400_000;
