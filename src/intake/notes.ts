import { messageFor, type IntakeCode, type RejectionCode, type RepairCode, type WarningCode } from './codes.js';
import type { ColumnName } from './column-names.js';
import type { Finding } from './list.js';
import type { Refusal } from './people.js';

const NOTHING: readonly Finding[] = [];

/** Collects what is to be said about one row while its cells are read. One object for all rows: nothing is made for clean ones. */
export class RowNotes {
  line = 0;
  rejected = false;
  #findings: Finding[] = [];
  #column: ColumnName | null = null;
  #code: RepairCode | null = null;
  #to: string | readonly string[] | null = null;

  start(line: number): void {
    this.line = line;
    this.rejected = false;
    this.at(null);
    if (this.#findings.length > 0) this.#findings = [];
  }

  /** Findings from here on are about this column. */
  at(column: ColumnName | null): void {
    this.#column = column;
    this.#code = null;
    this.#to = null;
  }

  /** The cell being read is not written normally; told once, when the cell is done. `to` — when it is not the value read. */
  repair(code: RepairCode, to: string | readonly string[] | null = null): void {
    this.#code = code;
    this.#to = to;
  }

  /** The cell is done: says what became of it, if anything did. */
  settle(from: string, value: string, cleaned: boolean): void {
    if (this.#code === null && !cleaned) return;
    this.repaired(this.#column, this.#code ?? 'spaces-cleaned', from, this.#to ?? value);
    this.#code = null;
    this.#to = null;
  }

  repaired(column: ColumnName | null, code: RepairCode, from: string, to: string | readonly string[]): void {
    this.#findings.push({ kind: 'repaired', line: this.line, column, code, from, to });
  }

  warn(code: WarningCode, column: ColumnName | null = this.#column, other: string | number = ''): void {
    this.#tell('warned', code, column, other);
  }

  reject(code: RejectionCode, column: ColumnName | null = this.#column, other: string | number = ''): void {
    this.rejected = true;
    this.#tell('rejected', code, column, other);
  }

  hasRejected(column: ColumnName): boolean {
    return this.#findings.some((finding) => finding.kind === 'rejected' && finding.column === column);
  }

  #tell(kind: 'warned' | 'rejected', code: IntakeCode, column: ColumnName | null, other: string | number): void {
    const message = messageFor(code, this.line, column, other);
    this.#findings.push({ kind, line: this.line, column, code, message });
  }

  /** What is left to say: of a refused row only why, for nothing of it is kept. */
  taken(): readonly Finding[] {
    if (this.#findings.length === 0) return NOTHING; // not the array itself: the next row will write into it
    return this.rejected ? this.#findings.filter((finding) => finding.kind === 'rejected') : this.#findings;
  }
}

/** The refusal of a row that is fine by itself but repeats an earlier line. */
export function rejection(line: number, { code, other }: Refusal): Finding {
  const column = code === 'duplicate-open' ? 'RUN' : 'SIGTE_ID';
  return { kind: 'rejected', line, column, code, message: messageFor(code, line, column, other) };
}
