/** The local hour of an instant, for millions of them: asked of the time-zone data once for each quarter of an hour of a zone. */

/** No zone's clock changes, or differs from UTC, by less than a quarter of an hour (IANA, since 1972). */
const QUARTER = 900_000;

/** Returns (epoch ms, IANA zone) → 0…23. */
export function localHours(): (at: number, zone: string) => number {
  const zones = new Map<string, { readonly format: Intl.DateTimeFormat; readonly hours: Map<number, number> }>();
  return (at, zone) => {
    let of = zones.get(zone);
    if (!of) {
      const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
      zones.set(zone, (of = { format, hours: new Map() }));
    }
    const quarter = Math.floor(at / QUARTER);
    let hour = of.hours.get(quarter);
    if (hour === undefined) of.hours.set(quarter, (hour = Number(of.format.format(quarter * QUARTER))));
    return hour;
  };
}
