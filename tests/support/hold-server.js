/** A process of its own that opens the database server and holds it until it is told to stop: `node hold-server.js '{options}'`. */
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { openDatabaseServer } = await import(`${root}/dist/src/database/server.js`);
const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

try {
  const options = JSON.parse(process.argv[2]);
  const server = await openDatabaseServer({ ...options, env: process.env, say: (line) => say({ said: line }) });
  say({ uri: server.uri, engine: server.engine, attached: server.attached });
  process.stdin.once('data', async (word) => {
    if (String(word).trim() === 'exit') process.exit(0);
    await server.stop();
    process.stdin.destroy();
  });
} catch (error) {
  say({ code: error.code, message: error.message, hint: error.hint });
  process.exitCode = error.exitCode ?? 1;
}
