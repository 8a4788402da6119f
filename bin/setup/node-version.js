import { SetupProblem } from './problem.js';

/** Below 20.19 the libraries do not load. */
const LEAST = [20, 19];

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return;
  throw new SetupProblem(
    'node-too-old',
    `This is Node ${version}; vigente needs Node ${LEAST.join('.')} or newer.`,
    'Install it from https://nodejs.org or with your version manager (for instance `nvm install 20`).',
  );
}
