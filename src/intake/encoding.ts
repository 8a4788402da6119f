import { isAscii, isUtf8 } from 'node:buffer';

/**
 * Bytes to text for a file that does not say what it is. A byte order mark or the zeros of UTF-16 decide at once; else text
 * is UTF-8 until bytes come that cannot be. If only ASCII came before, the file is Windows-1252 from there on; if real
 * UTF-8 came before, somebody joined two files, and each line is read as what it can be.
 */

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'mixed'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const NEWLINE = 10;
const EMPTY = Buffer.alloc(0);

export class TextDecoding {
  #encoding: Encoding | null = null;
  #sawMultibyte = false;
  #held: Buffer = EMPTY;

  /** What the bytes so far turned out to be. */
  get encoding(): Encoding {
    return this.#encoding ?? 'utf-8';
  }

  /** Text of the next bytes. Characters cut by the end of the chunk wait for the next one. The buffer may be reused afterwards. */
  write(chunk: Buffer): string {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (this.#encoding === null) {
      if (bytes.length < 4) return this.#hold(bytes, bytes.length); // too short to tell
      this.#encoding = guess(bytes);
      const mark = markLength(bytes);
      return this.#decode(mark === 0 ? bytes : bytes.subarray(mark), false);
    }
    return this.#decode(bytes, false);
  }

  /** Whatever was held back; a half character becomes what it can. */
  end(): string {
    const bytes = this.#held;
    this.#held = EMPTY;
    if (bytes.length === 0) return '';
    if (this.#encoding === null) {
      this.#encoding = guess(bytes);
      return this.#decode(bytes.subarray(markLength(bytes)), true);
    }
    return this.#decode(bytes, true);
  }

  #hold(bytes: Buffer, count: number): string {
    this.#held = count === 0 ? EMPTY : Buffer.from(bytes.subarray(bytes.length - count));
    return '';
  }

  #decode(bytes: Buffer, last: boolean): string {
    switch (this.#encoding) {
      case 'utf-16le':
      case 'utf-16be': {
        const odd = bytes.length % 2;
        this.#hold(bytes, odd);
        const even = odd === 0 ? bytes : bytes.subarray(0, -1);
        if (this.#encoding === 'utf-16le') return even.toString('utf16le');
        return Buffer.from(even).swap16().toString('utf16le');
      }
      case 'windows-1252':
        this.#held = EMPTY;
        return windows1252(bytes);
      case 'mixed':
        return this.#decodeLines(bytes, last);
      default:
        return this.#decodeUtf8(bytes, last);
    }
  }

  #decodeUtf8(bytes: Buffer, last: boolean): string {
    if (isAscii(bytes)) {
      this.#held = EMPTY;
      return bytes.toString('latin1');
    }
    const cut = last ? 0 : unfinished(bytes);
    const whole = cut === 0 ? bytes : bytes.subarray(0, -cut);
    if (isUtf8(whole)) {
      this.#sawMultibyte ||= !isAscii(whole);
      this.#hold(bytes, cut);
      return whole.toString('utf8');
    }
    // A cut at the very end of a UTF-8 file (half a character) is no other encoding.
    if (last && this.#sawMultibyte && isUtf8(bytes.subarray(0, -unfinished(bytes) || undefined)))
      return bytes.toString('utf8');
    this.#encoding = this.#sawMultibyte || mostlyUtf8(bytes) ? 'mixed' : 'windows-1252';
    return this.#decode(bytes, last);
  }

  #decodeLines(bytes: Buffer, last: boolean): string {
    const end = last ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    this.#hold(bytes, bytes.length - end);
    let text = '';
    for (let at = 0; at < end;) {
      const newline = bytes.indexOf(NEWLINE, at);
      const next = newline === -1 || newline >= end ? end : newline + 1;
      const line = bytes.subarray(at, next);
      text += isUtf8(line) ? line.toString('utf8') : windows1252(line);
      at = next;
    }
    return text;
  }
}

/** 0x80–0x9F, the only bytes in which Windows-1252 is not Latin-1. Five have no character and stay control characters. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Not TextDecoder('windows-1252'): several releases of Node 20 and 22 decode it as Latin-1. */
function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => HIGH.charAt(character.charCodeAt(0) - 0x80));
}

function markLength(bytes: Buffer): number {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return 2;
  return 0;
}

/** A stray NUL is a defect of a row; UTF-16 is zero in nearly every second byte. */
function guess(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const span = Math.min(bytes.length, 512);
  const zeros = [0, 0];
  for (let i = 0; i < span; i++) if (bytes[i] === 0) zeros[i % 2] = (zeros[i % 2] as number) + 1;
  if ((zeros[1] as number) > span * 0.4) return 'utf-16le';
  if ((zeros[0] as number) > span * 0.4) return 'utf-16be';
  return 'utf-8';
}

/** Bytes of a UTF-8 character that has begun but not ended at the end of the buffer, 0–3. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

/**
 * Are the bytes beyond ASCII rather UTF-8 with a few strangers, or another encoding? In Windows-1252 Spanish a pair that
 * looks like UTF-8 ("É" before a no-break space) is rare; in two joined files there are many.
 */
function mostlyUtf8(bytes: Buffer): boolean {
  let pairs = 0;
  let strangers = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x80) continue;
    const next = bytes[i + 1] ?? 0;
    if (byte >= 0xc2 && byte <= 0xf4 && next >= 0x80 && next < 0xc0) {
      pairs++;
      i += byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    } else strangers++;
  }
  return pairs > 2 * strangers;
}
