/** `/console/users`: who may decide what; accounts are added, given a password and a code, and closed. Everything is in the audit. */
import { Router, type Response } from 'express';
import { addUser, disableUser } from '../discharge/users.js';
import { UserError } from '../domain/failure.js';
import { ROLES } from '../domain/role.js';
import type { Frame } from './frame.js';
import { say } from './language.js';
import { dayAndTime, houseZone } from './numbers.js';
import { setCode, setPassword } from './passwords.js';
import { ROLE_WORDS } from './system-words.js';

const LONGEST_PASSWORD = 200;

export function userPages(frame: Frame): Router {
  const router = Router();
  const { services, show } = frame;
  const { store } = services;
  const [first] = services.programmes.values();
  router.use('/console/users', frame.only('manageUsers'));

  const page = async (response: Response, wrong: string | null, status = 200, code: string | null = null) => {
    const users = await store.users.find({}).sort({ _id: 1 }).toArray();
    const rows = users.map(({ _id, role, services: scope, state, passwordHash, totp, at }) => ({
      name: _id,
      role: say(ROLE_WORDS[role]),
      scope: scope.length === 0 ? say('todos') : scope.map((each) => first?.placeName(each) ?? String(each)).join(', '),
      active: state === 'active',
      password: passwordHash !== undefined,
      code: totp !== undefined,
      since: dayAndTime(at, houseZone(services)),
    }));
    const roles = ROLES.map((id) => ({ id, label: say(ROLE_WORDS[id]) }));
    show(response, 'console-users', { rows, roles, wrong, code }, status);
  };

  router.get('/console/users', (_, response) => page(response, null));

  /** Does it, and shows the page again; what the person can mend is said on it. */
  const act = async (response: Response, run: () => Promise<string | null>) => {
    try {
      const code = await run();
      if (code === null) return response.redirect(303, '/console/users');
      await page(response, null, 200, code);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      await page(response, say(WRONG[error.code] ?? error.message), 400);
    }
  };

  router.post('/console/users/add', async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const role = ROLES.find((each) => each === form.text('role'));
    const scope = form
      .text('services')
      .split(/[\s,;]+/)
      .filter((each) => each !== '');
    if (!role || !scope.every((each) => /^\d{1,4}$/.test(each)))
      return page(response, say('Elija un rol, y escriba los servicios con sus códigos.'), 400);
    await act(response, async () => {
      await addUser(services, {
        name: form.text('name', 64),
        role,
        services: scope.map(Number),
        by: form.user?._id ?? null,
      });
      return null;
    });
  });

  router.post('/console/users/password', async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    // As it was typed: spaces are part of it.
    const { password } = request.body as { readonly password?: unknown };
    await act(response, async () => {
      await setPassword(
        services,
        form.text('id', 64),
        typeof password === 'string' ? password.slice(0, LONGEST_PASSWORD) : '',
      );
      return null;
    });
  });

  router.post('/console/users/code', async (request, response) => {
    const form = frame.formOf(request, response);
    if (form) await act(response, () => setCode(services, form.text('id', 64)));
  });

  router.post('/console/users/disable', async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const name = form.text('id', 64);
    if (form.text('sure') !== '1') return show(response, 'console-user-sure', { name });
    if (name === form.user?._id) return page(response, say('Usted no puede cerrar su propia cuenta.'), 409);
    await act(response, async () => {
      await disableUser(services, name, form.user?._id ?? '');
      return null;
    });
  });
  return router;
}

const WRONG: Readonly<Record<string, string>> = {
  'user-name': 'El nombre lleva letras, cifras, puntos y guiones, sin espacios.',
  'user-exists': 'Ya hay una cuenta con ese nombre.',
  'user-unknown': 'No hay una cuenta activa con ese nombre.',
  'user-by': 'Entre con su nombre para añadir cuentas.',
  'user-may-not': 'Las cuentas las maneja TIC.',
  'user-first': 'La primera cuenta es de TIC: ella añade las demás.',
  'password-short': 'La clave tiene al menos 12 letras: cuatro palabras que nadie pondría juntas.',
};
