import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { SetupProblem } from './problem.js';
import { run } from './run.js';

const STAMP = '.vigente-stamp.json';
/** What the build is made of. */
const SOURCES = ['src', 'dialogs', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** True when `dist/` was built from the sources as they are. Sizes and times first: the contents only when those differ. */
export function isBuildCurrent(root) {
  let stamp;
  try {
    stamp = JSON.parse(readFileSync(join(root, 'dist', STAMP), 'utf8'));
  } catch {
    return false;
  }
  const files = sourceFiles(root);
  const times = hashOfTimes(root, files);
  if (stamp.times === times) return true;
  if (stamp.contents !== hashOfContents(root, files)) return false;
  // A fresh checkout of the same sources: remembered, so that the next start need not read them all.
  tryWriteStamp(join(root, 'dist'), { ...stamp, times });
  return true;
}

/** Builds beside `dist/` and then changes places: a build that is cut off leaves the old one, or none, never half of one. */
export async function build(root, { report, lock, env = process.env }) {
  const work = join(root, '.setup');
  const next = join(work, `build-${process.pid}`);
  clearLeftovers(work);
  mkdirSync(next, { recursive: true });
  const files = sourceFiles(root);
  // Taken before the compiler reads: a file saved meanwhile makes the next start build again.
  const stamp = { times: hashOfTimes(root, files), contents: hashOfContents(root, files) };
  try {
    await report.step(`Building ${files.length} source files`, async () => {
      // The compiler translates here and checks nothing: `npm run types` is the check, and a start should not wait for it.
      const options = ['--outDir', next, '--incremental', 'false', '--tsBuildInfoFile', 'null', '--noCheck'];
      const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
      const { ok, tail } = await run(
        process.execPath,
        [compiler, '-p', join(root, 'tsconfig.build.json'), ...options],
        { cwd: root, env, onStart: lock.works },
      );
      if (!ok)
        throw new SetupProblem(
          'build-failed',
          `The sources could not be built. The last lines of the compiler:\n${tail}`,
          '`npm run types` shows every problem. dist/ was left as it was.',
        );
      copyData(root, files, next);
    });
    writeFileSync(join(next, STAMP), JSON.stringify(stamp));
    swap(root, next, join(work, `old-${process.pid}`));
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/** Word lists, templates, styles below the sources: read at run time from where the code lies. */
function copyData(root, files, next) {
  for (const file of files) {
    const path = relative(root, file);
    if (!path.includes('/') || /\.(ts|md)$/.test(path)) continue;
    mkdirSync(dirname(join(next, path)), { recursive: true });
    copyFileSync(file, join(next, path));
  }
}

function swap(root, next, old) {
  const dist = join(root, 'dist');
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
}

function clearLeftovers(work) {
  if (!existsSync(work)) return;
  for (const name of readdirSync(work)) {
    if (/^(build|old)-\d+$/.test(name)) rmSync(join(work, name), { recursive: true, force: true });
  }
}

function sourceFiles(root) {
  return SOURCES.flatMap((name) => filesBelow(join(root, name))).sort();
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function hashOfTimes(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs, ctimeMs } = statSync(file);
    hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\0${ctimeMs}\n`);
  }
  return hash.digest('hex');
}

function hashOfContents(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function tryWriteStamp(dist, stamp) {
  try {
    writeFileSync(join(dist, `${STAMP}.${process.pid}`), JSON.stringify(stamp));
    renameSync(join(dist, `${STAMP}.${process.pid}`), join(dist, STAMP));
  } catch {
    // A checkout that this user may only read: the contents are compared at each start.
  }
}
