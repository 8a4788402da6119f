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
    expect(hasProvider(readConfig({ TWILIO_ACCOUNT_SID: 'AC1' }))).toBe(true);
    expect(hasProvider(readConfig({ WHATSAPP_TOKEN: 't' }))).toBe(true);
  });
});
