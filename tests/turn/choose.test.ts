import { describe, expect, it } from '@jest/globals';
import { listingsFor } from '../../src/domain/directory.js';
import { chosenByWords, chosenFromMenu } from '../../src/turn/choose.js';
import { partsOf } from '../../src/turn/several.js';
import { taskNumber, taskNumberIn } from '../../src/turn/task-number.js';

const HOSPITALS = [
  { id: 'soria', label: 'Pablo Soria' },
  { id: 'roque', label: 'San Roque' },
  { id: 'other', label: 'Otro' },
];

describe('an answer in words', () => {
  it.each([
    ['pablo soria', 'soria'],
    ['en el Pablo Soria por favor', 'soria'],
    ['san roque', 'roque'],
    ['roque', 'roque'],
    ['la 2', 'roque'],
    ['otro', 'other'],
    ['opción 1', 'soria'],
  ])('"%s" is the one whose label it says', (text, id) => {
    expect(chosenByWords(text, HOSPITALS)).toBe(id);
  });

  it.each(['ninguno', 'san', '', 'pablo soria o san roque', 'la 7'])('"%s" is none', (text) => {
    expect(chosenByWords(text, HOSPITALS)).toBeNull();
  });

  it('to a menu is the label alone', () => {
    expect(chosenFromMenu('Otro', HOSPITALS)).toBe('other');
    expect(chosenFromMenu('otro día voy al San Roque', HOSPITALS)).toBeNull();
  });
});

describe('a number of a request', () => {
  it('is the same for the same turn, and found again in what people write', () => {
    const number = taskNumber('c1', 3, '2026-11-30');
    expect(number).toMatch(/^261130-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(taskNumber('c1', 3, '2026-11-30')).toBe(number);
    expect(taskNumber('c1', 4, '2026-11-30')).not.toBe(number);
    expect(taskNumberIn(`como va el reclamo ${number.toLowerCase()}?`)).toBe(number);
    expect(taskNumberIn(number.replace('-', ' '))).toBe(number);
    for (const text of ['5678 1943', '12345678-5', '11 4321-5678', 'hola']) expect(taskNumberIn(text)).toBeNull();
  });
});

describe('several things in one message', () => {
  it('are parted where one ends', () => {
    expect(partsOf('¿cuándo es mi hora? y además me cambié de casa')).toHaveLength(2);
    expect(partsOf('hola, cuándo es mi hora')).toEqual(['hola, cuándo es mi hora']);
  });
});

describe('a directory', () => {
  const all = [
    { name: 'Dra. Puig Ferrer', service: 'Traumatologia', place: 'a', hours: '', phone: '' },
    { name: 'Dr. Serra', service: 'Traumatologia', place: 'b', hours: '', phone: '' },
    { name: '', service: 'Dermatologia', place: 'c', hours: '', phone: '' },
  ];
  const found = (text: string) => listingsFor(text, all, 3).map(({ place }) => place);
  it('is read by name first, then by service; a title names nobody', () => {
    expect(found('on visita la doctora Puig?')).toEqual(['a']);
    expect(found('el doctor serra')).toEqual(['b']);
    expect(found('busco un traumatólogo')).toEqual(['a', 'b']);
    expect(found('dermatòleg')).toEqual(['c']);
    expect(found('busco una doctora')).toEqual([]);
  });
});

describe('a bare yes or no', () => {
  const signs = [
    { id: 'some', label: 'Sí' },
    { id: 'none', label: 'No, nada de eso' },
  ];

  it.each(['no', 'No.', 'nada', 'ninguna', 'NO, nada', 'no gracias', 'cap', 'niente'])(
    '%s is the only answer that begins with no',
    (text) => {
      expect(chosenByWords(text, signs)).toBe('none');
    },
  );

  it.each(['sí', 'si', 'claro que sí', 'SI'])('%s is the only one that begins with yes', (text) => {
    expect(chosenByWords(text, signs)).toBe('some');
  });

  it.each(['no me deja de doler', 'no, pero vomité dos veces', 'no sé', 'si me da fiebre aviso'])(
    '%s is neither',
    (text) => {
      expect(chosenByWords(text, signs)).toBeNull();
    },
  );

  it('is none where two answers begin with it', () => {
    const worse = [{ id: 'same', label: 'No, estoy igual' }, { id: 'worse', label: 'No, pero estoy peor' }]; // prettier-ignore
    expect(chosenByWords('no', [...worse, { id: 'some', label: 'Sí, tengo algo de eso' }])).toBeNull();
    expect(chosenByWords('sí', [...worse, { id: 'some', label: 'Sí, tengo algo de eso' }])).toBe('some');
  });
});
