import { delimiter, join } from 'node:path';
import { SetupProblem } from './problem.js';
import { findPython, makeEnvironment } from './python.js';
import { isProgram, programOnPath, run } from './run.js';

const CRATE = 'secantus-mdb';
const VERSION = '0.5.3-beta.193';

/** Builds the Rust server into the cache. cargo itself keeps the result whole: it moves the program into place at the end. */
export async function buildFastServer(cache, { report, lock, env = process.env }) {
  const program = join(cache, 'bin', 'secantusd-rs');
  if (isProgram(program)) {
    const { stdout } = await run(program, ['--version'], { env, timeout: 10_000 });
    if (stdout.includes(VERSION)) return report.say(`The faster database server ${VERSION} is already built.`);
  }
  const cargo = programOnPath('cargo', env);
  if (cargo === undefined) {
    throw new SetupProblem(
      'cargo-missing',
      'The faster database server is built with cargo, which is not on PATH.',
      'Install Rust from https://rustup.rs and run `npm run db:fast` again. Without it vigente works with the server it has, only slower.',
    );
  }
  const path = await pathWithCmake(cache, { report, lock, env });
  await report.step('Building the faster database server with cargo (4–10 minutes)', async () => {
    const args = [
      'install',
      CRATE,
      '--version',
      VERSION,
      '--locked',
      '--ignore-rust-version',
      '--force',
      '--root',
      cache,
    ];
    const { ok, tail } = await run(cargo, args, { env: { ...env, PATH: path }, onStart: lock.works });
    if (!ok) {
      throw new SetupProblem(
        'fast-database',
        `The faster database server could not be built. The last lines of cargo:\n${tail}`,
        'It needs a C compiler, cmake and the crates registry. Without it vigente works with the server it has, only slower.',
      );
    }
  });
}

/** The storage engine is built with cmake, and PyPI has it for machines without. */
async function pathWithCmake(cache, { report, lock, env }) {
  if (programOnPath('cmake', env) !== undefined) return env.PATH;
  const folder = join(cache, 'cmake');
  const { program, refused } = await findPython(env);
  if (program === undefined) {
    throw new SetupProblem(
      'cmake-missing',
      `The faster database server is built with cmake, which is not on PATH, and no Python can install it (${refused.join('; ')}).`,
      'Install cmake with the package manager of the system.',
    );
  }
  await report.step('Installing cmake from PyPI', () =>
    makeEnvironment(folder, 'cmake', { python: program, lock, env }),
  );
  return [join(folder, 'bin'), env.PATH].join(delimiter);
}
