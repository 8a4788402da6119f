import { beforeAll, describe, expect, it } from '@jest/globals';
import { freshContext } from '../../dialogs/context.js';
import { PATHS } from '../../src/paths.js';
import { cadenceOf } from '../../src/programmes/cadence.js';
import { loadProgramme, type Programme } from '../../src/programmes/programme.js';
import type { Conversation, PersonFacts, Turn } from '../../src/turn/conversation.js';
import { beforeTheFirst } from '../../src/turn/open.js';
import type { Rules } from '../../src/turn/rules.js';
import { takeTurn } from '../../src/turn/take.js';
import { loadWords } from '../../src/words/words.js';

let rules: Rules;
let jujuy: Programme;
beforeAll(async () => {
  jujuy = await loadProgramme(`${PATHS.programmes}/jujuy`);
  rules = {
    programme: jujuy,
    cadence: cadenceOf(jujuy, null),
    words: await loadWords(PATHS.templates),
    anyHour: false,
  };
});

const FACTS: PersonFacts = {
  firstName: 'Ana',
  documentTail: '5678',
  birthYear: 1960,
  bornOn: '1960-01-01',
  entries: [],
};
const START = Date.parse('2026-11-27T13:00:00Z');

/** The turns of somebody who writes first; each message is read before the next is written. */
function talk(...messages: readonly string[]): Turn[] {
  const context = freshContext({ firstName: 'Ana', entries: [], channel: 'whatsapp', maxEntries: 6, assurance: 0 });
  let conversation: Conversation = beforeTheFirst({
    id: 'c', programme: 'jujuy', person: 'p', address: 'a', channel: 'whatsapp', context, campaign: null, where: {},
  }); // prettier-ignore
  const turns: Turn[] = [];
  const take = (event: Parameters<typeof takeTurn>[1]) => {
    const turn = takeTurn(conversation, event, rules);
    if (!turn) throw new Error('no turn');
    turns.push(turn);
    conversation = { ...turn.conversation, queued: [] };
  };
  take({ kind: 'start', eventId: 's', at: START, step: 0, facts: FACTS, wroteFirst: true });
  messages.forEach((text, n) => {
    const at = START + (n + 1) * 60_000;
    take({
      kind: 'said',
      eventId: `e${n}`,
      at,
      saidAt: at,
      said: { channel: 'whatsapp', text, choice: null, media: null },
      facts: FACTS,
    });
  });
  return turns;
}
const last = (turns: readonly Turn[]) => turns.at(-1)?.record as Turn['record'];
const queues = (turns: readonly Turn[]) => last(turns).handOffs.map(({ queue, reason }) => `${queue} ${reason}`);

describe('in the middle of a form', () => {
  it.each([
    ['me quiero matar, no doy mas', 'emergency emergency'],
    ['me duele mucho el pecho y no puedo respirar', 'emergency emergency'],
    ['soy la hija, la paciente falleció ayer', 'registry deathReported'],
    ['quiero hablar con una persona', 'call askedForPerson'],
  ])('"%s" is no answer to it', (words, expected) => {
    expect(queues(talk('quiero hacer un reclamo', words))).toContain(expected);
  });

  it('STOP stops', () => {
    expect(last(talk('quiero hacer un reclamo', 'BAJA')).facts).toContainEqual(
      expect.objectContaining({ fact: 'optedOut' }),
    );
  });

  it('a long complaint that speaks of a call is the complaint', () => {
    const turns = talk('quiero hacer un reclamo', 'hace tres meses que espero, me dijeron que me iban a llamar y nadie me llamó nunca, quiero que alguien me llame y me explique'); // prettier-ignore
    expect(queues(turns)).toEqual(['requests request']);
    expect(last(turns).handOffs[0]?.answers?.[0]?.said).toContain('hace tres meses');
  });
});

describe('after the end', () => {
  it('of a death or a STOP no form opens, and a person hears of it', () => {
    for (const end of ['mi mamá Ana falleció ayer', 'BAJA']) {
      const turns = talk('hola', end, 'quiero hacer un reclamo');
      expect(last(turns).sent).toEqual([]);
      expect(queues(turns)).toEqual(['questions request']);
    }
  });
});

describe('a digit', () => {
  it('answers no question that has not left', () => {
    const context = freshContext({ firstName: 'Ana', entries: [], channel: 'sms', maxEntries: 2, assurance: 0 });
    const fresh = beforeTheFirst({ id: 'c', programme: 'jujuy', person: 'p', address: 'a', channel: 'sms', context, campaign: null, where: {} }); // prettier-ignore
    const started = takeTurn(
      fresh,
      { kind: 'start', eventId: 's', at: START, step: 0, facts: FACTS, wroteFirst: true },
      rules,
    );
    const at = START + 1;
    const said = { channel: 'sms' as const, text: '1', choice: null, media: null };
    const turn = takeTurn(
      started?.conversation as Conversation,
      { kind: 'said', eventId: 'e', at, saidAt: at, said, facts: FACTS },
      rules,
    );
    expect(turn?.conversation.context.assurance).toBe(0);
  });
});
