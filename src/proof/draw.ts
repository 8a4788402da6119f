/** A picture of a machine: states in columns by their distance from the start, transitions as arrows (SVG). */
import { dialogs, type DialogId } from '../../dialogs/index.js';
import type { Edge } from './walk.js';

/** The same from every question: written beside the picture instead of drawn into it. */
const FROM_ANYWHERE = [
  'STOP',
  'PERSON',
  'EMERGENCY',
  'DEATH',
  'WRONG_PERSON',
  'RELATIVE',
  'UNCLEAR',
  'VOICE',
  'PHOTO',
  'ASKED',
  'SMALLTALK',
  'LATER',
  'NO_REPLY',
];

const BOX = { width: 150, height: 34, gapX: 130, gapY: 26 };

/** `edges` — from `walk`. */
export function draw(id: DialogId, edges: readonly Edge[]): string {
  const arrows = new Map<string, Set<string>>();
  const anywhere = new Map<string, Set<string>>();
  const ends = (state: string) => isClosed(id, state);
  for (const { from, to, event } of edges) {
    if (from === '' || from === to || !event || ends(from)) continue;
    const unexpected = event.type === 'ANSWER' && (event.answer === 'mistake' || (to === 'handed' && from !== 'who'));
    if (FROM_ANYWHERE.includes(event.type) || unexpected) {
      const name = event.type === 'ANSWER' || event.type === 'UNCLEAR' ? 'not understood twice' : event.type;
      if (to !== from) anywhere.set(to, (anywhere.get(to) ?? new Set()).add(name));
      continue;
    }
    const label = event.type === 'ANSWER' ? event.answer : event.type.toLowerCase();
    const key = `${from}\n${to}`;
    arrows.set(key, (arrows.get(key) ?? new Set()).add(label));
  }
  const start = edges.find(({ from }) => from === '')?.to ?? '';
  const column = columns(
    start,
    [...arrows.keys()].map((key) => key.split('\n') as [string, string]),
  );
  const last = Math.max(...column.values()) + 1;
  for (const state of anywhere.keys()) if (!column.has(state)) column.set(state, last);
  const rows = new Map<number, number>();
  const place = new Map<string, { x: number; y: number }>();
  for (const [state, at] of column) {
    const row = rows.get(at) ?? 0;
    rows.set(at, row + 1);
    place.set(state, { x: 20 + at * (BOX.width + BOX.gapX), y: 60 + row * (BOX.height + BOX.gapY) });
  }
  const width = 200 + (Math.max(...column.values()) + 1) * (BOX.width + BOX.gapX);
  const height = 100 + Math.max(...rows.values()) * (BOX.height + BOX.gapY);
  const lines = [...arrows].map(([key, labels]) => {
    const [from, to] = key.split('\n') as [string, string];
    const a = place.get(from);
    const b = place.get(to);
    if (!a || !b) return '';
    const forward = b.x > a.x;
    const x1 = forward ? a.x + BOX.width : a.x + BOX.width / 2;
    const y1 = a.y + (forward ? BOX.height / 2 : 0);
    const x2 = forward ? b.x : b.x + BOX.width / 2;
    const y2 = b.y + (forward ? BOX.height / 2 : BOX.height);
    const bend = forward ? (x1 + x2) / 2 : x1;
    const title = [...labels].sort().join(', ');
    const shown = title.length > 26 ? `${title.slice(0, 25)}…` : title;
    return `<path d="M${x1},${y1} C${bend},${y1} ${forward ? bend : x2},${y2} ${x2},${y2}" class="arrow"><title>${from} → ${to}: ${title}</title></path><text x="${(x1 + x2) / 2}" y="${(y1 + y2) / 2 - 3}" class="label">${shown}</text>`;
  });
  const boxes = [...place].map(([state, { x, y }]) => {
    return `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6" class="${ends(state) ? 'closed' : 'open'}"/><text x="${x + BOX.width / 2}" y="${y + 22}" class="state">${state}</text>${column.get(state) === last && anywhere.has(state) ? `<text x="${x + BOX.width + 8}" y="${y + 21}" class="from">from anywhere: ${[...(anywhere.get(state) ?? [])].sort().join(', ').toLowerCase()}</text>` : ''}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" role="img" aria-label="${id}">
<style>.arrow{fill:none;stroke:#7a8a84;marker-end:url(#tip)}.label{font-size:9px;fill:#55605b;text-anchor:middle}.state{font-size:13px;text-anchor:middle;fill:#1c2421}.from{font-size:11px;fill:#55605b}.open{fill:#fff;stroke:#0b5d4e}.closed{fill:#d9efe6;stroke:#0b5d4e}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#7a8a84"/></marker></defs>
<rect width="100%" height="100%" fill="#f6f5f1"/><text x="20" y="32" font-size="18">${id} · version ${dialogs[id].version}</text>
${lines.join('\n')}
${boxes.join('\n')}
</svg>
`;
}

function isClosed(id: DialogId, state: string): boolean {
  const node = (dialogs[id].machine.states as unknown as Record<string, { tags?: readonly string[] }>)[state];
  return node?.tags?.includes('closed') ?? false;
}

function columns(start: string, arrows: readonly (readonly [string, string])[]): Map<string, number> {
  const column = new Map([[start, 0]]);
  const queue = [start];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    for (const [from, to] of arrows) {
      if (from !== state || column.has(to)) continue;
      column.set(to, (column.get(state) ?? 0) + 1);
      queue.push(to);
    }
  }
  return column;
}
