import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, from the sources as from `dist/`: the first one above this file with a package.json. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('package.json is missing');
    folder = above;
  }
  return folder;
}

const root = projectFolder();

/** Data that ships with the program. */
export const PATHS = {
  root,
  programmes: join(root, 'programmes'),
  templates: join(root, 'templates'),
  whatsappTemplates: join(root, 'templates', 'whatsapp.json'),
} as const;
