/** Who has written to us lately: the only people this channel answers. Kept with the keys, so a restart forgets nobody. */
import type { Clock } from '../../domain/clock.js';
import { comparisonForm, type E164 } from '../../domain/phone.js';
import type { SealedDocuments } from './sealed-documents.js';

export const WINDOW_HOURS = 24;

interface LastWords {
  /** Where they wrote from, and where the answer goes. */
  readonly jid: string;
  /** Epoch ms. */
  readonly at: number;
}

export class Window {
  readonly #docs: SealedDocuments;
  readonly #clock: Clock;
  constructor(docs: SealedDocuments, clock: Clock) {
    this.#docs = docs;
    this.#clock = clock;
  }

  /** They wrote at `at` (epoch ms); `ids` are the number and the hidden id, as far as known. */
  async opened(ids: readonly (string | null)[], jid: string, at: number): Promise<void> {
    const words: LastWords = { jid, at: Math.min(at, this.#clock.now()) };
    const names = ids.flatMap((id) => (id === null ? [] : [nameOf(id)]));
    await this.#docs.write(new Map(names.map((name) => [name, JSON.stringify(words)])));
  }

  /** Where an answer to this number or id may go; null = they have not written within a day. */
  async answerTo(id: string): Promise<string | null> {
    const text = (await this.#docs.read([nameOf(id)])).get(nameOf(id));
    if (text === undefined) return null;
    const { jid, at } = JSON.parse(text) as LastWords;
    return this.#clock.now() - at < WINDOW_HOURS * 3_600_000 ? jid : null;
  }
}

/** Argentina's and Mexico's extra digit comes and goes: both forms are one person. */
const nameOf = (id: string): string => `window:${id.startsWith('+') ? comparisonForm(id as E164) : id}`;
