/** Updates in which the newest turn wins, in whatever order turns are written down. */
import type { Document } from 'mongodb';
import type { EntryDoc } from './documents.js';

/** Was it recorded before this turn? `path` — "outcome." or "". In the update and not in its filter: the embedded engines read all for a `$or`. */
export const isBefore = (path: string, at: Date, turn: number): Document => ({
  $or: [{ $lt: [`$${path}at`, at] }, { $and: [{ $eq: [`$${path}at`, at] }, { $lte: [`$${path}turn`, turn] }] }],
});

/** Other systems are told of what was touched. */
export const withdrawnBy = (at: Date, turn: number): Document => ({
  state: { $cond: [isBefore('', at, turn), 'withdrawn', '$state'] },
  touchedAt: { $cond: [isBefore('', at, turn), at, { $ifNull: ['$touchedAt', '$at'] }] },
});

/** The newest turn wins, whatever the order in which turns are projected. */
export const newest = (outcome: NonNullable<EntryDoc['outcome']>): Document => ({
  $cond: [
    {
      $or: [
        { $eq: [{ $ifNull: ['$outcome', null] }, null] },
        { $eq: ['$outcome.is', 'notLocated'] },
        isBefore('outcome.', outcome.at, outcome.turn),
      ],
    },
    { $literal: outcome },
    '$outcome',
  ],
});
