/** What `vigente doctor` says of the providers: what is connected, what is wrong, and what to click. */
import { connect } from '../channels/connect.js';
import { Senders } from '../channels/senders.js';
import type { Config } from '../config.js';
import type { Clock } from '../domain/clock.js';
import type { Programme } from '../programmes/programme.js';
import type { Finding } from './finding.js';

/** Where a provider is off, the settings that switch it on, and the page that tells how. */
const PROVIDERS: readonly { readonly name: string; readonly on: (config: Config) => boolean; readonly how: string }[] =
  [
    {
      name: 'Twilio',
      on: ({ TWILIO_AUTH_TOKEN }) => TWILIO_AUTH_TOKEN !== undefined,
      how: 'To connect it: docs/connect-twilio.md',
    },
    {
      name: 'WhatsApp Cloud',
      on: ({ WHATSAPP_TOKEN, WHATSAPP_APP_SECRET }) =>
        WHATSAPP_TOKEN !== undefined || WHATSAPP_APP_SECRET !== undefined,
      how: 'To connect it: docs/connect-whatsapp-cloud.md',
    },
    {
      name: 'SMS gateway',
      on: ({ SMS_GATEWAY_URL, SMS_GATEWAY_OUT }) => SMS_GATEWAY_URL !== undefined || SMS_GATEWAY_OUT !== undefined,
      how: 'To connect it: docs/connect-sms-gateway.md',
    },
  ];

/** Where a name may stand in place of a number, the country may want it registered first (DOMAIN §4: not verified for every country). */
const ALIAS: Readonly<Record<Programme['country'], string>> = {
  CL: 'In Chile a name becomes a random number and nobody can answer: use announce-call on that step.',
  AR: 'Ask the provider whether Argentina lets the name through; nobody can answer to it.',
  ES: 'In Spain names are registered with the CNMC before they are delivered; nobody can answer to one.',
  IT: 'In Italy names are registered as aliases with AGCOM through the provider; nobody can answer to one.',
};

export async function providerFindings(
  config: Config,
  programmes: ReadonlyMap<string, Programme>,
  clock: Clock,
): Promise<readonly Finding[]> {
  const {
    ports,
    ingresses,
    senders: defaults,
  } = connect(config, {
    clock,
    programmes,
    db: null,
    sealKey: Buffer.alloc(32),
    onTrouble: () => undefined,
    print: () => undefined,
  });
  const findings: Finding[] = PROVIDERS.filter(({ on }) => !on(config)).map(({ name, how }) => ({
    name,
    state: 'ok',
    what: 'off',
    hint: how,
  }));
  for (const port of ports)
    for (const { name, ok, what, hint } of (await port.probe?.()) ?? [])
      if (!findings.some((each) => each.name === name && each.what === what))
        findings.push({ name, state: ok ? 'ok' : 'bad', what, hint });
  for (const { id, paths } of ingresses)
    findings.push({
      name: `Webhook ${id}`,
      state: config.PUBLIC_URL === undefined ? 'warn' : 'ok',
      what: `${config.PUBLIC_URL ?? 'https://your-address'}${paths[0]}`,
      hint:
        config.PUBLIC_URL === undefined
          ? 'Set PUBLIC_URL to the address that providers reach.'
          : insecure(config.PUBLIC_URL),
    });
  const senders = new Senders(programmes, defaults);
  for (const programme of programmes.values())
    findings.push(
      ...senderFindings(
        programme,
        senders,
        ports.map(({ id }) => id),
      ),
    );
  return findings;
}

/** Signatures prove who sent a message, and hide nothing of it on its way. */
const insecure = (url: string): string =>
  url.startsWith('https:') ? '' : 'PUBLIC_URL is not https: what patients write would be readable on its way.';

function senderFindings(programme: Programme, senders: Senders, connected: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  for (const { channel, via, address, state, twoWay } of senders.all(programme.id)) {
    const name = `${programme.id} ${channel}`;
    if (state === 'pending')
      findings.push({ name, state: 'ok', what: `${address} is pending and sends nothing`, hint: '' });
    else if (!connected.includes(via))
      findings.push({
        name,
        state: 'warn',
        what: `${address} sends over ${via}, which is not connected`,
        hint: 'Set its settings, or take the sender out of programme.json.',
      });
    else if (!twoWay)
      findings.push({ name, state: 'warn', what: `${address} is one-way`, hint: ALIAS[programme.country] });
    else findings.push({ name, state: 'ok', what: `from ${address} over ${via}`, hint: '' });
  }
  const missing =
    connected.length > 0
      ? programme.cadence.filter(({ channel }) => senders.on(programme.id, channel).length === 0)
      : [];
  for (const channel of new Set(missing.map((step) => step.channel)))
    findings.push({
      name: `${programme.id} ${channel}`,
      state: 'warn',
      what: 'the cadence writes there and no number is connected',
      hint: 'Those messages wait. Connect a channel, or take the step out of the cadence.',
    });
  return findings;
}
