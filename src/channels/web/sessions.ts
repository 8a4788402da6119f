/**
 * Who is at a chat page. The browser holds nothing but a random id; whom it plays, and so whose words it may read and write, is
 * known here alone.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.js';

export interface Session {
  /** 32 random bytes, base64url: the cookie. Whoever has it is this session, so it is never handed to Botkit or written down. */
  readonly id: string;
  /** What Botkit knows the session by: a number, worth nothing outside this process. */
  readonly user: string;
  /** Our id of the synthetic person who is played; it never changes. */
  readonly person: string;
}

/** A message of ours, as a page gets it. */
export interface Shown {
  /** Our id of the message. */
  readonly id: string;
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
}

/** An open page. Neither function may throw. */
export interface Listener {
  /** Something was said: by us, or (null) by the person, perhaps in another tab. */
  hear(shown: Shown | null): void;
  /** The session is over. */
  end(): void;
}

/** Nothing came from any tab for this long: the phone was put away. An open page asks at least every 25 s. */
const IDLE = 30 * 60_000;
/** More than a class at a workshop; beyond it the one longest silent ends. */
const SESSIONS = 500;
/** A browser opens six connections to a host: with these waiting, two are left for what the person does. */
const TABS = 4;

interface Held {
  readonly session: Session;
  readonly listeners: Set<Listener>;
  /** Epoch ms. */
  touchedAt: number;
}

export class Sessions {
  readonly #clock: Clock;
  readonly #limit: number;
  /** By id, the longest silent first. */
  readonly #held = new Map<string, Held>();
  #opened = 0;

  constructor(clock: Clock, limit = SESSIONS) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /**
   * The session that plays this person: the one of the cookie when it does already (another tab), else a new one with a new id.
   * A cookie that plays somebody else ends: a browser plays one person at a time. An unknown cookie never becomes an id.
   */
  open(person: string, cookie: string | null): Session {
    const known = this.find(cookie);
    if (known?.person === person) return known;
    if (known) this.end(known);
    for (const { session } of this.#held.values()) {
      if (this.#held.size < this.#limit) break;
      this.end(session);
    }
    const session = { id: randomBytes(32).toString('base64url'), user: `session-${(this.#opened += 1)}`, person };
    this.#held.set(session.id, { session, listeners: new Set(), touchedAt: this.#clock.now() });
    return session;
  }

  /** The session of a cookie, which lives on for it; null = unknown, ended or idle for too long. */
  find(cookie: string | null): Session | null {
    this.#endIdle();
    const held = this.#held.get(cookie ?? '');
    if (held === undefined) return null;
    held.touchedAt = this.#clock.now();
    this.#held.delete(held.session.id);
    this.#held.set(held.session.id, held);
    return held.session;
  }

  /** The session Botkit means; null = it has ended. */
  byUser(user: string): Session | null {
    return this.#heldBy(user)?.session ?? null;
  }

  /** Sessions that play this person and have a page open. */
  listening(person: string): readonly Session[] {
    return [...this.#held.values()]
      .filter(({ session, listeners }) => session.person === person && listeners.size > 0)
      .map(({ session }) => session);
  }

  /** A page of this session listens from now on; returns how to stop, null = the session has ended or has too many pages. */
  listen(session: Session, listener: Listener): (() => void) | null {
    const held = this.#held.get(session.id);
    if (held === undefined || held.listeners.size >= TABS) return null;
    held.listeners.add(listener);
    return () => void held.listeners.delete(listener);
  }

  /** Tells every page of one session. */
  tell(user: string, shown: Shown | null): void {
    for (const listener of [...(this.#heldBy(user)?.listeners ?? [])]) listener.hear(shown);
  }

  end(session: Session): void {
    const held = this.#held.get(session.id);
    if (held === undefined) return;
    this.#held.delete(session.id);
    for (const listener of [...held.listeners]) listener.end();
  }

  /** Ends all of them, and with them what waits. */
  stop(): void {
    for (const { session } of [...this.#held.values()]) this.end(session);
  }

  #heldBy(user: string): Held | undefined {
    for (const held of this.#held.values()) if (held.session.user === user) return held;
    return undefined;
  }

  #endIdle(): void {
    const before = this.#clock.now() - IDLE;
    for (const { session, touchedAt } of this.#held.values()) {
      if (touchedAt > before) break; // the longest silent come first
      this.end(session);
    }
  }
}
