/** ESM all the way (DESIGN §12); one database server for the whole run, a database per test file (tests/support/database.ts). */
export default {
  testEnvironment: 'node',
  // Long runs are files of their own: `npm run verify` takes them in, `npm test` does not know them.
  testMatch: [
    '<rootDir>/tests/**/*.test.ts',
    ...(process.env.VIGENTE_VERIFY ? ['<rootDir>/tests/**/*.verify.ts'] : []),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  // The sources import './x.js', as Node wants it; jest reads './x.ts'.
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its ESM build imports JSON without an attribute, about which jest warns for every file.
    '^libphonenumber-js/max$': '<rootDir>/node_modules/libphonenumber-js/max/index.cjs',
  },
  // js first: packages that have both are meant to be loaded as built.
  moduleFileExtensions: ['js', 'ts', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.setup', '<rootDir>/.data'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023', experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: '<rootDir>/tests/support/start-database.js',
  globalTeardown: '<rootDir>/tests/support/stop-database.js',
  testSequencer: '<rootDir>/tests/support/sequencer.js',
  reporters: ['default', '<rootDir>/tests/support/reporter.js'],
  // Two cores is what the design counts with. With a third worker browsers wait longer than their tests.
  maxWorkers: 2,
  // A worker keeps the modules of every file it ran: at two gigabytes it collects garbage more than it tests (transcripts: 300 s, in a fresh one 99).
  workerIdleMemoryLimit: '700MB',
  testTimeout: 60_000,
};
