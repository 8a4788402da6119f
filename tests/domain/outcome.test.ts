import { describe, expect, it } from '@jest/globals';
import { may } from '../../src/domain/assurance.js';
import { leadsToRemoval } from '../../src/domain/meaning.js';
import { placeOf, type Standing } from '../../src/domain/outcome.js';

const standing = (of: Partial<Standing>): Standing => ({
  outcomes: [null],
  proposed: 0,
  frozen: false,
  attemptsExhausted: false,
  ...of,
});

describe('the place of a person', () => {
  it('is "needs care" when one entry is needed, whatever the others are', () => {
    expect(placeOf(standing({ outcomes: ['recovered', 'stillNeeds'], proposed: 1 }))).toBe('needsCare');
    expect(placeOf(standing({ outcomes: ['undecided'] }))).toBe('needsCare');
    expect(placeOf(standing({ outcomes: ['postpones'], frozen: true }))).toBe('needsCare');
  });
  it('is "can be discharged" only when every open entry is proposed', () => {
    expect(placeOf(standing({ outcomes: ['recovered', 'refuses'], proposed: 2 }))).toBe('canBeDischarged');
    expect(placeOf(standing({ outcomes: ['recovered', null], proposed: 1 }))).toBe('open');
  });
  it('is never "not located" after a STOP or news of a death', () => {
    expect(placeOf(standing({ outcomes: ['notLocated'], attemptsExhausted: true }))).toBe('notLocated');
    expect(placeOf(standing({ outcomes: ['notLocated'], attemptsExhausted: true, frozen: true }))).toBe('open');
    expect(placeOf(standing({ outcomes: ['deceasedReported'], attemptsExhausted: true }))).toBe('open');
  });
});

describe('assurance', () => {
  it('lets a number on file keep a place, and only a proved person give one up or hear the care named', () => {
    expect(may('recordNeed', 0)).toBe(false);
    expect(may('recordNeed', 1)).toBe(true);
    expect(may('nameCare', 1)).toBe(false);
    expect(may('recordRemoval', 1)).toBe(false);
    expect(may('recordRemoval', 2)).toBe(true);
  });
});

describe('a meaning', () => {
  it('leads to removal by what was asked: "no" to needing it, "yes" to leaving', () => {
    expect(leadsToRemoval('no', 'stillNeed')).toBe(true);
    expect(leadsToRemoval('no', 'confirmRemoval')).toBe(false);
    expect(leadsToRemoval('yes', 'confirmRemoval')).toBe(true);
    expect(leadsToRemoval('yes', 'stillNeed')).toBe(false);
    expect(leadsToRemoval('deceased', 'open')).toBe(true);
  });
});
