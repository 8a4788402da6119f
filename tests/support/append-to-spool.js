/** A process of its own that appends to a spool, and prints the id of each row once it is kept: `node append-to-spool.js FOLDER OWNER`. */
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { Spool } = await import(`${root}/dist/src/web/webhooks/spool.js`);
const [, , folder, owner] = process.argv;

const spool = await Spool.open({ folder, name: 'twilio', maxBytes: 2 ** 30, owner, isAlive: () => true });
for (let round = 0; ; round++) {
  const rows = Array.from({ length: 20 }, (_, n) => ({ _id: `${owner}-${round}-${n}`, secret: 'x'.repeat(500) }));
  await Promise.all(
    rows.map(async (row) => {
      await spool.append({ inbound: [row], reports: [] });
      process.stdout.write(`${row._id}\n`);
    }),
  );
}
