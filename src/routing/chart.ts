/** The average day of a simulation as a picture: calls by half hour, and of them those that nobody answers, before and after. SVG, of numbers and times only. */
import type { RoutingResult } from './simulate.js';

const WIDTH = 960;
const HEIGHT = 420;
const LEFT = 56;
const RIGHT = 16;
const TOP = 76;
const BOTTOM = 48;
const LINES = 5;
/** Readable by people who see no red or green, and in grey. */
const COLOURS = { offered: '#c9d3dc', before: '#b3401f', after: '#1f6f8b', text: '#1d2733', line: '#e3e8ed' } as const;

const n = (value: number): string => String(Math.round(value * 100) / 100);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const plain = (text: string): string => text.replace(/[<>&"']/g, '');

/** A step of 1, 2 or 5 times a power of ten, so that at most `LINES` lie below the highest. */
function stepOf(highest: number): number {
  const rough = Math.max(highest, 1e-9) / LINES;
  const power = 10 ** Math.floor(Math.log10(rough));
  return (([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) as number) * power;
}

export function routingChart({ scenario, seed, days, before, after, halfHours }: RoutingResult): string {
  const highest = Math.max(...halfHours.map(({ offered }) => offered), 1e-9);
  const step = stepOf(highest);
  const top = Math.ceil(highest / step) * step;
  const wide = (WIDTH - LEFT - RIGHT) / Math.max(1, halfHours.length);
  const y = (calls: number): number => HEIGHT - BOTTOM - (calls / top) * (HEIGHT - TOP - BOTTOM);
  const rect = (x: number, calls: number, width: number, colour: string, what: string): string =>
    `<rect x="${n(x)}" y="${n(y(calls))}" width="${n(width)}" height="${n(y(0) - y(calls))}" fill="${colour}"><title>${what}: ${n(calls)}</title></rect>`;
  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, line) => {
    const at = y(line * step);
    return `<path d="M${LEFT} ${n(at)}H${WIDTH - RIGHT}" stroke="${COLOURS.line}"/><text x="${LEFT - 8}" y="${n(at + 4)}" text-anchor="end">${n(line * step)}</text>`;
  });
  const bars = halfHours.map(({ from, offered, unansweredBefore, unansweredAfter }, index) => {
    const x = LEFT + index * wide;
    const part = wide * 0.36;
    const hour = index % Math.max(1, Math.ceil(halfHours.length / 16)) === 0 ? `<text x="${n(x + wide / 2)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${from}</text>` : ''; // prettier-ignore
    return [
      rect(x + wide * 0.08, offered, wide * 0.84, COLOURS.offered, `${from} calls`),
      rect(x + wide * 0.12, unansweredBefore, part, COLOURS.before, `${from} unanswered before`),
      rect(x + wide * 0.52, unansweredAfter, part, COLOURS.after, `${from} unanswered after`),
      hour,
    ].join('');
  });
  const legend = [
    [COLOURS.offered, 'calls'],
    [COLOURS.before, `unanswered before: ${percent(before.overflow)}`],
    [COLOURS.after, `unanswered after: ${percent(after.overflow)}`],
  ].map(([colour, text], index) => `<rect x="${LEFT + index * 250}" y="44" width="12" height="12" fill="${colour}"/><text x="${LEFT + 18 + index * 250}" y="54">${text}</text>`); // prettier-ignore
  const title = `${plain(scenario)}: the average day by half hour (${days} days, seed ${seed})`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${title}; unanswered before ${percent(before.overflow)}, after ${percent(after.overflow)}" font-family="system-ui, sans-serif" font-size="12" fill="${COLOURS.text}">`,
    `<title>${title}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="26" font-size="16" font-weight="600">${title}</text>`,
    ...legend,
    ...grid,
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}
