/** List intake: reads a waiting list from a file and judges every row. Writing it down is the store's. */
export { INTAKE_CODES, messageFor, sentenceOf, type IntakeCode } from './codes.js';
export { dryRun, type DryRunOptions, type DryRunResult } from './dry-run.js';
export type * from './list.js';
export { readList } from './read-list.js';
export { itemOf, messageOf, ReportWriter } from './report.js';
