/** Settings: one typed table. `.env.example` is written from it, and a test compares them. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from './domain/failure.js';
import { PORTAL_SETTINGS, PROVIDER_SETTINGS } from './settings/outside.js';
import { optional, port, positive, setting, type Setting } from './settings/setting.js';

/** The table. A setting that is not here does not exist. */
export const SETTINGS = {
  HOST: setting(
    'Address to listen on. Only this machine unless you say otherwise.',
    '127.0.0.1',
    z.string().default('127.0.0.1'),
  ),
  PORT: setting('Port of the web pages.', '3000', port.default(3000)),
  PROGRAMME: setting(
    'The programme of our numbers that name none (TWILIO_FROM_SMS …), of numbers we do not know, and of the demonstration.',
    'minsal',
    z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'must be the name of a folder of programmes/')
      .default('minsal'),
  ),
  LOG_LEVEL: setting(
    'How much to log: error, warn, info, debug or silent. Logs hold ids and counts, never patient data.',
    'info',
    z.enum(['error', 'warn', 'info', 'debug', 'silent']).default('info'),
  ),
  MONGODB_URI: setting(
    'Your own MongoDB (replica set or sharded cluster). Without it a server is started in the data folder.',
    '',
    optional,
  ),
  REDIS_URL: setting(
    'Redis that keeps one rate per sender for several `vigente work`, redis://… or rediss://…. See docs/several-machines.md',
    '',
    z.url({ protocol: /^rediss?$/, error: 'must be a URL like redis://redis.example.org:6379' }).optional(),
  ),
  VIGENTE_DATABASE: setting(
    'Name of the database.',
    'vigente',
    z
      .string()
      .regex(/^[\w-]{1,38}$/, 'must be letters, digits, - or _, at most 38')
      .default('vigente'),
  ),
  VIGENTE_DATA: setting('Folder of the embedded database.', '.data', z.string().default('.data')),
  SUPPRESSION_JOURNAL: setting(
    'Append-only copy of every STOP and death, outside the database: keep it on another disk. Empty: suppressions.jsonl in VIGENTE_DATA.',
    '',
    optional,
  ),
  VIGENTE_CACHE: setting('Where a database server is kept once it was fetched or built.', '~/.cache/vigente', optional),
  VIGENTE_MONGOD: setting('Path of a mongod program to use for the embedded database.', '', optional),
  VIGENTE_KEYS: setting(
    'Master keys as id:base64,id:base64; the first is active. Without them keys are made once, outside the data folder.',
    '',
    optional,
  ),
  VIGENTE_INDEX_KEY: setting(
    'Key of the blind index and the audit chain, base64 of 32 bytes or more. Never change it.',
    '',
    optional,
  ),
  VIGENTE_KEYS_FOLDER: setting(
    'Where the keys of embedded databases are kept. Back it up apart from the data.',
    '~/.config/vigente/keys',
    optional,
  ),
  ONCALL_URL: setting(
    'Address that gets a POST when an emergency waits and nobody has it, every five minutes until somebody does. Names no patient.',
    '',
    z.url({ protocol: /^https?$/ }).optional(),
  ),
  ONCALL_SECRET: setting(
    'Signs what ONCALL_URL gets, as Standard Webhooks say: whsec_ and base64 of 24 to 64 random bytes.',
    '',
    z
      .string()
      .regex(/^whsec_[A-Za-z\d+/]{32,88}={0,2}$/, 'must be whsec_ and base64')
      .optional(),
  ),
  ONCALL_PHONE: setting(
    "Phone that gets an SMS then, E.164: +56912345678. Sent from the programme's own number.",
    '',
    z
      .string()
      .regex(/^\+[1-9]\d{7,14}$/, 'must be like +56912345678')
      .optional(),
  ),
  CONSOLE_TOKEN: setting(
    'Token that opens the console until sign-in exists. Without it one is made and printed at start.',
    '',
    optional,
  ),
  API_PER_MINUTE: setting('API: requests of one token in a minute.', '600', positive.default(600)),
  WEBHOOKS_PRIVATE: setting(
    'Hosts of your own network that `vigente webhook` may name: host or host:port, separated by commas. Without it only public addresses over HTTPS.',
    '',
    z
      .string()
      .regex(/^[\w.:-]+(\s*,\s*[\w.:-]+)*$/, 'must be host or host:port, separated by commas')
      .transform((hosts) => hosts.split(/\s*,\s*/))
      .default([]),
  ),
  ...PROVIDER_SETTINGS,
  ...PORTAL_SETTINGS,
} as const;

type Parsed = { readonly [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never };

export interface Config extends Omit<Parsed, 'VIGENTE_CACHE' | 'VIGENTE_KEYS_FOLDER'> {
  readonly VIGENTE_CACHE: string;
  readonly VIGENTE_KEYS_FOLDER: string;
  /** The environment the settings came from, for the programs we start. */
  readonly env: NodeJS.ProcessEnv;
}

/** What is useless, or unsafe, without something else. */
const NEEDS: readonly (readonly [keyof typeof SETTINGS, readonly (keyof typeof SETTINGS)[]])[] = [
  ['TWILIO_AUTH_TOKEN', ['PUBLIC_URL']],
  ['TWILIO_ACCOUNT_SID', ['TWILIO_AUTH_TOKEN']],
  ['TWILIO_FROM_SMS', ['TWILIO_ACCOUNT_SID']],
  ['TWILIO_FROM_WHATSAPP', ['TWILIO_ACCOUNT_SID']],
  ['WHATSAPP_APP_SECRET', ['WHATSAPP_VERIFY_TOKEN']],
  ['WHATSAPP_TOKEN', ['WHATSAPP_PHONE_ID', 'WHATSAPP_APP_SECRET']],
  ['SMS_GATEWAY_URL', ['SMS_GATEWAY_SECRET', 'SMS_GATEWAY_FROM']],
  ['SMS_GATEWAY_OUT', ['SMS_GATEWAY_IN']],
  ['OIDC_ISSUER', ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']],
  ['STAFF_OIDC_ISSUER', ['STAFF_OIDC_CLIENT_ID', 'STAFF_OIDC_CLIENT_SECRET']],
];

/** Reads the settings. Throws one `UserError` that names every problem at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { parse }] of Object.entries(SETTINGS) as [string, Setting<unknown>][]) {
    const given = env[name]?.trim();
    const parsed = parse.safeParse(given === '' ? undefined : given);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${name} ${parsed.error.issues[0]?.message ?? 'is wrong'}`);
  }
  if (values['VIGENTE_KEYS'] !== undefined && values['VIGENTE_INDEX_KEY'] === undefined)
    problems.push('VIGENTE_INDEX_KEY is needed with VIGENTE_KEYS');
  if (values['MONGODB_URI'] !== undefined && values['VIGENTE_KEYS'] === undefined)
    problems.push('VIGENTE_KEYS and VIGENTE_INDEX_KEY are needed with MONGODB_URI');
  for (const [name, needed] of NEEDS)
    if (values[name] !== undefined)
      for (const other of needed) if (values[other] === undefined) problems.push(`${other} is needed with ${name}`);
  if (problems.length > 0)
    throw new UserError('settings-wrong', `Settings: ${problems.join('; ')}.`, 'See .env.example for what each means.');
  const home = homedir();
  return {
    ...(values as unknown as Parsed),
    VIGENTE_DATA: resolve(values['VIGENTE_DATA'] as string),
    VIGENTE_CACHE: resolve(
      (values['VIGENTE_CACHE'] as string | undefined) ?? join(env['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'vigente'),
    ),
    VIGENTE_KEYS_FOLDER: resolve(
      (values['VIGENTE_KEYS_FOLDER'] as string | undefined) ??
        join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'vigente', 'keys'),
    ),
    env,
  };
}

/** What reading each setting that is set found, for `vigente doctor`. */
export function checkSettings(env: NodeJS.ProcessEnv): { name: string; ok: boolean; hint: string }[] {
  return (Object.entries(SETTINGS) as [string, Setting<unknown>][])
    .filter(([name]) => (env[name] ?? '').trim() !== '')
    .map(([name, { parse }]) => {
      const parsed = parse.safeParse(env[name]?.trim());
      return { name, ok: parsed.success, hint: parsed.success ? '' : (parsed.error.issues[0]?.message ?? 'is wrong') };
    });
}

/** Is a provider configured that reaches real phones? Then nothing invented is ever sent or shown as if it were real. */
export const hasProvider = (config: Config): boolean =>
  config.TWILIO_ACCOUNT_SID !== undefined ||
  config.TWILIO_AUTH_TOKEN !== undefined ||
  config.WHATSAPP_TOKEN !== undefined ||
  config.WHATSAPP_APP_SECRET !== undefined ||
  config.SMS_GATEWAY_URL !== undefined ||
  config.SMS_GATEWAY_OUT !== undefined ||
  config.BAILEYS === 'on';

/** The text of `.env.example`. */
export function envExample(): string {
  const lines = ['# Settings of vigente. All are optional. This file is written from src/config.ts.', ''];
  for (const [name, { help, example }] of Object.entries(SETTINGS)) lines.push(`# ${help}`, `#${name}=${example}`, '');
  return lines.join('\n');
}
