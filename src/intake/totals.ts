import type { IntakeCode } from './codes.js';
import type { Header } from './header.js';
import type { AcceptedRow, Finding, ListSummary } from './list.js';
import type { ListMemory } from './people.js';
import { nameOf } from './separator.js';

/** Counts what became of the rows. */
export class Totals {
  #imported = 0;
  #rejected = 0;
  #skipped = 0;
  #open = 0;
  #duplicates = 0;
  readonly #codes: Partial<Record<IntakeCode, number>> = {};

  accept(row: AcceptedRow): void {
    this.#imported++;
    if (row.entry.exitedOn === null) this.#open++;
  }

  refuse(duplicate: boolean): void {
    this.#rejected++;
    if (duplicate) this.#duplicates++;
  }

  /** Blank records inside the file; returns none left. */
  skip(lines: readonly number[], tell: (finding: Finding) => void): never[] {
    this.#skipped += lines.length;
    for (const line of lines) tell({ kind: 'warned', line, column: null, code: 'blank-record' });
    return [];
  }

  count(code: IntakeCode): void {
    this.#codes[code] = (this.#codes[code] ?? 0) + 1;
  }

  summary(memory: ListMemory, header: Header, encoding: string, lastLine: number): ListSummary {
    return {
      rows: this.#imported + this.#rejected + this.#skipped,
      imported: this.#imported,
      rejected: this.#rejected,
      skipped: this.#skipped,
      people: memory.people,
      entries: this.#imported,
      openEntries: this.#open,
      reachable: memory.reachable,
      duplicates: this.#duplicates,
      codes: this.#codes,
      encoding,
      separator: nameOf(header.separator),
      headerLine: header.line,
      lastLine,
    };
  }
}
