/** What may import what (DESIGN §11). A rule that finds no file to look at fails: a check that cannot fail is worse than none. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PATHS } from '../src/paths.js';

function filesBelow(folder: string): string[] {
  return readdirSync(join(PATHS.root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(PATHS.root, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(PATHS.root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)[^'"]*?from '([^']+)'/gms)].map(([, target = '']) =>
    target.startsWith('.')
      ? relative(PATHS.root, join(PATHS.root, dirname(file), target)).replace(/\.js$/, '.ts')
      : target,
  );
}

/** Folder → what it may import; everything else is a violation. */
const ALLOWED: readonly (readonly [string, RegExp])[] = [
  ['src/domain', /^(src\/domain\/|libphonenumber-js)/],
  ['dialogs', /^(dialogs\/|src\/domain\/|xstate$)/],
  ['src/understanding', /^(src\/understanding\/|src\/domain\/)/],
  ['src/words', /^(src\/words\/|src\/domain\/|src\/programmes\/|luxon$|intl-messageformat$|zod$|node:)/],
  ['src/routing', /^(src\/routing\/|src\/domain\/|zod$)/],
  ['src/privacy', /^(src\/privacy\/|src\/domain\/|src\/store\/store\.ts|node:)/],
  ['src/discharge/policy', /^(src\/discharge\/policy\/|src\/domain\/|luxon$|zod$)/],
];

describe('the house', () => {
  it.each(ALLOWED)('%s imports only what it may', (folder, allowed) => {
    const files = filesBelow(folder);
    expect(files.length).toBeGreaterThan(0);
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => !allowed.test(target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('takes a step of a turn without input or output', () => {
    for (const file of ['src/turn/take.ts', 'src/turn/read.ts', 'src/turn/conversation.ts']) {
      for (const target of importsOf(file))
        expect(target).not.toMatch(/^(node:|mongodb|mongoose|express|src\/channels)/);
    }
  });

  it('is constructed by app.ts alone: nobody else opens a store or a database', () => {
    const files = filesBelow('src').filter(
      (file) => !['src/app.ts', 'src/store/store.ts', 'src/database/server.ts'].includes(file),
    );
    const openers = files.filter((file) =>
      /\b(openStore|openDatabaseServer)\(/.test(readFileSync(join(PATHS.root, file), 'utf8')),
    );
    expect(openers).toEqual([]);
  });

  it('reads the environment in main.ts alone', () => {
    const readers = filesBelow('src').filter((file) =>
      /process\.env/.test(readFileSync(join(PATHS.root, file), 'utf8')),
    );
    expect(readers).toEqual(['src/main.ts']);
  });

  it('knows no programme by name', () => {
    const namers = [...filesBelow('src'), ...filesBelow('dialogs')].filter((file) =>
      /=== '(minsal|jujuy|bellvitge|asepeyo|toscana)'/.test(readFileSync(join(PATHS.root, file), 'utf8')),
    );
    expect(namers).toEqual([]);
  });
});
