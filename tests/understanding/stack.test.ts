/** How rules, model and evidence share a decision, and that nothing is lost by asking only what could be there. */
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { LABELS, leadsToRemoval, QUESTIONS, type Label, type Question } from '../../src/domain/meaning.js';
import { ALL_RULES, decide, holds, type Probabilities } from '../../src/understanding/decide.js';
import { chileanSpanish } from '../../src/understanding/es-CL.js';
import { IDEAS, POLAR_IDEAS } from '../../src/understanding/language.js';
import { Reading } from '../../src/understanding/reading.js';
import { triggered } from '../../src/understanding/triggers.js';

const texts = ['utterances-dev', 'stress-es-CL']
  .flatMap((name) => readFileSync(`tests/fixtures/understanding/${name}.tsv`, 'utf8').split('\n').slice(1))
  .map((line) => line.split('\t')[2] ?? '');

/** A model that is quite sure of one label. */
const sureOf = (label: Label, probability = 0.97): Probabilities => ({
  labels: LABELS,
  probabilities: () =>
    Float64Array.from(LABELS, (one) => (one === label ? probability : (1 - probability) / (LABELS.length - 1))),
});
const said = (text: string, question: Question, label: Label) =>
  decide(new Reading(text, chileanSpanish), question, sureOf(label)).label;

describe('one walk for all patterns', () => {
  it('finds what each pattern finds by itself', () => {
    const wrong: string[] = [];
    for (const text of texts) {
      const m = new Reading(text, chileanSpanish);
      for (const idea of IDEAS)
        if (m.has(idea) !== chileanSpanish.ideas[idea].test(m.text)) wrong.push(`${text}: ${idea}`);
      for (const idea of POLAR_IDEAS)
        if ((m.affirms(idea) || m.denies(idea)) !== chileanSpanish.polar[idea].test(m.text))
          wrong.push(`${text}: ${idea}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('a rule of which nothing is mentioned', () => {
  it('does not hold', () => {
    const rules = triggered(ALL_RULES);
    const missed: string[] = [];
    for (const text of texts) {
      const m = new Reading(text, chileanSpanish);
      for (const question of QUESTIONS)
        for (const { rule, triggers } of rules[question])
          if (triggers !== null && !m.mentionsAny(triggers) && holds(rule, m, question))
            missed.push(`${question}: ${text}: ${rule.name}`);
    }
    expect(missed).toEqual([]);
  });
  it('is known for every rule', () => {
    for (const question of QUESTIONS)
      for (const { rule, triggers } of triggered(ALL_RULES)[question])
        expect([rule.name, triggers === null]).toEqual([rule.name, false]);
  });
});

describe('a removal that the model is sure of', () => {
  it.each([
    ['buenas tardes señorita', 'recovered'],
    ['quedé sin isapre', 'insurerChanged'],
    ['a mi cuñado se le pasó solo, a mí no', 'recovered'],
    ['me vio la doctora del consultorio y me dijo que insistiera', 'attendedPublic'],
    ['creo que ya no la necesito', 'no'],
    ['no quiero perder mi cupo', 'no'],
    ['prefiero no decirlo', 'refuses'],
    ['mi tío se murió el año pasado de eso', 'deceased'],
  ] as const)('does not happen without evidence, or against it: %s', (text, label) =>
    expect(leadsToRemoval(said(text, 'stillNeed', label), 'stillNeed')).toBe(false),
  );
  it('happens with it', () =>
    expect(said('me cambié a la colmena', 'reason', 'insurerChanged')).toBe('insurerChanged'));
});

describe('a removal that a rule sees', () => {
  it('does not happen when the model is sure of something else', () =>
    expect(leadsToRemoval(said('ya me operaron en el hospital', 'stillNeed', 'yes'), 'stillNeed')).toBe(false));
});

describe('an emergency that a rule sees', () => {
  it('is believed whatever the model says', () =>
    expect(said('me duele el pecho y no puedo respirar', 'stillNeed', 'yes')).toBe('emergency'));
});

describe('the model file', () => {
  it('stays under 1.5 MB', () => expect(statSync('src/understanding/data/model-es.json').size).toBeLessThan(1_500_000));
});
