/** A link read from the bytes is the link that stands there, whatever somebody has put beside it. */
import { describe, expect, it } from '@jest/globals';
import { BSON } from 'mongodb';
import { readLink } from '../../src/audit/raw-link.js';

const whole = {
  _id: 'c1:3',
  stream: 'c1',
  seq: 3,
  at: new Date(1_796_000_000_000),
  event: '["ñandú",1]',
  link: 'x-_9',
};
const read = (doc: object) => readLink(BSON.serialize(doc));

describe('a link as the database sends it', () => {
  it('is read in whatever order its fields stand', () => {
    const asRead = { ...whole, at: whole.at.getTime() };
    expect(read(whole)).toEqual(asRead);
    expect(read(Object.fromEntries(Object.entries(whole).reverse()))).toEqual(asRead);
    expect(read({ ...whole, seq: BSON.Long.fromNumber(3) })).toEqual(asRead);
  });

  it('is not taken for another one that stands beside it under a like name', () => {
    const forged = { ...whole, event: '["forged"]', eventually: whole.event, e: whole.event, evenT: whole.event };
    expect(read(forged).event).toBe('["forged"]');
    expect(read({ ...whole, sequence: 9, s: 9, a: new Date(0), lin: 'y', links: 'y', _idx: 'z' })).toEqual(read(whole));
  });

  it('fits no chain where a field is gone or is something else', () => {
    const { event: _, ...without } = whole;
    expect(read(without).event).not.toBe(whole.event);
    expect(read({ ...whole, event: 5 }).event).not.toBe('5');
    expect(read({ ...whole, seq: '3' }).seq).toBeNaN();
    expect(read({ ...whole, at: '2026' }).at).toBeNaN();
    expect(read({ ...whole, extra: { deep: true } })).toEqual(read(whole));
  });
});
