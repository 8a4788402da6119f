/** Files of rows that people open in a spreadsheet: no cell is a formula, and only the owner of the process reads them. */
import { chmod, writeFile } from 'node:fs/promises';

/** A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection); the apostrophe makes it text again. */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell of a `;` file. */
export function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[;"\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export const line = (values: readonly (string | number | null)[]): string => values.map(cell).join(';');

/** What `cell` made safe, read back. */
export const uncell = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;

/** A byte order mark, so that a spreadsheet reads the accents. */
export async function writePrivate(file: string, header: readonly string[], lines: readonly string[]): Promise<void> {
  await writeFile(file, `\ufeff${[header.join(';'), ...lines].join('\r\n')}\r\n`, { mode: 0o600 });
  await chmod(file, 0o600); // the mode of a file that was there before stays otherwise
}
