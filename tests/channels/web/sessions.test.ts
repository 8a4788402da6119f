import { describe, expect, it } from '@jest/globals';
import { Sessions, type Listener, type Session } from '../../../src/channels/web/sessions.js';
import { VirtualClock } from '../../../src/domain/clock.js';

const START = '2026-11-23T13:00:00Z';
const MINUTE = 60_000;

class Page implements Listener {
  heard = 0;
  ended = 0;
  hear(): void {
    this.heard += 1;
  }
  end(): void {
    this.ended += 1;
  }
}

function opened(limit?: number) {
  const clock = new VirtualClock(START);
  const sessions = new Sessions(clock, limit);
  const pass = (minutes: number) => clock.advanceTo(clock.now() + minutes * MINUTE);
  const at = (session: Session) => {
    const page = new Page();
    return { page, stop: sessions.listen(session, page) };
  };
  return { sessions, pass, at };
}

describe('a session of the chat page', () => {
  it('has an id that nobody guesses: 32 random bytes', () => {
    const { sessions } = opened();
    const ids = Array.from({ length: 50 }, (_, n) => sessions.open(`p-${n}`, null).id);
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(Buffer.from(id, 'base64url')).toHaveLength(32);
  });

  it('is known by its cookie alone', () => {
    const { sessions } = opened();
    const session = sessions.open('p-1', null);
    expect(sessions.find(session.id)).toBe(session);
    for (const forged of [null, '', session.user, 'p-1', session.id.slice(1), '__proto__'])
      expect(sessions.find(forged)).toBeNull();
  });

  it('never takes its id from the browser', () => {
    const { sessions } = opened();
    const forged = 'A'.repeat(43);
    expect(sessions.open('p-1', forged).id).not.toBe(forged);
    expect(sessions.find(forged)).toBeNull();
  });

  it('is one for two tabs with the same person', () => {
    const { sessions, at } = opened();
    const session = sessions.open('p-1', null);
    expect(sessions.open('p-1', session.id)).toBe(session);
    const [first, second] = [at(session), at(session)];
    sessions.tell(session.user, null);
    expect([first.page.heard, second.page.heard]).toEqual([1, 1]);
    first.stop?.();
    sessions.tell(session.user, null);
    expect([first.page.heard, second.page.heard]).toEqual([1, 2]);
  });

  it('ends when its browser opens somebody else, and its pages learn it', () => {
    const { sessions, at } = opened();
    const before = sessions.open('p-1', null);
    const { page } = at(before);
    const after = sessions.open('p-2', before.id);
    expect(after.id).not.toBe(before.id);
    expect(page.ended).toBe(1);
    expect(sessions.find(before.id)).toBeNull();
    expect(sessions.listening('p-1')).toEqual([]);
  });

  it('never hears what another is told, even of the same person', () => {
    const { sessions, at } = opened();
    const [mine, other] = [sessions.open('p-1', null), sessions.open('p-1', null)];
    const [here, there] = [at(mine), at(other)];
    sessions.tell(mine.user, { id: 'm-1', text: 'Hola', choices: [] });
    expect([here.page.heard, there.page.heard]).toEqual([1, 0]);
    sessions.tell(other.user, { id: 'm-2', text: 'Hola', choices: [] });
    expect([here.page.heard, there.page.heard]).toEqual([1, 1]);
  });

  it('lives while it is used and ends after half an hour of silence', () => {
    const { sessions, pass, at } = opened();
    const session = sessions.open('p-1', null);
    const { page } = at(session);
    pass(29);
    expect(sessions.find(session.id)).toBe(session);
    pass(29);
    expect(sessions.find(session.id)).toBe(session);
    pass(30);
    expect(sessions.find(session.id)).toBeNull();
    expect(page.ended).toBe(1);
    expect(sessions.open('p-1', session.id).id).not.toBe(session.id);
  });

  it('gives way to a new one when there are too many: the one longest silent ends', () => {
    const { sessions } = opened(3);
    const [first, second, third] = ['p-1', 'p-2', 'p-3'].map((person) => sessions.open(person, null));
    sessions.find(first?.id ?? '');
    const fourth = sessions.open('p-4', null);
    expect(sessions.find(second?.id ?? '')).toBeNull();
    for (const left of [first, third, fourth]) expect(sessions.find(left?.id ?? '')).toBe(left);
  });

  it('holds four waiting pages, so that the browser has connections left', () => {
    const { sessions, at } = opened();
    const session = sessions.open('p-1', null);
    const pages = Array.from({ length: 5 }, () => at(session));
    expect(pages.map(({ stop }) => stop !== null)).toEqual([true, true, true, true, false]);
    pages[0]?.stop?.();
    expect(at(session).stop).not.toBeNull();
  });

  it('ends with the server', () => {
    const { sessions, at } = opened();
    const session = sessions.open('p-1', null);
    const { page } = at(session);
    sessions.stop();
    expect(page.ended).toBe(1);
    expect(sessions.find(session.id)).toBeNull();
    expect(at(session).stop).toBeNull();
  });
});
