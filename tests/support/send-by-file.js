/** A process of its own that sends messages as files, and prints the id of each once it is accepted: `node send-by-file.js FOLDER NAME`. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { smsGatewayFiles } = await import(`${root}/dist/src/channels/sms-gateway/index.js`);
const { systemClock } = await import(`${root}/dist/src/domain/clock.js`);
const [, , folder, name] = process.argv;

const port = smsGatewayFiles({
  outFolder: join(folder, 'out'),
  inFolder: join(folder, 'in'),
  clock: systemClock(),
  collectMs: 1,
});
const from = { address: '+56448906100', providerRef: '' };
for (let round = 0; ; round++) {
  const messages = Array.from({ length: 200 }, (_, n) => ({
    id: `${name}-${round}-${n}`, channel: 'sms', to: '+56961234567', from, text: `Mensaje ${n} "entre comillas"`.repeat(20),
  })); // prettier-ignore
  await Promise.all(
    messages.map(async (message) => {
      const result = await port.send(message);
      if (result.ok) process.stdout.write(`${message.id}\n`);
      else process.stderr.write(`${result.failure.kind} ${result.failure.code}\n`);
    }),
  );
}
