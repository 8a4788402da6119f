/** Cells of files that people open in a spreadsheet. */

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
