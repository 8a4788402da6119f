import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for the console's long work. */
export const workFolder = (): string => mkdtempSync(join(tmpdir(), 'vigente-console-'));
