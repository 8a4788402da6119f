/**
 * A link of a chain as the database sends it, read where it lies. Making an object of every document took as long as hashing it; a
 * verification reads all that was ever done.
 */
import { BSON } from 'mongodb';

export interface Link {
  readonly _id: string;
  readonly stream: string;
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  readonly event: string;
  readonly link: string;
}

/** Types of BSON (bsonspec.org) that a link has. */
const STRING = 0x02;
const DATE = 0x09;
const INT32 = 0x10;

/** What no field of ours is: whoever wrote it into one has changed the link. */
const STRANGE = '\0';

/** `raw` — one document. A field that is missing or of another type comes back as what fits no link. */
export function readLink(raw: Uint8Array): Link {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const link = { _id: STRANGE, stream: STRANGE, seq: Number.NaN, at: Number.NaN, event: STRANGE, link: STRANGE };
  const end = bytes.length - 1;
  let at = 4;
  while (at < end) {
    const type = bytes[at] as number;
    const name = at + 1;
    at = bytes.indexOf(0, name) + 1;
    if (type === STRING) {
      const length = bytes.readInt32LE(at);
      const text = bytes.toString('utf8', at + 4, at + 3 + length);
      if (isNamed(bytes, name, '_id')) link._id = text;
      else if (isNamed(bytes, name, 'stream')) link.stream = text;
      else if (isNamed(bytes, name, 'event')) link.event = text;
      else if (isNamed(bytes, name, 'link')) link.link = text;
      at += 4 + length;
    } else if (type === INT32) {
      if (isNamed(bytes, name, 'seq')) link.seq = bytes.readInt32LE(at);
      at += 4;
    } else if (type === DATE) {
      if (isNamed(bytes, name, 'at')) link.at = Number(bytes.readBigInt64LE(at));
      at += 8;
    } else return bySlowWay(raw);
  }
  return link;
}

/** By every letter: beside a forged `event` the true one could stand as `eventually`. */
function isNamed(bytes: Uint8Array, at: number, name: string): boolean {
  for (let letter = 0; letter < name.length; letter += 1)
    if (bytes[at + letter] !== name.charCodeAt(letter)) return false;
  return bytes[at + name.length] === 0;
}

/** A type that our own writes never have: a number of a chain too long for 32 bits, or what somebody has put there. */
function bySlowWay(raw: Uint8Array): Link {
  const doc = BSON.deserialize(raw);
  const text = (value: unknown) => (typeof value === 'string' ? value : STRANGE);
  return {
    _id: text(doc['_id']),
    stream: text(doc['stream']),
    seq: typeof doc['seq'] === 'number' ? doc['seq'] : Number.NaN,
    at: doc['at'] instanceof Date ? doc['at'].getTime() : Number.NaN,
    event: text(doc['event']),
    link: text(doc['link']),
  };
}
