/** `/console/sign-in`: a name, a password, a code. */
import { Router } from 'express';
import type { Services } from '../turn/services.js';
import { say } from './language.js';
import { signIn } from './passwords.js';
import { beginSession, endSession, viewerOf } from './sessions.js';
import { isSame } from '../web/is-same.js';

const LONGEST = 200;

export function signInPages(
  services: Services,
  render: (page: string, data: object) => string,
  {
    secure,
    provider,
  }: {
    readonly secure: boolean;
    /** The name of the identity provider; null = none. */ readonly provider: string | null;
  },
): Router {
  const router = Router();
  const { store, clock } = services;
  const page = (wrong: string | null, name = '') => render('console-sign-in', { wrong, name, provider });

  router.get('/console/sign-in', (_, response) => void response.type('html').send(page(null)));

  router.post('/console/sign-in', async (request, response) => {
    const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const field = (name: string) => (typeof body[name] === 'string' ? body[name].slice(0, LONGEST) : '');
    const name = field('name').trim().slice(0, 64);
    const result = await signIn(services, name, field('password'), field('code'));
    if (!result.ok) {
      const wrong = result.locked
        ? say('Demasiados intentos con ese nombre. Espere un cuarto de hora, o hable con TIC.')
        : say('El nombre, la clave o el código no coinciden.');
      return void response
        .status(result.locked ? 429 : 401)
        .type('html')
        .send(page(wrong, name));
    }
    await endSession(store, request, response);
    await beginSession(store, response, result.user, clock.now(), secure);
    response.redirect(303, '/console/start');
  });

  router.post('/console/sign-out', async (request, response) => {
    const viewer = await viewerOf(store, request, clock.now());
    const { key } = (request.body ?? {}) as { key?: unknown };
    if (viewer && isSame(key, viewer.key)) await endSession(store, request, response);
    response.redirect(303, '/console/sign-in');
  });
  return router;
}
