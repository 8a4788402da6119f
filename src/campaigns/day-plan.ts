/** A campaign day by day: who is begun with, and what the virtual patients of all days before lead to. Pure. */
import type { Channel } from '../domain/channel.js';
import type { Course, Traffic } from './forecast.js';

export interface DayPlan extends Traffic {
  /** yyyy-mm-dd where the programme is. */
  readonly day: string;
  /** Begun with on this day; what follows is expected, of virtual patients. */
  readonly people: number;
  readonly tasks: number;
  readonly channels: Readonly<Partial<Record<Channel, Traffic>>>;
}

/** People by day and what one of them leads to, laid over each other. */
export function daysOf(begun: ReadonlyMap<string, number>, course: Course): DayPlan[] {
  const days = new Map<
    string,
    {
      people: number;
      tasks: number;
      channels: Partial<Record<Channel, { messages: number; segments: number; cost: number }>>;
    }
  >();
  const at = (day: string) => {
    const known = days.get(day) ?? { people: 0, tasks: 0, channels: {} };
    days.set(day, known);
    return known;
  };
  for (const [day, people] of begun) {
    at(day).people += people;
    const start = Date.parse(`${day}T00:00:00Z`);
    course.days.forEach(({ tasks, channels }, n) => {
      if (tasks === 0 && Object.keys(channels).length === 0) return;
      const then = at(new Date(start + n * 86_400_000).toISOString().slice(0, 10));
      then.tasks += tasks * people;
      for (const [channel, { messages, segments, cost }] of Object.entries(channels)) {
        const sum = (then.channels[channel as Channel] ??= { messages: 0, segments: 0, cost: 0 });
        sum.messages += messages * people;
        sum.segments += segments * people;
        sum.cost += cost * people;
      }
    });
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, { people, tasks, channels }]) => {
      const whole = Object.fromEntries(
        Object.entries(channels).map(([channel, { messages, segments, cost }]) => [
          channel,
          { messages: Math.round(messages), segments: Math.round(segments), cost: Math.round(cost) },
        ]),
      ) as Partial<Record<Channel, Traffic>>;
      const sum = (of: keyof Traffic) => Object.values(whole).reduce((total, traffic) => total + traffic[of], 0);
      return {
        day,
        people,
        tasks: Math.round(tasks),
        messages: sum('messages'),
        segments: sum('segments'),
        cost: sum('cost'),
        channels: whole,
      };
    });
}
