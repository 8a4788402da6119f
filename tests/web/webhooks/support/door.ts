/** The webhooks of both providers on a free port, over the database of a test that can be taken away. */
import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Collection } from 'mongodb';
import { twilioIngress } from '../../../../src/channels/twilio/index.js';
import { whatsappCloudIngress } from '../../../../src/channels/whatsapp-cloud/index.js';
import type { Ingress } from '../../../../src/channels/port.js';
import type { InboundDoc, ReportDoc } from '../../../../src/store/documents.js';
import { listen } from '../../../../src/web/listen.js';
import { Webhooks } from '../../../../src/web/webhooks/handler.js';
import { Intake } from '../../../../src/web/webhooks/intake.js';
import { Spool } from '../../../../src/web/webhooks/spool.js';
import { OURS, PUBLIC_URL, SECRETS } from '../../../channels/support/cases.js';
import { temporaryFolder } from '../../../support/engines.js';
import { TestStage } from '../../../support/services.js';

export const ingresses = (): readonly Ingress[] => [
  twilioIngress({ authToken: SECRETS.authToken, publicUrl: PUBLIC_URL, accountSid: OURS.accountSid }),
  whatsappCloudIngress({ ...SECRETS, phoneId: OURS.phoneId }),
];

export interface Door {
  readonly address: string;
  readonly stage: TestStage;
  readonly server: Server;
  readonly spool: Spool;
  readonly folder: string;
  readonly webhooks: Webhooks;
  /** Requests that were read, and inserts that were asked for, whatever came of them. */
  readonly reads: () => number;
  readonly inserts: () => number;
  /** The database goes away, and comes back. */
  away(is: boolean): void;
  stop(): Promise<void>;
}

export async function openDoor({ maxBytes = 2 ** 20 }: { readonly maxBytes?: number } = {}): Promise<Door> {
  const stage = await TestStage.open();
  const { store, clock, log } = stage.services;
  let isAway = false;
  let inserts = 0;
  let reads = 0;
  const fragile = <T extends InboundDoc | ReportDoc>(collection: Collection<T>): Collection<T> =>
    new Proxy(collection, {
      get: (target, name) => {
        if (name === 'insertMany') inserts += 1;
        return name === 'insertMany' && isAway
          ? () => Promise.reject(new Error('connection refused'))
          : (Reflect.get(target, name) as unknown);
      },
    });
  const folder = temporaryFolder();
  const spool = await Spool.open({ folder, name: 'twilio', maxBytes, owner: 'me_1', isAlive: () => false });
  const webhooks = new Webhooks({
    ingresses: ingresses().map((ingress) => ({
      ...ingress,
      read: (request) => {
        reads += 1;
        return ingress.read(request);
      },
    })),
    intake: new Intake({ inbound: fragile(store.inbound), reports: fragile(store.reports) }),
    spools: new Map([['twilio', spool]]),
    vault: store.vault,
    clock,
    log,
  });
  const { server, address } = await listen(
    (request, response) => {
      if (!webhooks.handle(request, response)) response.end('a page');
    },
    '127.0.0.1',
    0,
  );
  return {
    address,
    stage,
    server,
    spool,
    folder,
    webhooks,
    reads: () => reads,
    inserts: () => inserts,
    away: (is) => (isAway = is),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await spool.close();
      rmSync(folder, { recursive: true, force: true });
      await stage.close();
    },
  };
}
