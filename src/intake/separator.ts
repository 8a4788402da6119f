/** What stands between two cells. Semicolon first: with equal evidence it is what Chilean spreadsheets write. */
export const SEPARATORS = [';', ',', '\t', '|'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** Cells of one line, quotes respected and taken away. For headers; records have their own reader. */
export function splitQuoted(line: string, separator: Separator): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (character === '"') {
      if (quoted && line.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = !quoted;
    } else if (character === separator && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  cells.push(cell);
  return cells;
}

/** Separators are written by their name in reports. */
export function nameOf(separator: Separator): string {
  return separator === '\t' ? 'tab' : separator;
}
