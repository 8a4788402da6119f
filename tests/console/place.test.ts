/** Where a page of a list ended, through an address and back. */
import { expect, it } from '@jest/globals';
import { placeIn, placeWords } from '../../src/console/place.js';
import { LAST } from '../../src/store/queries/pageInWindows.js';

it.each(['', 'c000000002', 'c000000002:7:0', 'n0_-A', LAST])('keeps the id %j', (id) => {
  const place = { at: 1_764_500_000_000, id };
  const { searchParams } = new URL(`http://here/?after=${placeWords(place)}`);
  expect(placeWords(place)).toMatch(/^[\w.:~-]+$/);
  expect(placeIn(searchParams.get('after'))).toEqual(place);
});

it.each([undefined, null, ['1.a'], '', '1', '1.a~', '-1.a', '1.a b', `1.${'a'.repeat(201)}`])(
  'begins anew for %j',
  (said) => {
    expect(placeIn(said)).toBeNull();
  },
);
