/** The webhooks over a store that keeps nothing: how fast they are read, verified and answered at most. Prints its port. */
import { createServer } from 'node:http';
import { twilioIngress } from '../../dist/src/channels/twilio/index.js';
import { systemClock } from '../../dist/src/domain/clock.js';
import { silentLog } from '../../dist/src/log.js';
import { Vault } from '../../dist/src/privacy/vault.js';
import { seededKeyring } from '../../dist/src/simulate/keyring.js';
import { Webhooks } from '../../dist/src/web/webhooks/handler.js';

const webhooks = new Webhooks({
  ingresses: [twilioIngress({ authToken: 'test-twilio-token', publicUrl: 'https://bot.example.org' })],
  intake: { write: async () => {} },
  spools: new Map(),
  vault: new Vault(seededKeyring(1)),
  clock: systemClock(0),
  log: silentLog,
});
const server = createServer((request, response) => {
  if (!webhooks.handle(request, response)) response.writeHead(404).end();
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log('ready'));
process.once('SIGTERM', () => process.exit(0));
