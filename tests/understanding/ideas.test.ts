import { describe, expect, it } from '@jest/globals';
import { leadsToRemoval, type Label, type Question } from '../../src/domain/meaning.js';
import { explain, understand } from '../../src/understanding/index.js';

const label = (text: string, question: Question): Label => understand(text, question, 'es-CL').label;
const removes = (text: string, question: Question): boolean => leadsToRemoval(label(text, question), question);

describe('negation', () => {
  it.each([
    'no me han operado',
    'no, todavía no me llaman',
    'no me saquen',
    'no quiero salir',
    'no se me ha quitado',
    'no es que no la quiera',
    'cómo no la voy a necesitar',
    'nunca dije que no',
  ])('keeps on the list who says: %s', (text) => expect(label(text, 'stillNeed')).toBe('yes'));
  it('hears a plain denial', () => {
    expect(label('ya no la necesito', 'stillNeed')).toBe('no');
    expect(label('no, gracias', 'stillNeed')).toBe('no');
  });
  it('hears a denial behind an opening yes', () =>
    expect(label('sí, pueden sacarme, ya no la ocupo', 'stillNeed')).toBe('no'));
});

describe('done, or only asked and planned', () => {
  it('hears that the care was given', () => {
    expect(label('ya me operaron en el hospital', 'stillNeed')).toBe('attendedPublic');
    expect(label('me operé particular en una clínica', 'stillNeed')).toBe('attendedElsewhere');
  });
  it.each([
    'me iban a operar y suspendieron',
    'me operaron y quedé mal, la necesito de nuevo',
    'fui a la evaluación pero no había pabellón',
    'me van a operar particular si junto la plata',
    'me hicieron los exámenes y nada más',
  ])('does not take for done: %s', (text) => expect(removes(text, 'stillNeed')).toBe(false));
});

describe('who it is about', () => {
  it.each([
    'mi vecino se operó',
    'mi hermana ya fue, yo no',
    'se murió la vecina esperando, yo sigo',
    'mi papá murió de lo mismo, yo sí quiero operarme',
    'mi marido se cambió a isapre, yo no',
    'el que no quiere operarse es mi marido, yo sí',
  ])('does not remove for another person: %s', (text) => expect(removes(text, 'stillNeed')).toBe(false));
  it('believes a relative who answers for the patient', () =>
    expect(label('mi mamá dice que ya no la necesita', 'stillNeed')).toBe('no'));
});

describe('which care', () => {
  it.each([
    'me operaron de la otra rodilla',
    'me operaron un ojo nomás, falta el otro',
    'la vesícula ya me la sacaron, esta es por la rodilla',
    'la del ojo sí, la de la espalda no',
  ])('does not remove for another care: %s', (text) => expect(removes(text, 'stillNeed')).toBe(false));
});

describe('conditions and questions', () => {
  it.each([
    'si me llaman antes de marzo sí, si no, no',
    '¿y si no la quiero?',
    'si me cambio a isapre pierdo el cupo?',
    'si no es con el doctor Soto no voy',
    'y si digo que no qué pasa',
  ])('does not remove on: %s', (text) => expect(removes(text, 'stillNeed')).toBe(false));
  it('asks again before removing under a condition', () => {
    expect(label('si no me operan este año sáquenme', 'confirmRemoval')).toBe('unclear');
    expect(label('¿si me sacan después puedo volver?', 'confirmRemoval')).toBe('unclear');
  });
});

describe('confirming a removal', () => {
  it.each(['sí', 'sí, sáquenme', 'no quiero seguir en la lista', 'no, no me dejen, sáquenme', 'sí, ya me operaron'])(
    'removes on: %s',
    (text) => expect(label(text, 'confirmRemoval')).toBe('yes'),
  );
  it.each([
    'sí la necesito',
    'sí, pero no me saquen',
    'si quiero seguir',
    'no',
    'me equivoqué',
    'confirmo que quiero quedarme',
    'claro que no',
    'la que se operó fue mi mamá, a mí no me saquen',
  ])('keeps on: %s', (text) => expect(label(text, 'confirmRemoval')).toBe('no'));
  it.each(['👍', 'ok', 'ya', 'no sé', 'de una sí, de la otra no'])('asks again on: %s', (text) =>
    expect(label(text, 'confirmRemoval')).toBe('unclear'),
  );
});

describe('jokes and idioms', () => {
  it.each([
    'estoy muerta de cansada de esperar pero la necesito',
    'me muero de ganas de que me operen, sí',
    'uy sí, ya me operaron tres veces, en mis sueños',
    'se me murió el celular',
  ])('does not remove on: %s', (text) => expect(removes(text, 'stillNeed')).toBe(false));
  it('does not take the wish to leave the messages for the wish to leave the list', () => {
    expect(label('no necesito que me escriban, borren mi número', 'stillNeed')).toBe('stop');
  });
});

describe('what wins', () => {
  it('emergency over everything', () => {
    expect(label('no la necesito, me duele el pecho ahora y no puedo respirar', 'stillNeed')).toBe('emergency');
    expect(label('quiero matarme, ya no aguanto', 'confirmRemoval')).toBe('emergency');
  });
  it('not a danger that is long past', () =>
    expect(label('tuve un infarto el 2019, cuándo me toca control', 'open')).not.toBe('emergency'));
  it('death over a yes', () => expect(label('sí, mi mamá murió el martes', 'confirmRemoval')).toBe('deceased'));
  it('stop over the care', () => expect(label('ya me operé así que no me escriban más', 'open')).toBe('stop'));
  it('worse over yes', () => expect(label('sí, y estoy cada día peor', 'stillNeed')).toBe('worse'));
  it('a reason over a bare no', () =>
    expect(label('no, ya me la hice particular', 'stillNeed')).toBe('attendedElsewhere'));
  it('a later care over a yes', () =>
    expect(label('la quiero pero este mes no, más adelante', 'stillNeed')).toBe('postpone'));
});

describe('explaining', () => {
  it('names the rule and holds no patient words', () => {
    const { meaning, rules } = explain('ya me operaron en el hospital', 'stillNeed', 'es-CL');
    expect(meaning).toMatchObject({ label: 'attendedPublic', by: 'rule', why: 'done in the network' });
    expect(rules[0]?.name).toBe(meaning.why);
  });
});
