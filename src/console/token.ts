/** Who may open the console until sign-in exists: whoever has the token of this start. */
import { createHmac } from 'node:crypto';
import type { Request } from 'express';
import { isSame } from '../web/is-same.js';

export const COOKIE = 'vigente_console';

export function isAllowed(request: Request, token: string): boolean {
  const cookie = /(?:^|;\s*)vigente_console=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  return cookie !== undefined && isSame(decoded(cookie), token);
}

/** What a form of the console carries, so that no other page can make a browser send it. Not the token itself: a page may be saved. */
export const formKey = (token: string): string =>
  createHmac('sha256', token).update('console form').digest('base64url');

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return ''; // a cookie of somebody's own making
  }
}
