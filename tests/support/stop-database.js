import { rmSync } from 'node:fs';

export default async function stopDatabase() {
  const { server, dataFolder } = globalThis.vigenteTestDatabase;
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}
