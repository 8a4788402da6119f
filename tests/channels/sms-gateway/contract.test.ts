import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readGatewayFile } from '../../../src/channels/sms-gateway/in-file.js';
import { smsGatewayIngress } from '../../../src/channels/sms-gateway/index.js';
import { signatureOf } from '../../../src/channels/sms-gateway/signature.js';
import { systemClock, VirtualClock } from '../../../src/domain/clock.js';
import { NOW, SECRET } from './message.js';

const guide = readFileSync(new URL('../../../docs/connect-sms-gateway.md', import.meta.url), 'utf8');

/** The sample of the guide that its fence names. */
function sample(name: string): string {
  const found = new RegExp(`^\`\`\`${name}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(guide)?.[1];
  if (found === undefined) throw new Error(`the guide has no sample "${name}"`);
  return found;
}
const path = '/webhooks/sms-gateway';
const reading = { now: Date.parse(NOW) + 60_000, country: 'CL', idKey: 'key' } as const;

describe('the guide for gateways', () => {
  const openssl = spawnSync('openssl', ['version']).status === 0;
  (openssl ? it : it.skip)('shows how to sign so that the door opens', () => {
    // In place of curl: the arguments, one a line of JSON each.
    const shell = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\n${sample('sh sign')}`;
    const env = { ...process.env, SMS_GATEWAY_SECRET: SECRET, PUBLIC_URL: 'https://vigente.example' };
    const args = execFileSync('sh', ['-c', shell], { env, encoding: 'utf8' }).split('\0').slice(0, -1);
    expect(args).toContain(`https://vigente.example${path}`);
    const headers = Object.fromEntries(
      args
        .filter((_, index) => args[index - 1] === '-H')
        .map((header) => header.split(': ', 2) as [string, string])
        .map(([name, value]) => [name.toLowerCase(), value]),
    );
    const door = smsGatewayIngress({ secret: SECRET, clock: systemClock() });
    const answer = door.read({ method: 'POST', url: path, headers, body: Buffer.from(args.at(-1) ?? '') });
    expect(answer).toMatchObject({ status: 200, events: [{ kind: 'inbound', messageId: 'gw-501', text: '1' }] });
  });

  it('shows a request that is understood', () => {
    const body = Buffer.from(sample('json incoming'));
    const time = String(Date.parse(NOW) / 1000);
    const headers = { 'x-vigente-timestamp': time, 'x-vigente-signature': signatureOf(SECRET, time, body) };
    const door = smsGatewayIngress({ secret: SECRET, clock: new VirtualClock(NOW) });
    expect(door.read({ method: 'POST', url: path, headers, body })).toMatchObject({
      status: 200,
      events: [
        { kind: 'inbound', messageId: 'gw-501', at: NOW },
        { kind: 'receipt', messageId: 'gw-480', ref: 'c-81f2-m-3', state: 'failed', errorCode: 102 },
      ],
    });
  });

  it('shows files that are understood', () => {
    expect(readGatewayFile('a.csv', Buffer.from(sample('csv answers')), reading)).toMatchObject({
      events: [{ messageId: 'gw-501', text: '1' }, { text: 'Sí, la necesito', from: '+56961234568' }],
      problems: [],
    }); // prettier-ignore
    expect(readGatewayFile('a.csv', Buffer.from(sample('csv receipts')), reading)).toMatchObject({
      events: [{ ref: 'c-81f2-m-3', state: 'delivered' }, { ref: 'c-81f2-m-4', errorCode: 102 }],
      problems: [],
    }); // prettier-ignore
    // What we write ourselves has the same form.
    expect(readGatewayFile('a.csv', Buffer.from(sample('csv out')), reading).problems).toEqual([]);
  });
});
