/** `npm run verify` looks at everything; `npm test` at what is likeliest to break, so that it stays short. */
export const EVERYTHING = process.env['VIGENTE_VERIFY'] !== undefined;
