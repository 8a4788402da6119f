import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem } from './problem.js';
import { programOnPath, run } from './run.js';

/** SecantusDB has wheels for these. */
const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const LEAST = 10;
const MOST = 13;
const ASK = 'import sys; print(sys.version_info[0], sys.version_info[1]); import venv, ensurepip';

/**
 * The first Python that can make an environment, or why none can.
 * @returns {Promise<{ program?: string, version?: string, refused: string[] }>}
 */
export async function findPython(env = process.env) {
  const refused = [];
  for (const name of NAMES) {
    const program = programOnPath(name, env);
    if (program === undefined) continue;
    const { ok, stdout } = await run(program, ['-c', ASK], { env, timeout: 20_000 });
    const [major, minor] = stdout.trim().split(/\s+/).map(Number);
    // Version managers put names on PATH behind which there is nothing.
    if (major === undefined || minor === undefined || Number.isNaN(minor)) continue;
    const version = `${major}.${minor}`;
    if (major !== 3 || minor < LEAST || minor > MOST) refused.push(`${name} is ${version}, not 3.${LEAST}–3.${MOST}`);
    else if (!ok)
      refused.push(`${name} (${version}) lacks ensurepip: on Debian and Ubuntu, apt install python${version}-venv`);
    else return { program, version, refused };
  }
  return { refused: refused.length > 0 ? refused : ['no python3 on PATH'] };
}

/**
 * An environment with one package from PyPI, made where it stays (its programs name their own folder). `ready.json` comes last:
 * without it the folder is thrown away and made again.
 */
export async function makeEnvironment(folder, requirement, { python, lock, env = process.env }) {
  const ready = join(folder, 'ready.json');
  if (existsSync(ready) && existsSync(join(folder, 'bin', 'python'))) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !/^PYTHON(HOME|PATH|STARTUP)$/.test(name)));
  const made = await run(python, ['-m', 'venv', folder], { env: clean, onStart: lock.works });
  if (!made.ok) throw failed(folder, `${python} -m venv failed. Its last lines:\n${made.tail}`);
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--prefer-binary', requirement];
  const installed = await run(join(folder, 'bin', 'python'), pip, { env: clean, onStart: lock.works });
  if (!installed.ok) throw failed(folder, `pip install ${requirement} failed. Its last lines:\n${installed.tail}`);
  writeFileSync(`${ready}.new`, JSON.stringify({ requirement }));
  renameSync(`${ready}.new`, ready);
}

function failed(folder, message) {
  rmSync(folder, { recursive: true, force: true });
  return new SetupProblem('python-package', message);
}
