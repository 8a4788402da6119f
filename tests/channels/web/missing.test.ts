import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { loadBotkit } from '../../../src/channels/web/botkit.js';
import { Sessions } from '../../../src/channels/web/sessions.js';
import { VirtualClock } from '../../../src/domain/clock.js';

const sessions = () => new Sessions(new VirtualClock('2026-11-23T13:00:00Z'));

function failsWith(code: string): void {
  jest.unstable_mockModule('botkit', () => {
    throw Object.assign(new Error('it does not load'), { code });
  });
}

describe('without Botkit', () => {
  afterEach(() => void jest.resetModules());

  it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])('says how to install it (%s)', async (code) => {
    failsWith(code);
    await expect(loadBotkit(sessions())).rejects.toMatchObject({
      code: 'botkit-missing',
      hint: 'npm install --include=optional',
    });
  });

  it('does not call a broken one missing', async () => {
    failsWith('ERR_INVALID_ARG_TYPE');
    await expect(loadBotkit(sessions())).rejects.toThrow('it does not load');
  });
});
