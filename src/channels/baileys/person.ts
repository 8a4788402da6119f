import type { WAMessageKey } from '@whiskeysockets/baileys';
import { e164Of } from '../payload.js';
import { isPerson } from './package.js';

export interface Writer {
  /** E.164; null where WhatsApp shows only the hidden id. */
  readonly phone: string | null;
  /** `…@lid`; null where it is not said. */
  readonly lid: string | null;
  /** Where the chat is. */
  readonly jid: string;
}

/** Who wrote, in a chat of two; null = nobody we talk to (a group, a status, ourselves). */
export function writerOf(key: WAMessageKey): Writer | null {
  const jid = key.remoteJid ?? '';
  if (key.fromMe === true || !isPerson(jid)) return null;
  // Which field has the number differs between versions of the package, and it is often absent (DOMAIN §5).
  const older = key as { readonly senderPn?: string; readonly participantPn?: string; readonly senderLid?: string };
  const jids = [key.remoteJidAlt, older.senderPn, key.participantAlt, older.participantPn, older.senderLid, jid];
  const known = jids.flatMap((each) => (each ? [withoutDevice(each)] : []));
  const phone = known.map(phoneOf).find((each) => each !== null) ?? null;
  const lid = known.find((each) => /@(?:hosted\.)?lid$/.test(each)) ?? null;
  return phone === null && lid === null ? null : { phone, lid, jid: withoutDevice(jid) };
}

/** E.164 of a number's address; null = another kind of address. */
export function phoneOf(jid: string): string | null {
  const [user, server] = withoutDevice(jid).split('@');
  return server === 's.whatsapp.net' || server === 'c.us' || server === 'hosted' ? e164Of(user) : null;
}

const withoutDevice = (jid: string): string => jid.replace(/:\d+@/, '@');
