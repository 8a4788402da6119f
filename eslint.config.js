import tseslint from 'typescript-eslint';

/** Pure folders: no input or output, no clock, no randomness (DESIGN §11). */
const PURE = ['dialogs/**/*.ts', 'src/domain/**/*.ts', 'src/understanding/**/*.ts', 'src/turn/take*.ts'];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.data', 'coverage', 'tests/fixtures'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is an argument (DESIGN §3.10).' },
        { object: 'Date', property: 'now', message: 'Time is an argument: use a Clock (DESIGN §3.10).' },
      ],
    },
  },
  {
    files: PURE,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', '!node:crypto', 'mongodb', 'mongoose', 'express', '**/store/**', '**/channels/**'],
              message: 'This folder is pure (DESIGN §11).',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/domain/clock.ts', 'tests/**', 'bench/**', 'bin/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
);
