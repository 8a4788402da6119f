import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Said } from '../../src/turn/conversation.js';
import type { Question } from '../../src/domain/meaning.js';
import { patient } from '../support/people.js';
import { DAY, TestStage, type Placed } from '../support/services.js';

let stage: TestStage;
let careful: TestStage;
beforeAll(async () => {
  const ambiguous = (text: string, question: Question) => question !== 'reason' && /^\W*baja\W*$/i.test(text);
  [stage, careful] = await Promise.all([
    TestStage.open(),
    TestStage.open({ programme: { askBeforeStop: [{ word: 'baja', questions: [] }], asksBeforeStop: ambiguous } }),
  ]);
});
afterAll(() => Promise.all([stage.close(), careful.close()]));

let numbers = 0;
async function asked(on = stage, phones = 1): Promise<Placed> {
  numbers += 10;
  const given = Array.from({ length: phones }, (_, n) => `+5696155${String(1000 + numbers + n)}`);
  const [placed] = (await on.add(patient({ phones: given }))) as [Placed];
  await on.settle();
  return placed;
}
const keysTo = ({ person }: Placed, on = stage) =>
  on.sent.filter((message) => message.person === person).map(({ keys }) => keys.join(' '));
const says = (placed: Placed, said: string | Partial<Said>, on = stage, phone = 0) =>
  on.says(placed.addresses[phone] ?? '', said);
async function stops(placed: Placed, on = stage) {
  const ids = [`person:${placed.person}`, ...placed.addresses.map((address) => `number:${address}`)];
  const found = await on.services.store.suppressions.find({ _id: { $in: ids } }).toArray();
  return found.map(({ _id, why }) => `${_id.split(':')[0]} ${why}`).sort();
}
const ledger = async (placed: Placed, on = stage) =>
  await on.services.store.optOuts
    .find({ scopes: `number:${placed.addresses[0]}` })
    .sort({ at: 1 })
    .toArray();
const endOf = async (placed: Placed, on = stage) => (await on.conversation(placed.person)).ended;

describe('a STOP that the provider heard and answered', () => {
  it('is recorded as the provider’s, and nothing is said on top of it', async () => {
    const placed = await asked();
    await says(placed, { text: 'STOP', handled: 'stop' });
    expect(keysTo(placed)).toEqual(['who.ask']);
    expect(await stops(placed)).toEqual(['number stop']);
    expect(await ledger(placed)).toMatchObject([{ action: 'stop', by: 'provider', channel: 'sms' }]);
    expect((await ledger(placed))[0]?.inboundId).toMatch(/^sms:in/);
    await stage.wait(3 * DAY);
    expect(keysTo(placed)).toEqual(['who.ask']);
  });

  it('is taken back by the START that it heard', async () => {
    const placed = await asked();
    await says(placed, { text: 'STOP', handled: 'stop' });
    await says(placed, { text: 'START', handled: 'start' });
    expect(await stops(placed)).toEqual([]);
    expect((await ledger(placed)).map(({ action }) => action)).toEqual(['stop', 'start']);
    expect((await stage.conversation(placed.person)).live).toBe(true);
  });

  it('leaves alone what asks for help', async () => {
    const placed = await asked();
    await says(placed, { text: 'AYUDA', handled: 'help' });
    expect(keysTo(placed)).toEqual(['who.ask']);
    expect((await stage.conversation(placed.person)).live).toBe(true);
  });
});

describe('a word that means "no more"', () => {
  it.each(['STOP', 'BAJA', 'alto', 'no molestar', 'Baixa', 'Atura', 'Cancella', 'Annulla', 'unsubscribe'])(
    'stops in whatever language it is written: %s',
    async (word) => {
      const placed = await asked();
      await says(placed, word);
      expect(await stops(placed)).toEqual(['number stop']);
      expect(keysTo(placed)).toEqual(['who.ask', 'stop.done']);
      expect(await ledger(placed)).toMatchObject([
        { action: 'stop', by: 'person', scopes: [`number:${placed.addresses[0]}`] },
      ]);
    },
  );

  it.each(['cancelar mi hora', 'quiero cancelar mi hora del jueves', 'me dieron de baja'])(
    'is not heard in a sentence about something else: %s',
    async (words) => {
      const placed = await asked();
      await says(placed, words);
      expect(await stops(placed)).toEqual([]);
      expect(await endOf(placed)).not.toBe('stopped');
    },
  );

  it.each(['sms', 'whatsapp', 'portal'] as const)('is 0 on every channel: %s', async (channel) => {
    const placed = await asked();
    await stage.says(placed.addresses[0] ?? '', '0', { channel });
    expect(await stops(placed)).toEqual(['number stop']);
  });
});

describe('whom a STOP stops', () => {
  it('by an unknown reader only the number: the person is asked on the next one when they write there', async () => {
    const placed = await asked(stage, 2);
    await says(placed, 'STOP');
    expect(await stops(placed)).toEqual(['number stop']);
    await says(placed, 'hola', stage, 1);
    expect(keysTo(placed).at(-1)).toBe('who.ask');
  });

  it('by the person themself that person on every number', async () => {
    const placed = await asked(stage, 2);
    await says(placed, '1');
    await says(placed, 'no me escriban mas');
    expect(await stops(placed)).toEqual(['number stop', 'person stop']);
    const before = keysTo(placed).length;
    await says(placed, 'hola', stage, 1);
    expect(keysTo(placed)).toHaveLength(before);
  });

  it('by a relative who took the phone from the person only the number', async () => {
    const placed = await asked();
    await says(placed, '1');
    await says(placed, 'soy su hija');
    await says(placed, 'STOP');
    expect(await stops(placed)).toEqual(['number stop']);
  });

  it('is confirmed once, and nothing else is ever sent', async () => {
    const placed = await asked();
    await says(placed, 'STOP');
    await says(placed, 'STOP');
    await says(placed, 'gracias');
    await stage.wait(5 * DAY);
    expect(keysTo(placed)).toEqual(['who.ask', 'stop.done']);
  });
});

describe('START', () => {
  it.each(['START', 'Alta', 'alta.', 'UNSTOP'])('lifts a stop of the number and of the person: %s', async (word) => {
    const placed = await asked();
    await says(placed, '1');
    await says(placed, 'STOP');
    await says(placed, word);
    expect(await stops(placed)).toEqual([]);
    expect(keysTo(placed).at(-1)).toMatch(/^resume\.done need\.ask$/);
    const [stop, start] = await ledger(placed);
    expect(stop).toMatchObject({ action: 'stop', by: 'person' });
    expect(start).toMatchObject({ action: 'start', by: 'person', scopes: stop?.scopes });
    expect(new Set([stop?.inboundId, start?.inboundId]).size).toBe(2);
  });

  it('never lifts the news of a death', async () => {
    const placed = await asked();
    await says(placed, 'ella fallecio');
    await says(placed, 'STOP');
    const before = keysTo(placed).length;
    await says(placed, 'ALTA');
    await stage.wait(3 * DAY);
    expect(await stops(placed)).toEqual(['person death']);
    expect(keysTo(placed)).toHaveLength(before);
  });
});

describe('the news of a death', () => {
  it('is not weakened by a STOP that comes after it', async () => {
    const placed = await asked();
    await says(placed, '1');
    await says(placed, 'ella fallecio');
    await says(placed, 'STOP');
    expect(await stops(placed)).toEqual(['number stop', 'person death']);
  });

  it('takes the place of a STOP of the person, and gives it back when it is denied', async () => {
    const placed = await asked();
    await says(placed, '1');
    await says(placed, 'STOP');
    await says(placed, 'ella fallecio');
    expect(await stops(placed)).toEqual(['number stop', 'person death']);
    await says(placed, 'es un error, no murio');
    expect(await stops(placed)).toEqual(['number stop', 'person stop']);
  });

  it('that is denied is lifted, and nothing else', async () => {
    const placed = await asked();
    await says(placed, 'ella fallecio');
    await says(placed, 'ERROR');
    expect(await stops(placed)).toEqual([]);
    expect(await stage.tasks(placed.person)).toContain('call unknownPerson');
  });

  it('can still be denied after a STOP', async () => {
    const placed = await asked();
    await says(placed, 'ella fallecio');
    await says(placed, 'STOP');
    await says(placed, 'es un error, no ha muerto');
    expect(await stops(placed)).toEqual(['number stop']);
  });
});

describe('a word that may mean something else in this programme', () => {
  it('is asked back, and stops nothing yet', async () => {
    const placed = await asked(careful);
    await says(placed, 'BAJA', careful);
    expect(keysTo(placed, careful)).toEqual(['who.ask', 'stop.ask']);
    expect(await stops(placed, careful)).toEqual([]);
    expect((await careful.conversation(placed.person)).live).toBe(true);
  });

  it.each(['1', 'si', 'Sí, por favor', 'baja', 'STOP'])('stops when the answer is "%s"', async (answer) => {
    const placed = await asked(careful);
    await says(placed, 'baja', careful);
    await says(placed, answer, careful);
    expect(await stops(placed, careful)).toEqual(['number stop']);
    expect(keysTo(placed, careful)).toEqual(['who.ask', 'stop.ask', 'stop.done']);
  });

  it.each(['2', 'no'])('goes on with the question when the answer is "%s"', async (answer) => {
    const placed = await asked(careful);
    await says(placed, 'baja', careful);
    await says(placed, answer, careful);
    expect(await stops(placed, careful)).toEqual([]);
    expect(keysTo(placed, careful)).toEqual(['who.ask', 'stop.ask', 'who.ask']);
  });

  it('followed by silence ends with a call, and nobody writes again', async () => {
    const placed = await asked(careful);
    await says(placed, 'baja', careful);
    await careful.wait(7 * DAY);
    expect(keysTo(placed, careful)).toEqual(['who.ask', 'stop.ask']);
    expect(await careful.tasks(placed.person)).toEqual(['call unwillingToSay']);
  });
});
