/** What understanding must reach in each language: no false removal, nine in ten right, danger heard and not imagined. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { leadsToRemoval, type Label, type Locale, type Question } from '../../src/domain/meaning.js';
import { understand } from '../../src/understanding/index.js';

const rows = readFileSync('tests/fixtures/understanding/utterances-dev.tsv', 'utf8')
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t') as [Locale, Question, string, Label, string])
  .filter((cells) => cells.length >= 4);

describe.each<Locale>(['es-AR', 'es-ES', 'ca-ES', 'it-IT'])('the development rows of %s', (locale) => {
  const mine = rows.filter(([each]) => each === locale);
  const judged = mine.map(([, question, text, label]) => ({
    question, text, label, said: understand(text, question, locale).label,
  })); // prettier-ignore

  it('are there', () => expect(mine.length).toBeGreaterThan(60));

  it('hold no false removal', () =>
    expect(
      judged.filter(({ said, label, question }) => leadsToRemoval(said, question) && !leadsToRemoval(label, question)),
    ).toEqual([]));

  it('are read right in nine of ten', () =>
    expect(judged.filter(({ said, label }) => said === label).length / judged.length).toBeGreaterThanOrEqual(0.9));
});

const DANGER: Readonly<Partial<Record<Locale, readonly string[]>>> = {
  'es-AR': ['me duele mucho el pecho y me falta el aire', 'me quiero morir', 'mi vieja se desmayó y no reacciona', 'no puedo respirar', 'tengo ganas de matarme', 'está convulsionando', 'se tomó lavandina', 'le torció la boca y no puede hablar', 'pierde mucha sangre'],
  'es-ES': ['tengo un dolor muy fuerte en el pecho', 'no quiero vivir más', 'mi padre se ha desmayado y no responde', 'no puedo respirar', 'quiero quitarme la vida', 'mi hijo está convulsionando', 'se ha tomado todas las pastillas', 'no puede hablar y tiene la boca torcida', 'está perdiendo mucha sangre'],
  'ca-ES': ['em fa molt mal el pit i em costa respirar', 'no puc respirar', 'em vull morir', 'em vull matar', 'el meu pare s\'ha desmaiat i no respon', 'està perdent molta sang', 'té la boca torta i no pot parlar', 'el nen té convulsions', 's\'ha empassat lleixiu', 'm\'he pres totes les pastilles'],
  'it-IT': ['ho un forte dolore al petto', 'non riesco a respirare', 'voglio morire', 'mi voglio ammazzare', 'mio padre è svenuto e non risponde', 'sta perdendo molto sangue', 'ha la bocca storta e non parla', 'mio figlio ha le convulsioni', 'ha bevuto la candeggina', 'ho preso tutte le pillole', 'voglio farla finita'],
}; // prettier-ignore

const NO_DANGER: Readonly<Partial<Record<Locale, readonly string[]>>> = {
  'es-AR': ['me muero de ganas de que me operen', 'el turno me viene de infarto', 'casi me muero de risa'],
  'es-ES': ['me muero de ganas de que me operen', 'la cita me viene de muerte'],
  'ca-ES': ["em moro de ganes que m'operin", 'em moro de riure'],
  'it-IT': [
    'muoio dalla voglia di farla',
    'muoio dal ridere',
    'devo fare un prelievo del sangue',
    'vorrei prenotare le analisi del sangue',
  ],
};

describe.each(Object.keys(DANGER) as Locale[])('danger in %s', (locale) => {
  const heard = (text: string, question: Question) => {
    const { label, also } = understand(text, question, locale);
    return label === 'emergency' || also.includes('emergency');
  };

  it('is heard whatever was asked', () => {
    const missed = (DANGER[locale] ?? []).flatMap((text) =>
      (['open', 'stillNeed', 'identity', 'reminder', 'confirmRemoval'] as const)
        .filter((question) => !heard(text, question))
        .map((question) => `${question}: ${text}`),
    );
    expect(missed).toEqual([]);
  });

  it('is not heard in a way of speaking', () =>
    expect((NO_DANGER[locale] ?? []).filter((text) => heard(text, 'open') || heard(text, 'stillNeed'))).toEqual([]));
});

describe('a person at the last question', () => {
  it.each<[Locale, string]>([
    ['ca-ES', 'no la vull perdre'],
    ['ca-ES', 'no em tragueu de la llista'],
    ['it-IT', 'mica ho chiesto di essere tolta'],
    ['it-IT', 'non toglietemi dalla lista'],
    ['es-AR', 'no me saquen de la lista'],
    ['es-ES', 'no me quitéis de la lista'],
  ])('keeps the place in %s: %s', (locale, text) =>
    expect(understand(text, 'confirmRemoval', locale).label).not.toBe('yes'),
  );
});

/** Each of these was once taken for a reason to remove, or is a near neighbour of one. */
const KEEPS: readonly (readonly [Locale, Question, string])[] = [
  ['es-AR', 'reason', 'en el hospital me tratan mal'],
  ['es-AR', 'reason', 'en el hospital quiero que sea'],
  ['es-AR', 'reason', 'en el hospital, espero'],
  ['es-AR', 'reason', 'al sanatorio tendria que pagar'],
  ['es-AR', 'stillNeed', 'con 80 años no vale la pena esperar tanto, apurense'],
  ['es-AR', 'stillNeed', 'me fui sintiendo mejor un tiempo y ahora volvio el dolor'],
  ['es-AR', 'stillNeed', 'espero que la operacion me salga bien cuando me toque'],
  ['es-ES', 'stillNeed', 'quien ha dicho que me borréis'],
  ['es-ES', 'stillNeed', 'me han puesto la prótesis de una rodilla y falta la otra'],
  ['es-ES', 'stillNeed', 'voy con adeslas para lo demás pero esto lo quiero por la pública'],
  ['es-ES', 'confirmRemoval', 'no acepto la baja'],
  ['ca-ES', 'stillNeed', 'no la doneu a un altre, és meva'],
  ['ca-ES', 'stillNeed', 'deixeu-ho estar com està, jo segueixo'],
  ['it-IT', 'stillNeed', 'non datela a un altro'],
  ['it-IT', 'stillNeed', "sono stata meglio per un po' poi è tornato il dolore"],
  ['it-IT', 'stillNeed', 'ho già fatto la richiesta due volte'],
  ['it-IT', 'reason', 'in clinica costa troppo'],
  ['it-IT', 'stillNeed', 'non ci rinuncio per niente al mondo'],
  ['it-IT', 'reminder', 'è mancata mia madre ieri, domani non vengo'],
  ['es-CL', 'stillNeed', 'no la quiero perder'],
  ['es-CL', 'stillNeed', 'ya me hicieron los exámenes de sangre'],
  ['es-CL', 'stillNeed', 'fui al consultorio y me renovaron la interconsulta'],
];

describe('nobody is removed', () => {
  it.each(KEEPS)('%s, %s: %s', (locale, question, text) =>
    expect(leadsToRemoval(understand(text, question, locale).label, question)).toBe(false),
  );
});

describe('vosotros, and what people say beside the usual words', () => {
  it.each<readonly [Locale, Question, string, Label]>([
    ['es-ES', 'confirmRemoval', 'que sí, que me borréis', 'yes'],
    ['es-ES', 'stillNeed', 'ya me han puesto la prótesis, todo perfecto', 'attendedPublic'],
    ['es-AR', 'stillNeed', 'al final lo termine haciendo por mi cuenta', 'attendedElsewhere'],
    ['ca-ES', 'stillNeed', 'no fa falta, doneu-la a un altre', 'no'],
    ['it-IT', 'stillNeed', "non è necessario, potete darla a un'altra persona", 'no'],
    ['it-IT', 'stillNeed', 'mi hanno già messo la protesi, tutto perfetto', 'attendedPublic'],
  ])('%s, %s: %s', (locale, question, text, label) => expect(understand(text, question, locale).label).toBe(label));
});
