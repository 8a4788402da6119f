/** The program with its API on a free port, somebody who gave up a place, a campaign, and a token for everybody. */
import { createCampaign } from '../../src/campaigns/create.js';
import { propose } from '../../src/discharge/propose.js';
import { addUser } from '../../src/discharge/users.js';
import { ROLES, type Role } from '../../src/domain/role.js';
import { addToken } from '../../src/api/tokens.js';
import { sealHeads } from '../../src/audit/seal.js';
import { listen } from '../../src/web/listen.js';
import { webApp } from '../../src/web/server.js';
import { workFolder } from '../support/work-folder.js';
import { dischargeStage, giveUp, type GaveUp } from '../discharge/stage.js';
import type { TestStage } from '../support/services.js';

export interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly headers: Headers;
}

export interface ServedApi {
  readonly stage: TestStage;
  readonly address: string;
  readonly port: number;
  readonly who: GaveUp;
  readonly proposal: string;
  readonly campaign: string;
  /** Of a system, of a person, and of a person who sees Arica alone. */
  readonly tokens: Readonly<Record<'system' | 'person' | 'away', Readonly<Record<Role, string>>>>;
  get(path: string, token?: string): Promise<Answered>;
  post(path: string, token: string, body: unknown, key?: string | null): Promise<Answered>;
  close(): Promise<void>;
}

/** The people of the stage are of Osorno (23). */
const ARICA = 1;
let keys = 0;

export async function servedApi(perMinute = 100_000): Promise<ServedApi> {
  const stage = await dischargeStage();
  const { services, programme } = stage;
  const tokens = { system: {}, person: {}, away: {} } as Record<'system' | 'person' | 'away', Record<Role, string>>;
  for (const role of ROLES) {
    const name = role.toLowerCase();
    await addUser(services, { name: `p-${name}`, role, services: [], by: 'tic' });
    await addUser(services, { name: `a-${name}`, role, services: [ARICA], by: 'tic' });
    tokens.system[role] = (await addToken(services, { name: `s-${name}`, role })).token;
    tokens.person[role] = (await addToken(services, { name: `p-${name}`, for: `p-${name}` })).token;
    tokens.away[role] = (await addToken(services, { name: `a-${name}`, for: `a-${name}` })).token;
  }
  const [who] = (await giveUp(stage)) as [GaveUp];
  await propose(services, programme);
  const proposal = (await services.store.proposals.findOne({ entry: who.entry }))?._id ?? '';
  const { _id: campaign } = await createCampaign(services, programme, {
    name: 'prueba',
    universe: 'type=4',
    by: 'ana',
  });
  await sealHeads(services.store, services.clock.now());
  const web = webApp(services, {
    running: { engine: 'external', kind: 'synthetic', version: '0', channels: [] }, consoleToken: 'key', workFolder: workFolder(), chat: null, apiPerMinute: perMinute,
  }); // prettier-ignore
  const { server, address } = await listen(web, '127.0.0.1', 0);
  const ask = async (path: string, init: RequestInit): Promise<Answered> => {
    const response = await fetch(`${address}${path}`, init);
    const text = await response.text();
    const body = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
    return { status: response.status, body, text, headers: response.headers };
  };
  return {
    stage, address, port: Number(new URL(address).port), who, proposal, campaign, tokens,
    get: (path, token) => ask(path, { headers: token ? { authorization: `Bearer ${token}` } : {} }),
    post: (path, token, body, key = `key-${String((keys += 1)).padStart(6, '0')}`) =>
      ask(path, {
        method: 'POST', body: JSON.stringify(body),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...(key === null ? {} : { 'idempotency-key': key }) },
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stage.close();
    },
  }; // prettier-ignore
}
