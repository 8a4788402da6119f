/** One line of a spool: the rows of a request, as BSON in base64. */
import { BSON } from 'mongodb';
import type { Rows } from '../../turn/rows.js';

/** Not EJSON: it makes an object of numbers of a Buffer, and nobody could open the words again. */
export const toLine = (rows: Rows): string => `${Buffer.from(BSON.serialize(rows)).toString('base64')}\n`;

/** null = no rows: a disk that lies. */
export function fromLine(line: string): Rows | null {
  try {
    const { inbound, reports } = BSON.deserialize(Buffer.from(line, 'base64')) as Rows;
    if ([inbound, reports].every((rows) => Array.isArray(rows) && rows.every(({ _id }) => typeof _id === 'string')))
      return { inbound, reports };
  } catch {
    // nothing that we wrote
  }
  return null;
}
