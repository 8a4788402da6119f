import { open, stat, type FileHandle } from 'node:fs/promises';
import { UserError } from '../domain/failure.js';
import type { TextDecoding } from './encoding.js';
import { findHeader, type Header } from './header.js';

/** The list as text, chunk by chunk, from a file that may be anything. */

/** Small enough to keep memory flat, large enough that calls cost nothing. */
const CHUNK = 256 * 1024;

const NOT_TEXT: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'una planilla de Excel o un archivo comprimido'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'una planilla antigua de Excel'],
  [[0x1f, 0x8b], 'un archivo comprimido'],
  [[0x25, 0x50, 0x44, 0x46], 'un PDF'],
];

/** An open list, to be read from the top as often as needed. Its size is that of the moment it was opened. */
export class ListSource {
  private constructor(
    readonly file: string,
    readonly size: number,
    private readonly handle: FileHandle,
  ) {}

  /** Throws UserError (exit 2) when there is no such file, it is a folder, or it may not be read. */
  static async open(file: string): Promise<ListSource> {
    try {
      const about = await stat(file);
      if (about.isDirectory())
        throw new UserError('file-is-folder', `${file}: es una carpeta.`, 'Indique el archivo CSV de la lista.');
      return new ListSource(file, about.size, await open(file, 'r'));
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw unreadable(file, error);
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** All text from the top, with \n or \r\n as end of line. `decoding` tells the encoding afterwards. */
  async *text(decoding: TextDecoding, onBytes: (bytes: number) => void): AsyncGenerator<string> {
    const buffer = Buffer.allocUnsafe(CHUNK);
    let oldMac: boolean | null = null;
    for (let at = 0; at < this.size;) {
      const { bytesRead } = await this.handle
        .read(buffer, 0, Math.min(CHUNK, this.size - at), at)
        .catch((error: unknown) => Promise.reject(unreadable(this.file, error)));
      if (bytesRead === 0) break;
      if (at === 0) refuseWhatIsNoText(this.file, buffer.subarray(0, bytesRead));
      at += bytesRead;
      onBytes(bytesRead);
      const text = decoding.write(buffer.subarray(0, bytesRead));
      if (text === '') continue;
      oldMac ??= text.includes('\r') && !text.includes('\n'); // a lone \r ended lines on old Macintosh spreadsheets
      yield oldMac ? text.replaceAll('\r', '\n') : text;
    }
    const rest = decoding.end();
    if (rest !== '') yield oldMac ? rest.replaceAll('\r', '\n') : rest;
  }
}

function unreadable(file: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code ?? 'error';
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new UserError('file-missing', `${file}: el archivo no existe.`, 'Revise el nombre y la carpeta.');
  if (code === 'EACCES' || code === 'EPERM')
    return new UserError('file-unreadable', `${file}: no hay permiso para leerlo.`, 'Cambie los permisos del archivo.');
  return new UserError('file-unreadable', `${file}: no se puede leer (${code}).`, 'Copie el archivo a otro lugar.');
}

function refuseWhatIsNoText(file: string, bytes: Buffer): void {
  for (const [signature, what] of NOT_TEXT)
    if (signature.every((byte, index) => bytes[index] === byte))
      throw new UserError(
        'not-text',
        `${file}: es ${what}, no un CSV.`,
        'Guárdelo como "CSV UTF-8" y vuelva a importar.',
      );
}

/** The header, the text up to its end, and the first text after it. Throws UserError when there is none or it lacks columns. */
export async function readHeader(
  texts: AsyncGenerator<string>,
  file: string,
): Promise<{ header: Header; head: string; rest: string }> {
  let text = '';
  for (;;) {
    const { value, done } = await texts.next();
    text += value ?? '';
    const header = findHeader(text, done === true, file);
    if (header !== null) return { header, head: text.slice(0, header.end), rest: text.slice(header.end) };
  }
}
