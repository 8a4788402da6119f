/** The lines of a gateway's file as records. A quote that somebody typed must not make one person's line part of another's text. */

/** A line, or the whole file, that cannot be read. Says nothing of what it holds. */
export interface LineProblem {
  readonly line: number;
  readonly reason: string;
}
export interface GatewayRecord {
  /** That it begins on. */
  readonly line: number;
  readonly cells: readonly string[];
}
export interface GatewayRecords {
  readonly records: readonly GatewayRecord[];
  readonly problems: readonly LineProblem[];
}
interface Read {
  readonly cells: readonly string[];
  /** Index of the line that it ends on. */
  readonly last: number;
  /** A quoted text of several lines, one of which could be somebody else's. */
  readonly doubtful: boolean;
}

/** A quoted text that is longer was never closed: the longest answer of an SMS has 39,015 characters, 255 parts. */
const LONGEST = 40_000;

/**
 * A cell is quoted when the quote is closed before a separator or the end of a line, with the quotes inside doubled. Anything else
 * that begins with a quote is a text as it stands, and ends with its line. Closed, but around what looks like a line of its own,
 * it could be two people's answers, or one person's who wrote what looks like another's: none of its lines is read.
 */
export function recordsOf(text: string): GatewayRecords {
  // An old Mac's line ends are believed only where there are no others: a single CR may be part of a text.
  const lines = text.split(text.includes('\n') ? /\r?\n/ : '\r');
  const delimiter = lines.find((line) => line !== '')?.includes(';') ? ';' : ',';
  const records: GatewayRecord[] = [];
  const problems: LineProblem[] = [];
  for (let first = 0; first < lines.length; first++) {
    if (lines[first] === '') continue;
    const read = recordAt(lines, first, delimiter) ?? plainLine(lines[first] ?? '', delimiter);
    if (!read.doubtful) records.push({ line: first + 1, cells: read.cells });
    const last = Math.max(first, read.last);
    for (let each = first; read.doubtful && each <= last; each++)
      problems.push({ line: each + 1, reason: 'a quoted text of several lines, one of which could be another answer' });
    first = last;
  }
  return { records, problems };
}

/** Null = a quote is not closed as it must be. */
function recordAt(lines: readonly string[], first: number, delimiter: string): Read | null {
  const cells: string[] = [];
  let doubtful = false;
  let [last, at] = [first, 0];
  for (;;) {
    const line = lines[last] ?? '';
    if (line[at] === '"') {
      const quoted = quotedCell(lines, last, at + 1, delimiter);
      if (quoted === null) return null;
      cells.push(quoted.text);
      doubtful ||= quoted.last > last && quoted.text.split('\n').some((part) => looksLikeRecord(part, delimiter));
      [last, at] = [quoted.last, quoted.end];
    } else {
      const cell = plainCell(line, at, delimiter);
      cells.push(cell);
      at += cell.length;
    }
    if (at >= (lines[last] ?? '').length) return { cells, last, doubtful };
    at += delimiter.length;
  }
}

/** One line by itself: what is not closed within it is no quote. */
function plainLine(line: string, delimiter: string): Read {
  const cells: string[] = [];
  for (let at = 0; ; at += delimiter.length) {
    const quoted = line[at] === '"' ? quotedCell([line], 0, at + 1, delimiter) : null;
    const cell = quoted?.text ?? plainCell(line, at, delimiter);
    cells.push(cell);
    at = quoted?.end ?? at + cell.length;
    if (at >= line.length) return { cells, last: 0, doubtful: false };
  }
}

function plainCell(line: string, from: number, delimiter: string): string {
  const end = line.indexOf(delimiter, from);
  return line.slice(from, end < 0 ? line.length : end);
}

/** From behind its first quote; `end` is behind its last. Null = not closed, or by a quote inside a text. */
function quotedCell(lines: readonly string[], first: number, from: number, delimiter: string) {
  let text = '';
  let at = from;
  for (let last = first; last < lines.length && text.length <= LONGEST;) {
    const line = lines[last] ?? '';
    const quote = line.indexOf('"', at);
    if (quote < 0) {
      text += `${line.slice(at)}\n`;
      last += 1;
      at = 0;
      continue;
    }
    text += line.slice(at, quote);
    at = quote + 1;
    if (line[at] !== '"') return at === line.length || line.startsWith(delimiter, at) ? { text, last, end: at } : null;
    text += '"';
    at += 1;
  }
  return null;
}

/** Rather too often than not: a phone number between separators, or more separators than people write. */
function looksLikeRecord(line: string, delimiter: string): boolean {
  const pieces = line.split(delimiter);
  if (pieces.length < 2) return false;
  if (delimiter === ';' && pieces.length > 2) return true;
  return pieces.some((piece) => /^(?:[a-z]+:)?\d{6,}$/i.test(piece.replace(/[\s"()+.-]/g, '')));
}
