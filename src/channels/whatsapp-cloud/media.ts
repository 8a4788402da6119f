/** Files that people sent: first their address, good for five minutes, then the bytes. */
import type { MediaReference } from '../../domain/provider-event.js';
import { TooLarge } from '../exchange.js';
import { textOf } from '../payload.js';
import type { Graph } from './graph.js';

/** "Object does not exist": Meta keeps a file for 30 days. */
const GONE: readonly (number | null)[] = [100, 33];
/** Where Meta keeps files; the token is shown to nobody else. */
const STORES = /(?:^|\.)(?:fbsbx\.com|facebook\.com|whatsapp\.net|whatsapp\.com)$/;

/** Null = gone, too large (16 MB), or not at Meta: asking again changes nothing. Throws when it may work later. */
export async function fetchCloudMedia(
  graph: Graph,
  media: MediaReference,
): Promise<{ readonly type: string; readonly bytes: Buffer } | null> {
  if (media.id === undefined || !/^\w+$/.test(media.id)) return null;
  const about = await graph.get(media.id);
  if (about.status === 404 || GONE.includes(about.code)) return null;
  const url = textOf(about.body?.['url']);
  if (about.status !== 200 || url === null) throw new Error(`the file could not be fetched: HTTP ${about.status}`);
  if (!isStore(url, graph.origin)) return null;
  try {
    const { status, body } = await graph.bytes(url);
    if (status === 404 || status === 410) return null;
    if (status !== 200) throw new Error(`the file could not be fetched: HTTP ${status}`);
    return { type: textOf(about.body?.['mime_type']) ?? media.type, bytes: body };
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  }
}

function isStore(url: string, origin: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin: own } = new URL(url);
  return own === origin || (protocol === 'https:' && STORES.test(hostname));
}
