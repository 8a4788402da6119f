import { describe, expect, it } from '@jest/globals';
import type { Spoken } from '../../src/store/queries/talkOf.js';
import { phoneLines } from '../../src/web/chat-lines.js';

const at = new Date('2026-11-23T13:00:00Z');
const says = (by: Spoken['by'], text: string, choices: Spoken['choices'] = []): Spoken => ({
  id: text,
  at,
  by,
  channel: 'whatsapp',
  text,
  choices,
});

describe('the lines of a phone', () => {
  it('show the words of a clicked answer, as the question before it had them', () => {
    const lines = phoneLines([
      says('vigente', '¿Es usted?', [{ id: 'yes', label: 'Soy yo' }]),
      says('person', '▸ yes'),
      says('vigente', '¿La necesita?', [{ id: 'yes', label: 'Sí, la necesito' }]),
      says('person', '▸ yes'),
      says('person', '▸ unheard'),
    ]);
    expect(lines.map(({ text }) => text)).toEqual([
      '¿Es usted?',
      'Soy yo',
      '¿La necesita?',
      'Sí, la necesito',
      '▸ unheard',
    ]);
  });

  it('name a voice note and a photo in words: not every computer can draw the signs', () => {
    expect(phoneLines([says('person', '🎤'), says('person', '📷')]).map(({ text }) => text)).toEqual([
      '(nota de voz)',
      '(foto)',
    ]);
  });

  it('say on which channel a message came', () => {
    const channels = ['sms', 'whatsapp', 'portal'].map((channel) => ({ ...says('vigente', 'Hola'), channel }));
    expect(phoneLines(channels).map(({ channelName }) => channelName)).toEqual(['SMS', 'WhatsApp', 'Página web']);
  });
});
