import { describe, expect, it } from '@jest/globals';
import { optOutAction } from '../../src/domain/opt-out.js';

describe('a word that ends the conversation', () => {
  it.each(['STOP', 'stop', 'Stop.', 'STOP ALL', 'baja', 'BAJA.', '¡Baja!', ' no   molestar ', 'Cancelar suscripción', 'CANCELAR SUSCRIPCION', 'Baixa', 'atura', 'Cancella', 'annulla', 'Opt-out', 'STOP 🛑'])(
    'is seen when it is the whole message: %p',
    (text) => expect(optOutAction(text)).toBe('stop'),
  ); // prettier-ignore

  it.each(['cancelar mi hora', 'quiero cancelar mi hora del jueves', 'cancelar', 'me dieron de baja', 'stop por favor no', 'alto costo', '', '...', 'no', 'fin', 'bajar'])(
    'is not seen in other words: %p',
    (text) => expect(optOutAction(text)).toBeNull(),
  ); // prettier-ignore

  it.each(['START', 'unstop', 'Alta'])('begins again with %p', (text) => expect(optOutAction(text)).toBe('start'));

  it.each(['YES', 'si', 'Sí', 'me dieron el alta', 'alta médica'])('does not begin again with an answer: %p', (text) =>
    expect(optOutAction(text)).toBeNull(),
  );

  it.each(['HELP', 'ayuda', '¿Ayuda?', 'ajuda', 'Aiuto!'])('asks for help with %p', (text) =>
    expect(optOutAction(text)).toBe('help'),
  );

  it('is not looked for in a long letter', () => expect(optOutAction(`stop${'!'.repeat(5000)}`)).toBeNull());
});
