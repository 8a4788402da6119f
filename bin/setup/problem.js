/** An error whose text is for the person at the terminal: what happened, and what to do. */
export class SetupProblem extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {string} hint
   */
  constructor(code, message, hint = '') {
    super(message);
    this.code = code;
    this.hint = hint;
    this.exitCode = 2;
  }
}

export const THREE_WAYS = [
  'Three ways out:',
  '  1. set MONGODB_URI to a MongoDB replica set that you have;',
  '  2. install MongoDB and put `mongod` on PATH, or its path in VIGENTE_MONGOD;',
  '  3. install Python 3.10–3.13 with venv and pip, and run `node bin/vigente.js setup` again',
  '     (`npm run db:fast` builds the faster server; it needs cargo).',
].join('\n');
