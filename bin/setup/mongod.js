import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupProblem } from './problem.js';
import { endRunning, run } from './run.js';

const DOWNLOAD = fileURLToPath(new URL('download-mongod.js', import.meta.url));
/** Without a byte for this long the download is given up: behind a firewall there is another way. */
const NO_PROGRESS_MS = 10_000;

/** Gets MongoDB's own server, through the library that knows which build fits which system. */
export async function downloadMongod(
  folder,
  { lock, env = process.env, patience = NO_PROGRESS_MS, script = DOWNLOAD },
) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let size = 0;
  let quiet = 0;
  const watch = setInterval(() => {
    const now = sizeOf(folder);
    quiet = now > size ? 0 : quiet + 500;
    size = now;
    if (quiet >= patience) endRunning();
  }, 500);
  const { ok, tail } = await run(process.execPath, [script, folder], { env, onStart: lock.works }).finally(() =>
    clearInterval(watch),
  );
  if (!ok || !readdirSync(folder).some((name) => name.startsWith('mongod-'))) {
    rmSync(folder, { recursive: true, force: true });
    throw new SetupProblem(
      'mongod-download',
      quiet >= patience ? `Nothing arrived for ${patience / 1000} s.` : `The download failed:\n${tail}`,
    );
  }
  writeFileSync(join(folder, 'ready.json.new'), '{}');
  renameSync(join(folder, 'ready.json.new'), join(folder, 'ready.json'));
}

function sizeOf(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => {
    try {
      return sum + statSync(join(folder, name)).size;
    } catch {
      return sum;
    }
  }, 0);
}
