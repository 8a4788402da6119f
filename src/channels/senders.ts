/** Which of our numbers a programme writes from, and which programme a number of ours belongs to. */
import type { Channel } from '../domain/channel.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';

export type Sender = Programme['senders'][number];

export class Senders {
  readonly #byProgramme: ReadonlyMap<string, readonly Sender[]>;
  readonly #owner = new Map<string, string>();

  /**
   * `defaults` — the numbers named in the settings: they belong to the first programme, behind its own.
   * Throws `UserError` when two programmes claim one number.
   */
  constructor(programmes: ReadonlyMap<string, Programme>, defaults: readonly Sender[] = []) {
    const all = new Map<string, readonly Sender[]>();
    for (const [id, { senders }] of programmes) {
      const more = all.size === 0 ? defaults.filter((one) => !senders.some((own) => own.via === one.via)) : [];
      all.set(id, [...senders, ...more]);
    }
    this.#byProgramme = all;
    for (const [id, senders] of all)
      for (const { via, address, providerRef } of senders)
        for (const name of [address, providerRef].filter((name) => name !== '')) {
          const owner = this.#owner.get(name);
          if (owner !== undefined && owner !== id)
            throw new UserError(
              'sender-twice',
              `${via} ${name} is a sender of both ${owner} and ${id}.`,
              'A number belongs to one programme: answers to it must find their list.',
            );
          this.#owner.set(name, id);
        }
  }

  /** Live senders of the programme on this channel, in order of preference. */
  on(programme: string, channel: Channel): readonly Sender[] {
    return (this.#byProgramme.get(programme) ?? []).filter(
      (sender) => sender.channel === channel && sender.state === 'live',
    );
  }

  all(programme: string): readonly Sender[] {
    return this.#byProgramme.get(programme) ?? [];
  }

  /** Whose number was written to; null = none of ours that we know of. */
  programmeOf(address: string | null, providerRef: string | null): string | null {
    return this.#owner.get(providerRef ?? '') ?? this.#owner.get(address ?? '') ?? null;
  }

  /** Can people answer to what the programme sends on this channel? */
  isTwoWay(programme: string, channel: Channel): boolean {
    return this.on(programme, channel).every(({ twoWay }) => twoWay);
  }
}
