import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from './paths.js';

/** As package.json says. */
export const VERSION: string = (
  JSON.parse(readFileSync(join(PATHS.root, 'package.json'), 'utf8')) as { version: string }
).version;
