import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample, hasProvider, readConfig } from '../src/config.js';
import { UserError } from '../src/domain/failure.js';
import { PATHS } from '../src/paths.js';

describe('the settings', () => {
  it('are those of .env.example', () => {
    expect(readFileSync(join(PATHS.root, '.env.example'), 'utf8')).toBe(envExample());
  });
  it('have defaults, so that an empty environment works', () => {
    expect(readConfig({})).toMatchObject({ HOST: '127.0.0.1', PORT: 3000, LOG_LEVEL: 'info' });
    expect(readConfig({ PORT: '  ' }).PORT).toBe(3000);
  });
  it('tell all problems at once', () => {
    const read = () => readConfig({ PORT: 'http', LOG_LEVEL: 'loud', MONGODB_URI: 'mongodb://db' });
    expect(read).toThrow(UserError);
    expect(read).toThrow(/PORT.*LOG_LEVEL.*VIGENTE_KEYS/);
  });
  it('know a real provider, with which the demonstration never runs', () => {
    expect(hasProvider(readConfig({}))).toBe(false);
    const PUBLIC_URL = 'https://bot.example.org/';
    expect(hasProvider(readConfig({ PUBLIC_URL }))).toBe(false);
    expect(hasProvider(readConfig({ PUBLIC_URL, TWILIO_AUTH_TOKEN: 't' }))).toBe(true);
    expect(hasProvider(readConfig({ WHATSAPP_APP_SECRET: 's', WHATSAPP_VERIFY_TOKEN: 'v' }))).toBe(true);
    expect(hasProvider(readConfig({ SMS_GATEWAY_OUT: '/out', SMS_GATEWAY_IN: '/in' }))).toBe(true);
    expect(hasProvider(readConfig({ BAILEYS: 'on' }))).toBe(true);
  });
  it('say what a setting needs beside it', () => {
    expect(() => readConfig({ TWILIO_AUTH_TOKEN: 't' })).toThrow(/PUBLIC_URL is needed with TWILIO_AUTH_TOKEN/);
    expect(() => readConfig({ WHATSAPP_TOKEN: 't' })).toThrow(/WHATSAPP_PHONE_ID.*WHATSAPP_APP_SECRET/);
  });
});
