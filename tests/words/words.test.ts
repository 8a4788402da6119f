import { describe, expect, it } from '@jest/globals';
import { PATHS } from '../../src/paths.js';
import { loadProgrammes, chooseProgramme } from '../../src/programmes/programme.js';
import { segmentsOf, toGsm7 } from '../../src/words/gsm7.js';
import { LONGEST_MOMENT, render } from '../../src/words/render.js';
import { loadWords } from '../../src/words/words.js';

describe('an SMS', () => {
  it('is written in GSM-7: accents that would cost a whole alphabet are dropped, those inside it stay', () => {
    expect(toGsm7('¿Aún está en la clínica, José? Señor Núñez · “sí” — ÉL')).toBe(
      '¿Aun esta en la clinica, José? Señor Nuñez . "si" - ÉL',
    );
    expect(toGsm7('l’atenció, col·legi, nit 3…')).toBe("l'atencio, col.legi, nit 3...");
    expect(toGsm7('👍')).toBe('?');
  });

  it('counts segments of 160 and 153, or of 70 and 67 outside GSM-7', () => {
    expect(segmentsOf('a'.repeat(160))).toBe(1);
    expect(segmentsOf('a'.repeat(161))).toBe(2);
    expect(segmentsOf('a'.repeat(306))).toBe(2);
    expect(segmentsOf('a'.repeat(307))).toBe(3);
    expect(segmentsOf('€'.repeat(80))).toBe(1); // two septets each
    expect(segmentsOf('€'.repeat(81))).toBe(2);
    expect(segmentsOf('á'.repeat(70))).toBe(1);
    expect(segmentsOf('á'.repeat(71))).toBe(2);
  });
});

describe('the first SMS', () => {
  it('is the text of the programme, in one segment with a name of twelve letters', async () => {
    const programme = chooseProgramme(await loadProgrammes(PATHS.programmes, 'minsal'), 'minsal');
    const words = await loadWords(PATHS.templates);
    const first = render(
      { key: 'who.ask', params: { name: 'Maximilianós' }, choices: ['self', 'relative', 'notHere'] },
      'sms',
      programme,
      words,
      LONGEST_MOMENT,
    );
    expect(first.text).toBe(
      'Ministerio de Salud para Maximilianos, por una atencion. Responda 1 Soy yo 2 Soy familiar 3 Equivocado 0 No escriban. Nunca pedimos claves. Dudas 600 360 7777',
    );
    expect(first.segments).toBe(1);
  });

  it('never says a surname, a document, a hospital, a link or a deadline, whatever the channel', async () => {
    const words = await loadWords(PATHS.templates);
    for (const channel of ['sms', 'whatsapp', 'portal', 'operator'] as const) {
      const text = words.raw('es-CL', channel, 'who.ask') ?? '';
      expect(text).not.toMatch(
        /https?:|www\.|urgente|último aviso|lista de espera|actualice|hospital|responda con confianza/i,
      );
    }
  });

  it('mentions an entry by its month and health service, by its care only when that may be told', async () => {
    const programme = chooseProgramme(await loadProgrammes(PATHS.programmes, 'minsal'), 'minsal');
    const words = await loadWords(PATHS.templates);
    const ask = (care: string | null) =>
      render(
        { key: 'need.ask', params: { entry: { askedOn: '2023-03', place: 'Osorno', care } }, choices: ['yes', 'no'] },
        'whatsapp',
        programme,
        words,
        LONGEST_MOMENT,
      ).text;
    expect(ask(null)).toBe('¿Todavía necesita la atención que pidió en marzo de 2023 (Osorno)?');
    expect(ask('la consulta con el oculista')).toBe(
      '¿Todavía necesita la consulta con el oculista que pidió en marzo de 2023 (Osorno)?',
    );
    expect(programme.careName('07-118')).toBeNull(); // psychiatry
    expect(programme.careName('99-999')).toBeNull(); // unknown
  });
});
