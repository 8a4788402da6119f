/** Pages that are tables: what `console-tables` draws. */
export interface TableRow {
  readonly cells: readonly string[];
  /** The last cell says that something is wrong. */
  readonly warn?: boolean;
  /** A button at the end of the row. */
  readonly act?: { readonly id: string; readonly label: string } | null;
}
