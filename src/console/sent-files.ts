/** Files that somebody sent, on the pages of whoever may look: listed in words, given out one by one, each look written down. */
import type { Response } from 'express';
import { readSent, sentFiles, type Sender, type SentFile } from '../desk/sent-files.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';
import type { Frame } from './frame.js';
import { lookerOf } from './guard.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';

const KINDS: Readonly<Record<Exclude<SentFile['kind'], 'media'>, string>> = {
  document: 'Documento del portal',
  representative: 'Documento de quien representa',
  writing: 'Escrito firmado',
};
const KIND_OF_MEDIA: readonly (readonly [string, string])[] = [
  ['audio/', 'Audio'],
  ['image/', 'Imagen'],
  ['video/', 'Video'],
];
const STATES: Readonly<Record<Exclude<SentFile['state'], 'kept'>, string>> = {
  wanted: 'todavía no llega del proveedor',
  gone: 'el proveedor ya no lo tiene',
};
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/heic': 'heic', 'application/pdf': 'pdf', 'audio/ogg': 'ogg', 'audio/mpeg': 'mp3', 'audio/mp4': 'm4a', 'video/mp4': 'mp4',
}; // prettier-ignore

/** `path` — below which `giveFile` answers. */
export async function filesView({ store }: Pick<Services, 'store'>, sender: Sender, path: string, zone: string) {
  return (await sentFiles(store, sender)).map(({ id, kind, type, at, note, state }) => ({
    what: say(kind === 'media' ? (KIND_OF_MEDIA.find(([begin]) => type.startsWith(begin))?.[1] ?? 'Archivo') : KINDS[kind]),
    at: at ? dayAndTime(at, zone) : '',
    note,
    plays: state === 'kept' && type.startsWith('audio/'),
    path: state === 'kept' ? `${path}/${encodeURIComponent(id)}` : null,
    state: state === 'kept' ? null : say(STATES[state]),
  })); // prettier-ignore
}

/** Who may look at all has been asked before. */
export async function giveFile(frame: Frame, response: Response, programme: string, sender: Sender, id: string): Promise<void> {
  const { store, clock } = frame.services;
  const file = await readSent(store, sender, id);
  if (!file) {
    frame.problem(response, 404, 'No existe', 'Ese archivo no está.');
    return;
  }
  await logAct(store, `looks:${programme}`, ['file', id, lookerOf(response)._id], new Date(clock.now()));
  // Whatever is in it, it runs nothing and reaches nothing here.
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Disposition', `${file.shown ? 'inline' : 'attachment'}; filename="vigente.${ENDINGS[file.type.split(';')[0] ?? ''] ?? 'bin'}"`);
  response.type(file.shown ? file.type : 'application/octet-stream').send(file.bytes);
} // prettier-ignore
