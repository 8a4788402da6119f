/** What we sent lately: for receipts, and for a phone that could not read it and asks again. */
import { createHash } from 'node:crypto';
import type { WAMessageContent } from '@whiskeysockets/baileys';

/** A phone asks again within minutes; a developer sends no thousand messages in them. */
const KEPT = 1000;

export class Sent {
  readonly #byId = new Map<string, { readonly ours: string; readonly content: WAMessageContent }>();

  keep(id: string, ours: string, content: WAMessageContent): void {
    this.#byId.delete(id);
    this.#byId.set(id, { ours, content });
    if (this.#byId.size > KEPT) this.#byId.delete(this.#byId.keys().next().value ?? '');
  }
  contentOf(id: string): WAMessageContent | undefined {
    return this.#byId.get(id)?.content;
  }
  /** Our id of the message; undefined = forgotten, or not ours. */
  refOf(id: string): string | undefined {
    return this.#byId.get(id)?.ours;
  }
}

/** WhatsApp's id of a message, made from ours: the same message sent twice shows once on the phone. */
export function whatsAppId(ours: string): string {
  return `3EB0${createHash('sha256').update(ours).digest('hex').slice(0, 18).toUpperCase()}`;
}
