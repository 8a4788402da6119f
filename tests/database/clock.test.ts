import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkSkew, databaseClock, skewOf } from '../../src/database/clock.js';
import { systemClock } from '../../src/domain/clock.js';
import { UserError } from '../../src/domain/failure.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase('clock');
});
afterAll(() => fresh.drop());

describe('the clock of the database', () => {
  it('shows the same time as this machine when both are the same machine', async () => {
    const clock = await databaseClock(fresh.db);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(50);
  });

  it('measures how far another clock is off, either way', async () => {
    expect(Math.abs((await skewOf(fresh.db, systemClock(-5_000))) - 5_000)).toBeLessThan(50);
    expect(Math.abs((await skewOf(fresh.db, systemClock(3_000))) + 3_000)).toBeLessThan(50);
  });

  it('finds nothing to set right soon after it was set', async () => {
    const clock = await databaseClock(fresh.db);
    expect(Math.abs(await clock.follow())).toBeLessThan(50);
  });
});

describe('two clocks that are apart', () => {
  it('may be two seconds apart, not more', () => {
    expect(() => checkSkew(2_000)).not.toThrow();
    expect(() => checkSkew(-2_000)).not.toThrow();
    expect(() => checkSkew(2_001)).toThrow(UserError);
    expect(() => checkSkew(-2_001)).toThrow(/ahead of the database/);
  });
});
