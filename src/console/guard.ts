/**
 * Who may open what of the console. Until somebody can sign in, the key printed at the start opens it, to look and to order campaigns;
 * from then on only people do, each their part. A decision about a person always has a name.
 */
import type { RequestHandler, Response } from 'express';
import { mayDo, type Act } from '../domain/role.js';
import type { UserDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { signInExists } from './passwords.js';
import { say } from './language.js';
import { viewerOf } from './sessions.js';
import { formKey, isAllowed } from './token.js';

/** `user` null = whoever has the key of this start. */
export interface Seen {
  readonly user: UserDoc | null;
  /** Goes into every form. */
  readonly key: string;
}

/** What the key of the start may: nothing that decides about a person. */
const BY_KEY: readonly Act[] = [
  'seeOverview',
  'seeConversations',
  'seeLists',
  'loadLists',
  'seeCampaigns',
  'orderCampaigns',
  'seeReviews',
  'seeDischarges',
  'seeInbox',
  'seeSources',
  'seeSettings',
  'seeNumbers',
];

/** Sums over all services are for those who see all services; lists of people are cut to those they see. */
const OVER_ALL: readonly Act[] = ['seeOverview', 'seeLists', 'loadLists', 'seeDifferences', 'seeDischarges', 'export'];

export const may = ({ user }: Seen, act: Act): boolean => {
  if (user === null) return BY_KEY.includes(act);
  if (OVER_ALL.includes(act) && user.services.length > 0) return false;
  return mayDo(user.role, act);
};

export const seenOf = (response: Response): Seen => response.locals['seen'] as Seen;

/** Whoever has the key of the start sees what everybody sees who sees all services. */
export const lookerOf = (response: Response): Pick<UserDoc, '_id' | 'services'> =>
  seenOf(response).user ?? { _id: 'key', services: [] };

/** Lets in who is signed in, or has the key while nobody can; shows the others where to. */
export function guard(
  services: Services,
  render: (page: string, data: object) => string,
  {
    token,
    elsewhere,
  }: { readonly token: string; /** Colleagues come in by an identity provider too. */ readonly elsewhere: boolean },
): RequestHandler {
  return async (request, response, next) => {
    const viewer = await viewerOf(services.store, request, services.clock.now());
    const seen: Seen | null =
      viewer ??
      (isAllowed(request, token) && !(await signInExists(services.store, elsewhere))
        ? { user: null, key: formKey(token) }
        : null);
    if (seen) {
      response.locals['seen'] = seen;
      return next();
    }
    // A part of a page that was left open since before: the whole page goes to the sign-in.
    if (request.headers['hx-request']) response.setHeader('HX-Refresh', 'true');
    if (await signInExists(services.store, elsewhere)) {
      if (request.headers['hx-request']) return void response.status(401).end();
      return response.redirect(303, '/console/sign-in');
    }
    response
      .status(401)
      .type('html')
      .send(render('console-token', { wrong: false }));
  };
}

export interface MenuItem {
  readonly path: string;
  readonly label: string;
  /** It leads to where one is. */
  readonly here: boolean;
}

/** What the menu shows; `at` — the path of the page. */
export function menuOf(seen: Seen, at: string): readonly MenuItem[] {
  const items = (
    [
      ['/console', 'Resumen', 'seeOverview'],
      ['/console/conversations', 'Conversaciones', 'seeConversations'],
      ['/console/lists', 'Listas', 'seeLists'],
      ['/console/campaigns', 'Campañas', 'seeCampaigns'],
      ['/console/desk', 'Llamadas', 'useDesk'],
      ['/console/desk/services', 'De la central', 'answerForService'],
      ['/console/line', 'Línea de información', 'useLine'],
      ['/console/reviews', 'Revisiones', 'seeReviews'],
      ['/console/discharges', 'Egresos', 'seeDischarges'],
      ['/console/inbox', 'Servicios', 'seeInbox'],
      ['/console/quality', 'Calidad', 'seeOverview'],
      ['/console/sources', 'Fuentes', 'seeSources'],
      ['/console/numbers', 'Números', 'seeNumbers'],
      ['/console/programmes', 'Programas', 'seeSettings'],
      ['/console/users', 'Cuentas', 'manageUsers'],
      ['/console/audit', 'Auditoría', 'seeAudit'],
    ] as const
  )
    .filter(([, , act]) => may(seen, act))
    .map(([path, label]) => ({ path, label: say(label) }));
  // The calls' own page is not the one of what they passed on.
  const [here] = items.filter(({ path }) => at === path || (path !== '/console' && at.startsWith(`${path}/`))).sort((a, b) => b.path.length - a.path.length); // prettier-ignore
  return items.map((item) => ({ ...item, here: item === here }));
}
