import { beforeAll, describe, expect, it } from '@jest/globals';
import { PATHS } from '../../src/paths.js';
import { chooseProgramme, loadProgrammes, type Programme } from '../../src/programmes/programme.js';
import { loadDay, simulateDay } from '../../src/simulate/day.js';
import { loadWords, type Words } from '../../src/words/words.js';

let programmes: ReadonlyMap<string, Programme>;
let words: Words;
const from = Date.parse('2026-12-01T08:00:00Z');

beforeAll(async () => {
  programmes = await loadProgrammes(PATHS.programmes, 'minsal');
  words = await loadWords(PATHS.templates);
});

describe('a day of a service', () => {
  it.each(['bellvitge', 'jujuy', 'asepeyo', 'toscana'])(
    'of %s leaves everybody solved or with somebody',
    async (id) => {
      const programme = chooseProgramme(programmes, id);
      const scenario = await loadDay(programme);
      const result = simulateDay(programme, words, scenario, { contacts: 300, seed: 3, from });
      const sum = (counts: readonly number[]) => counts.reduce((all, each) => all + each, 0);
      expect(sum(Object.values(result.byIntent).map(({ contacts }) => contacts))).toBe(300);
      expect(sum(Object.values(result.byIntent).map(({ solved }) => solved))).toBe(result.solved);
      expect(result.solved + sum(Object.values(result.notSolved))).toBe(300);
      // Whoever was neither answered nor has a task was lost: one at most.
      expect(result.notSolved.leftWithout ?? 0).toBeLessThanOrEqual(1);
      expect(result.notSolved.unknownState).toBeUndefined();
    },
  );

  it('is the same for the same seed, and solves nothing for people nobody knows', async () => {
    const programme = chooseProgramme(programmes, 'bellvitge');
    const scenario = await loadDay(programme);
    const day = (known: number, knownByDocument = 0) => {
      const { seconds: _, ...rest } = simulateDay(
        programme,
        words,
        { ...scenario, known, knownByDocument },
        { seed: 5, from },
      );
      return rest;
    };
    expect(day(0.9)).toEqual(day(0.9));
    expect(day(0.9).share).toBeGreaterThan(0.5);
    expect(day(0).share).toBeLessThan(0.1);
    // Found by their document they are told; a change is a person's.
    expect(day(0, 0.9).share).toBeGreaterThan(day(0).share + 0.05);
  });
});
