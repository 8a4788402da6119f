/** What every page of the console is sent through: the menu of the viewer, their language, the key of their forms. */
import type { Request, RequestHandler, Response } from 'express';
import type { Act } from '../domain/role.js';
import type { UserDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { may, menuOf, seenOf } from './guard.js';
import { LANGUAGE_NAMES, say } from './language.js';
import { count } from './numbers.js';
import { ROLE_WORDS } from './system-words.js';
import { isSame } from '../web/is-same.js';

export interface Frame {
  readonly services: Services;
  show(response: Response, page: string, data?: object, status?: number): void;
  /** `title` and `text` in Spanish. */
  problem(response: Response, status: number, title: string, text: string): void;
  /** Only those whose part it is. */
  only(act: Act): RequestHandler;
  /** What was sent from a page of this viewer; null = it was not, and it has been said. */
  formOf(request: Request, response: Response): Form | null;
}

/** A form's fields, as text without control characters; what is no text is empty. */
export interface Form {
  /** Null = whoever has the key of this start. */
  readonly user: UserDoc | null;
  text(name: string, longest?: number): string;
}

const LONGEST = 300;

export function frameOf(services: Services, render: (page: string, data: object) => string): Frame {
  const show: Frame['show'] = (response, page, data = {}, status = 200) => {
    const seen = seenOf(response);
    // "DARS: contacta, revisa y egresa" → what stands before the colon.
    const role = seen.user ? say(ROLE_WORDS[seen.user.role]).split(':')[0] : '';
    const frame = {
      role,
      seen,
      menu: menuOf(seen, response.req.path),
      key: seen.key,
      n: count,
      languages: LANGUAGE_NAMES,
    };
    response
      .status(status)
      .type('html')
      .send(render(page, { ...frame, ...data }));
  };
  const problem: Frame['problem'] = (response, status, title, text) =>
    show(response, 'problem', { title: say(title), text: say(text) }, status);
  return {
    services,
    show,
    problem,
    only: (act) => (_request, response, next) => {
      if (may(seenOf(response), act)) return next();
      problem(response, 403, 'No es su parte', 'Su cuenta no tiene acceso a esta página.');
    },
    formOf(request, response) {
      const { user, key } = seenOf(response);
      const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
      if (!isSame(body['key'], key)) {
        problem(response, 403, 'No se hizo nada', 'La página estaba abierta desde antes. Vuelva a abrirla.');
        return null;
      }
      return { user, text: (name, longest = LONGEST) => lineOf(body[name]).slice(0, longest) };
    },
  };
}

/** One line: no control characters, no runs of spaces. */
export const lineOf = (value: unknown): string =>
  typeof value === 'string' ? value.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim() : '';
