/** What a clock on the wall shows, told by the runtime and not by our own arithmetic: the tests' other opinion. */

export interface Wall {
  /** yyyy-mm-dd */
  readonly day: string;
  /** HH:mm */
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function wallOf(zone: string, at: number): Wall {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(zone, format);
  }
  const [day = '', time = ''] = format.format(at).split(' ');
  return { day, time };
}

const HOUR = 3_600_000;

/** The first hours (epoch ms) after each change of a zone's clocks, from `start` to `end`. */
export function changesOf(zone: string, start: number, end: number): number[] {
  const minuteOfDay = (at: number) => {
    const [hour = 0, minute = 0] = wallOf(zone, at).time.split(':').map(Number);
    return hour * 60 + minute;
  };
  const same = (a: number, b: number) => (minuteOfDay(b) - minuteOfDay(a) - (b - a) / 60_000) % 1440 === 0;
  const changes: number[] = [];
  for (let at = start; at < end; at += 24 * HOUR) {
    if (same(at, at + 24 * HOUR)) continue;
    let change = at;
    while (same(at, change)) change += HOUR;
    changes.push(change);
  }
  return changes;
}

export const ZONES = [
  'America/Santiago',
  'America/Punta_Arenas',
  'America/Coyhaique',
  'Pacific/Easter',
  'America/Argentina/Jujuy',
  'Europe/Madrid',
  'Europe/Rome',
] as const;
