import { MongoBulkWriteError, MongoServerError } from 'mongodb';

const DUPLICATE = 11000;

/**
 * Was every refusal that of a document that is there already? A batch reports its first error as its own: one duplicate may
 * stand before a row that was not written for another reason, and that row is lost if nobody looks.
 */
export function onlyDuplicates(error: unknown): boolean {
  if (error instanceof MongoBulkWriteError) {
    const refused = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    return (
      refused.length > 0 &&
      refused.every(({ code }) => code === DUPLICATE) &&
      error.result.getWriteConcernError() === undefined
    );
  }
  return error instanceof MongoServerError && error.code === DUPLICATE;
}
