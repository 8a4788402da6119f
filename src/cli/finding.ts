/** One thing looked at. `warn`: works, but not as well as it could; `bad`: something will not work. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'bad';
  readonly what: string;
  /** What to do; empty when nothing is to be done. */
  readonly hint: string;
}

export const fine = (name: string, what: string): Finding => ({ name, state: 'ok', what, hint: '' });
export const warn = (name: string, what: string, hint: string): Finding => ({ name, state: 'warn', what, hint });
export const bad = (name: string, what: string, hint: string): Finding => ({ name, state: 'bad', what, hint });
