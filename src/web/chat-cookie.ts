/** The chat page's cookie: a random id and nothing else. */
import type { Request, Response } from 'express';
import type { Session } from '../channels/web/sessions.js';

const COOKIE = 'vigente_chat';

/** The id the browser sent; null = none. Of several, which a browser sends for several paths, the first: ours is the most specific. */
export function chatCookieOf(request: Request): string | null {
  return /(?:^|;\s*)vigente_chat=([\w-]{43})(?:;|$)/.exec(request.headers.cookie ?? '')?.[1] ?? null;
}

/** `secure`: the pages are reached over https only. The cookie ends with the browser, the session before. */
export function setChatCookie(response: Response, { id }: Session, secure: boolean): void {
  response.cookie(COOKIE, id, { httpOnly: true, sameSite: 'strict', path: '/chat', secure });
}
