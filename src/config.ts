/** Settings: one typed table. `.env.example` is written from it, and a test compares them. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from './domain/failure.js';

interface Setting<T> {
  readonly parse: z.ZodType<T, string | undefined>;
  readonly help: string;
  /** Shown in `.env.example`; secrets have none. */
  readonly example: string;
}

const setting = <T>(help: string, example: string, parse: z.ZodType<T, string | undefined>): Setting<T> => ({
  parse,
  help,
  example,
});
const port = z.string().regex(/^\d+$/, 'must be a port number').transform(Number).pipe(z.int().min(0).max(65535));
const optional = z.string().optional();

/** The table. A setting that is not here does not exist. */
export const SETTINGS = {
  HOST: setting(
    'Address to listen on. Only this machine unless you say otherwise.',
    '127.0.0.1',
    z.string().default('127.0.0.1'),
  ),
  PORT: setting('Port of the web pages.', '3000', port.default(3000)),
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
  VIGENTE_DATABASE: setting(
    'Name of the database.',
    'vigente',
    z
      .string()
      .regex(/^[\w-]{1,38}$/, 'must be letters, digits, - or _, at most 38')
      .default('vigente'),
  ),
  VIGENTE_DATA: setting('Folder of the embedded database.', '.data', z.string().default('.data')),
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
  CONSOLE_TOKEN: setting(
    'Token that opens the console until sign-in exists. Without it one is made and printed at start.',
    '',
    optional,
  ),
  TWILIO_ACCOUNT_SID: setting('Account of Twilio. With a real provider the demonstration never runs.', '', optional),
  WHATSAPP_TOKEN: setting(
    'Token of the WhatsApp Cloud API. With a real provider the demonstration never runs.',
    '',
    optional,
  ),
} as const;

type Parsed = { readonly [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never };

export interface Config extends Omit<Parsed, 'VIGENTE_CACHE' | 'VIGENTE_KEYS_FOLDER'> {
  readonly VIGENTE_CACHE: string;
  readonly VIGENTE_KEYS_FOLDER: string;
  /** The environment the settings came from, for the programs we start. */
  readonly env: NodeJS.ProcessEnv;
}

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
  config.TWILIO_ACCOUNT_SID !== undefined || config.WHATSAPP_TOKEN !== undefined;

/** The text of `.env.example`. */
export function envExample(): string {
  const lines = ['# Settings of vigente. All are optional. This file is written from src/config.ts.', ''];
  for (const [name, { help, example }] of Object.entries(SETTINGS)) lines.push(`# ${help}`, `#${name}=${example}`, '');
  return lines.join('\n');
}
