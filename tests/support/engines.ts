import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cacheFolder as cacheOf } from '../../bin/setup/cache.js';
import { findEngines, type FoundEngine } from '../../src/database/find.js';
import { openDatabaseServer, type DatabaseServer, type ServerOptions } from '../../src/database/server.js';

export const cacheFolder: string = cacheOf(process.env);
/** Every engine on this machine; suites run once for each. */
export const engines: readonly FoundEngine[] = findEngines({ cacheFolder, env: process.env });

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'vigente-test-'));
}

/** Opens a server in this process, with what `say` said. */
export async function open(
  options: Partial<ServerOptions> & { dataFolder: string },
): Promise<DatabaseServer & { readonly said: string[] }> {
  const said: string[] = [];
  const server = await openDatabaseServer({
    cacheFolder,
    env: process.env,
    cacheSize: '256M',
    say: (line) => said.push(line),
    ...options,
  });
  return { ...server, said };
}

export interface Holder {
  readonly process: ChildProcess;
  readonly said: string[];
  /** What it answered: an address, or an error. */
  readonly answer: { uri?: string; attached?: boolean; code?: string; message?: string };
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Another process that opens the server and holds it until it gets a line on stdin, or a signal. */
export async function hold(options: { dataFolder: string; engine?: string }): Promise<Holder> {
  const script = fileURLToPath(new URL('hold-server.js', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify({ cacheFolder, cacheSize: '256M', ...options })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as { said?: string } & Holder['answer'];
    if (event.said === undefined) return { process: child, said, answer: event, ended };
    said.push(event.said);
  }
  throw new Error('the holder ended without an answer');
}

export function serverPid(dataFolder: string): number {
  return (JSON.parse(readFileSync(join(dataFolder, 'server.json'), 'utf8')) as { pid: number }).pid;
}

export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export async function until(condition: () => boolean, patience = 15_000): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > patience) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
