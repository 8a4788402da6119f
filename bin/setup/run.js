import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Of a long output: where a program says what is wrong (npm at the beginning, pip and cargo at the end). */
const FIRST_LINES = 5;
const LAST_LINES = 12;

/** The programs that run for us now: ended with us, so that none goes on writing into a folder that the next set-up clears. */
const running = new Set();

/**
 * Runs a program and keeps the beginning and the end of what it says.
 * @returns {Promise<{ ok: boolean, stdout: string, tail: string }>} never rejects: a program that is missing is one that failed
 */
export function run(program, args, { cwd, env = process.env, timeout = 0, onStart } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    if (child.pid !== undefined) onStart?.(child.pid);
    let stdout = '';
    let all = '';
    const keep = (chunk) => {
      all += chunk;
      if (all.length > 40_000) all = `${all.slice(0, 10_000)}\n${all.slice(-10_000)}`;
    };
    child.stdout.on('data', (chunk) => {
      stdout = (stdout + chunk).slice(-20_000);
      keep(chunk);
    });
    child.stderr.on('data', keep);
    const timer = timeout > 0 ? setTimeout(() => child.kill('SIGKILL'), timeout) : undefined;
    const end = (ok, note = '') => {
      clearTimeout(timer);
      running.delete(child);
      const lines = (all + note).split('\n').filter((line) => line.trim() !== '');
      const shown =
        lines.length <= FIRST_LINES + LAST_LINES
          ? lines
          : [...lines.slice(0, FIRST_LINES), '…', ...lines.slice(-LAST_LINES)];
      resolve({ ok, stdout, tail: shown.map((line) => `    ${line}`).join('\n') });
    };
    child.once('error', (error) => end(false, `\n${program}: ${error.message}`));
    child.once('close', (code, signal) =>
      end(code === 0, signal === null ? '' : `\n${program} was ended by ${signal}`),
    );
  });
}

export function endRunning() {
  for (const child of running) child.kill('SIGKILL');
}

/** @returns {string | undefined} the full path of a program on PATH */
export function programOnPath(name, env = process.env) {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isProgram);
}

export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
