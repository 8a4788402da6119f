import { beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '../../src/paths.js';
import { loadProgrammes, type Programme } from '../../src/programmes/programme.js';
import { checkSenders } from '../../src/proof/senders.js';
import { checkDialogs } from '../../src/proof/check.js';
import { walk } from '../../src/proof/walk.js';
import { loadWords } from '../../src/words/words.js';

let programmes: ReadonlyMap<string, Programme>;
beforeAll(async () => {
  programmes = await loadProgrammes(PATHS.programmes, 'minsal');
});

describe('the dialogs', () => {
  it('end well on every path, and their texts exist and fit', async () => {
    const result = checkDialogs(programmes, await loadWords(PATHS.templates));
    expect(result.failures).toEqual([]);
    expect(result.maxSmsSegments).toBeLessThanOrEqual(2);
    expect(result.dialogs.map(({ id }) => id)).toEqual([
      'announce-call',
      'call',
      'verify-number',
      'confirm-need',
      'confirm-appointment',
      'confirm-for-minor',
      'check-in',
      'remind',
      'place',
      'help',
      'unknown-writer',
    ]);
  }, 240_000);

  it('are refused when a text is missing, or too long for an SMS', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigente-words-'));
    try {
      cpSync(PATHS.templates, folder, { recursive: true });
      const file = join(folder, 'es-CL', 'shared.json');
      const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>;
      delete texts['death.condolence'];
      texts['person.willCall'] = { text: 'demasiado largo '.repeat(30) };
      writeFileSync(file, JSON.stringify(texts));
      const { failures } = checkDialogs(programmes, await loadWords(folder), ['verify-number']);
      expect(failures.some(({ what }) => what.includes('death.condolence'))).toBe(true);
      expect(failures.some(({ what }) => what.includes('SMS segments'))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);

  it('ask nothing on a sender that nobody can answer, and name no number that is not live', async () => {
    const minsal = programmes.get('minsal') as Programme;
    const words = await loadWords(PATHS.templates);
    const oneWay = {
      channel: 'sms',
      via: 'twilio-sms',
      address: 'MINSAL',
      providerRef: '',
      state: 'live',
      twoWay: false,
      replyCost: 'free',
    } as const;
    const check = (change: Partial<Programme>) => checkSenders({ ...minsal, ...change }, words).map(({ what }) => what);
    expect(check({})).toEqual([]);
    expect(check({ senders: [oneWay] })).toEqual(['asks on a sender that nobody can answer: use announce-call']);
    const announced = [{ channel: 'sms', dialog: 'announce-call' }, ...minsal.cadence.slice(1)] as Programme['cadence'];
    expect(check({ senders: [oneWay], cadence: announced })).toEqual([]);
    const pending = minsal.official.map((each) => ({ ...each, state: 'pending' as const }));
    expect(check({ official: pending }).join()).toContain('cannot be called yet');
  });

  it('ask a person on WhatsApp about all entries, by SMS about two', () => {
    const entries = ['2023-03', '2023-04', '2024-01'].map((askedOn) => ({
      id: askedOn,
      askedOn,
      place: 'Osorno',
      care: null,
    }));
    const asked = (maxEntries: number) => {
      const { edges } = walk('confirm-need', { firstName: 'Ana', entries, channel: 'sms', maxEntries, assurance: 0 });
      return Math.max(
        ...edges.filter(({ closed }) => !closed).map(({ context }) => Object.keys(context.outcomes).length),
      );
    };
    expect(asked(2)).toBe(2);
    expect(asked(6)).toBe(3);
  }, 60_000);
});
