import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupProblem } from './problem.js';
import { isProgram, programOnPath, run } from './run.js';

/** Written last: node_modules without it, or with that of another package-lock.json, is installed anew. */
const STAMP = '.vigente-stamp.json';

export function packagesStamp(root) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return JSON.stringify({
    lock,
    node: process.versions.node.split('.')[0],
    platform: `${process.platform}-${process.arch}`,
  });
}

export function arePackagesComplete(root) {
  return readText(join(root, 'node_modules', STAMP)) === packagesStamp(root);
}

/** `npm ci` without install scripts, with the development packages: the build needs TypeScript. */
export async function installPackages(root, { report, lock, env = process.env }) {
  const modules = join(root, 'node_modules');
  if (isInstalledByHand(root)) {
    writeStamp(root);
    return;
  }
  const npm = programOnPath('npm', env) ?? besideNode();
  if (npm === undefined)
    throw new SetupProblem(
      'npm-missing',
      'npm was not found on PATH.',
      'It comes with Node: install Node from https://nodejs.org, or put npm on PATH.',
    );
  // Both say "complete" and would outlive an installation that is cut off while it clears the folder.
  rmSync(join(modules, STAMP), { force: true });
  rmSync(join(modules, '.package-lock.json'), { force: true });
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const count = Math.max(0, Object.keys(packages ?? {}).length - 1);
  await report.step(`Installing ${count} packages (npm ci, no install scripts)`, async () => {
    const { ok, tail } = await run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev'], {
      cwd: root,
      env: { ...env, NODE_ENV: '' },
      onStart: lock.works,
    });
    if (!ok) {
      throw new SetupProblem(
        'install-failed',
        `The packages could not be installed. The last lines of npm:\n${tail}`,
        'Usually the network or a proxy: `npm ping` tells. Nothing is half-installed: start again, and it installs anew.',
      );
    }
  });
  writeStamp(root);
}

/**
 * npm writes node_modules/.package-lock.json when it has finished. When that names every package of ours in the right version,
 * and each is there, somebody has run `npm ci` or `npm install` by hand, and doing it again would only cost time.
 */
function isInstalledByHand(root) {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted)
      .filter(([path]) => path !== '')
      .every(([path, { version, integrity, optional }]) => {
        const found = present[path];
        if (found === undefined) return optional === true;
        return (
          found.version === version && found.integrity === integrity && existsSync(join(root, path, 'package.json'))
        );
      });
  } catch {
    return false;
  }
}

function writeStamp(root) {
  const path = join(root, 'node_modules', STAMP);
  writeFileSync(`${path}.new`, packagesStamp(root));
  renameSync(`${path}.new`, path);
}

function besideNode() {
  const npm = join(dirname(process.execPath), 'npm');
  return isProgram(npm) ? npm : undefined;
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
