/** What commands print: one object on stdout with --json, words for people otherwise; progress goes to stderr. */
import { UserError } from '../domain/failure.js';

export interface Output {
  readonly json: boolean;
  /** The result. `people` writes it for a person at a terminal. */
  result(value: object, people: () => string): void;
  /** Progress. */
  say(line: string): void;
}

export function outputOf(json: boolean): Output {
  return {
    json,
    result: (value, people) => process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${people()}\n`),
    say: (line) => process.stderr.write(`${line}\n`),
  };
}

/** Prints what went wrong and returns the exit status. */
export function printProblem(error: unknown, json: boolean, trace: boolean): number {
  const known = error instanceof UserError;
  const code = known ? error.code : 'unexpected';
  const message = error instanceof Error ? error.message : String(error);
  const hint = known ? error.hint : 'This is a defect. Run again with LOG_LEVEL=debug and report it.';
  if (message === '') return known ? error.exitCode : 1;
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, hint } })}\n`);
  else process.stderr.write(`${message}${hint ? ` ${hint}` : ''}\n`);
  if (!known && error instanceof Error && trace) process.stderr.write(`${error.stack}\n`);
  return known ? error.exitCode : 1;
}
