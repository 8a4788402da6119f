/** What is kept of what was done: lists that came in, and the audit chain. */

export interface ImportDoc {
  readonly _id: string;
  readonly programme: string;
  readonly file: string;
  readonly state: 'reading' | 'done' | 'refused';
  /** Rows up to this line are in the database. */
  readonly lastLine: number;
  readonly today: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly rows: number;
  readonly changed: number;
}

export interface AuditDoc {
  /** stream:seq */
  readonly _id: string;
  readonly stream: string;
  readonly seq: number;
  readonly at: Date;
  /** What happened, in codes; never a name, a number or words. */
  readonly event: string;
  readonly link: string;
}
