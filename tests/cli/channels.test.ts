/** What the operator of the program sees of the providers: `vigente channels` and `vigente doctor`, over a fake provider on this machine. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApp, type App } from '../../src/app.js';
import { providerFindings } from '../../src/cli/doctor-providers.js';
import { addChannels } from '../../src/cli/channels.js';
import type { Config } from '../../src/config.js';
import { systemClock } from '../../src/domain/clock.js';
import { stopChannel } from '../../src/outbox/stops.js';
import { PATHS } from '../../src/paths.js';
import { loadProgrammes, type Programme } from '../../src/programmes/programme.js';
import { Command } from 'commander';
import { fakeProvider, type FakeProvider } from '../channels/support/provider.js';
import { quiet, testConfig } from '../support/config.js';

const SID = 'AC00000000000000000000000000000001';
let provider: FakeProvider;
let app: App;
let config: Config;
let programmes: ReadonlyMap<string, Programme>;
beforeAll(async () => {
  provider = await fakeProvider({ templates: 'vigente_quien_lee:es:1,other:es:1' });
  programmes = await loadProgrammes(PATHS.programmes, 'minsal');
  config = testConfig({
    PUBLIC_URL: 'https://bot.example.org',
    TWILIO_ACCOUNT_SID: SID,
    TWILIO_AUTH_TOKEN: 'test-twilio-token',
    TWILIO_FROM_SMS: '+56448906100',
    TWILIO_API_URL: provider.url,
    WHATSAPP_PHONE_ID: '440000000000001',
    WHATSAPP_BUSINESS_ID: '330000000000001',
    WHATSAPP_TOKEN: 't',
    WHATSAPP_APP_SECRET: 's',
    WHATSAPP_VERIFY_TOKEN: 'v',
    WHATSAPP_API_URL: provider.url,
  });
  app = await openApp(config, { say: quiet, providers: true });
}, 60_000);
afterAll(async () => {
  await app.services.store.db.dropDatabase();
  await app.stop();
  await provider.close();
});

/** The command as typed; what it would print for people, and as JSON. */
async function channels(...args: string[]): Promise<{ value: Record<string, unknown>; text: string }> {
  let printed = { value: {} as Record<string, unknown>, text: '' };
  const program = new Command().exitOverride();
  const output = {
    json: false,
    say: quiet,
    result: (value: object, people: () => string) => {
      printed = { value: value as Record<string, unknown>, text: people() };
    },
  };
  addChannels(program, () => ({ config, output }));
  await program.parseAsync(['channels', ...args], { from: 'user' });
  return printed;
}

describe('vigente doctor', () => {
  it('says which providers are on, what is wrong with them and what to click', async () => {
    const findings = await providerFindings(config, programmes, systemClock());
    const said = findings.map(({ name, state, what, hint }) => `${state} ${name}: ${what} ${hint}`).join('\n');
    expect(said).toMatch(/ok Twilio account: active/);
    expect(said).toMatch(/Webhook twilio: https:\/\/bot\.example\.org\/webhooks\/twilio/);
    expect(said).toMatch(/ok SMS gateway: off To connect it: docs\/connect-sms-gateway\.md/);
    expect(said).toMatch(/minsal sms: from \+56448906100 over twilio-sms/);
  });

  it('calls a provider that is not configured off, not broken', async () => {
    const findings = await providerFindings(testConfig(), programmes, systemClock());
    expect(findings.map(({ state, what }) => `${state} ${what}`)).toEqual(['ok off', 'ok off', 'ok off']);
  });

  it('says of a provider that does not answer what to check', async () => {
    const nobody = { ...config, TWILIO_API_URL: 'http://127.0.0.1:1' };
    const findings = await providerFindings(nobody, programmes, systemClock());
    expect(findings.find(({ name }) => name === 'Twilio account')).toMatchObject({
      state: 'bad',
      hint: expect.stringContaining('TWILIO_AUTH_TOKEN'),
    });
  });

  it('says where a name must be registered, and that nobody can answer to it', async () => {
    const [minsal] = [...programmes.values()] as [Programme];
    const senders = [
      {
        channel: 'sms',
        via: 'twilio-sms',
        address: 'AUSL',
        providerRef: '',
        state: 'live',
        twoWay: false,
        replyCost: 'free',
      },
    ] as const;
    const italian = new Map([['it', { ...minsal, id: 'it', country: 'IT' as const, senders: [...senders] }]]);
    const findings = await providerFindings(config, italian, systemClock());
    expect(findings.find(({ what }) => what === 'AUSL is one-way')?.hint).toMatch(/AGCOM/);
  });
});

describe('vigente channels', () => {
  it('lists a stopped channel with its reason, and lets it go on', async () => {
    await stopChannel(app.services, 'whatsapp-cloud', '131031');
    const { text } = await channels('list');
    expect(text).toMatch(/whatsapp-cloud: STOPPED \(131031\).*vigente channels resume whatsapp-cloud/);
    expect(text).toMatch(/twilio-sms: on/);
    const tasks = () => app.services.store.deskTasks.countDocuments({ queue: 'coordinator', state: 'open' });
    expect(await tasks()).toBe(1);
    await channels('resume', 'whatsapp-cloud');
    expect((await channels('list')).text).toMatch(/whatsapp-cloud: on/);
    expect(await tasks()).toBe(0);
    await expect(channels('resume', 'whatsapp-cloud')).rejects.toMatchObject({ code: 'not-stopped' });
  });

  it('reads the state of our templates from the provider, and says which are not there yet', async () => {
    const { value } = await channels('sync');
    expect(value['found']).toEqual([
      { channel: 'whatsapp-cloud', template: 'vigente_quien_lee es', status: 'APPROVED' },
    ]);
    expect(value['missing']).toContain('whatsapp-cloud: vigente_seguir es');
  });

  it('prints templates as they are submitted: no variable at either end, labels that fit', async () => {
    const { value } = await channels('templates');
    const templates = value['templates'] as {
      name: string;
      body: string;
      footer: string;
      buttons: { label: string }[];
    }[];
    expect(templates.map(({ name }) => name)).toContain('vigente_quien_lee');
    for (const { body, footer, buttons } of templates) {
      expect(body).toContain('{{1}}');
      expect(body).not.toMatch(/^\{\{|\}\}$|\{[a-z]/);
      expect(body.length).toBeLessThanOrEqual(1024);
      expect(footer.length).toBeLessThanOrEqual(60);
      for (const { label } of buttons) expect(label.length).toBeLessThanOrEqual(20);
    }
  });
});
