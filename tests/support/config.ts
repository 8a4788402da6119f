import { randomBytes } from 'node:crypto';
import { readConfig, type Config } from '../../src/config.js';

/** Settings of a test: the run's own database server, keys of its own, silent. */
export function testConfig(env: NodeJS.ProcessEnv = {}): Config {
  const uri = process.env['VIGENTE_TEST_MONGODB_URI'];
  if (uri === undefined) throw new Error('No test database: run `npm test`.');
  return readConfig({
    MONGODB_URI: uri,
    VIGENTE_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    VIGENTE_INDEX_KEY: randomBytes(32).toString('base64'),
    VIGENTE_DATABASE: `test-${randomBytes(5).toString('hex')}`,
    LOG_LEVEL: 'silent',
    ...env,
  });
}

export const quiet = (): void => {};
