/** What every page of the portal needs: whose programme it is, in which language, who is there; and how a page is shown. */
import type { Request, RequestHandler, Response } from 'express';
import { isSame } from '../web/is-same.js';
import type { Assurance } from '../domain/assurance.js';
import { LOCALES, type Locale } from '../domain/meaning.js';
import type { Programme } from '../programmes/programme.js';
import { firstNameOf, type KnownPerson } from '../store/loadConversations.js';
import type { Services } from '../turn/services.js';
import type { Afterwards } from './afterwards.js';
import { personAt } from './doors.js';
import type { IdentityProvider } from './oidc.js';
import { changeSession, portalSessionOf, type PortalSession } from './sessions.js';
import { documentName, languageName, translator, type PortalText, type Translate } from './words/index.js';

export interface Portal {
  readonly services: Services;
  readonly render: (page: string, data: object) => string;
  readonly afterwards: Afterwards;
  /** Everybody in this database is invented: then a code may stand on the page. */
  readonly demo: boolean;
  /** Where the program is reached while no domain is set: https://… */
  readonly address: string | null;
  readonly provider: IdentityProvider | null;
}

/** Somebody who has come in. */
export interface Inside {
  readonly session: PortalSession;
  readonly level: Assurance;
  readonly programme: Programme;
  readonly person: KnownPerson;
}

const LANGUAGE = 'vigente_portal_language';

/** The programmes that may be entered here: of real people only those whose own domain this is. */
export function programmesAt({ services, demo }: Portal, request: Request): Programme[] {
  const all = [...services.programmes.values()].filter(({ portal }) => portal !== undefined);
  const named = all.filter(({ portal }) => portal?.domain === request.hostname);
  return named.length > 0 || !demo ? named : all;
}

export function localeFor(request: Request, programme: Programme, session: PortalSession | null): Locale {
  const chosen = new RegExp(`(?:^|;\\s*)${LANGUAGE}=([\\w-]{5})`).exec(request.headers.cookie ?? '')?.[1];
  const wanted = chosen ?? session?.doc.locale ?? request.acceptsLanguages([...programme.locales]);
  return programme.locales.find((each) => each === wanted) ?? programme.locale;
}

/** Keeps the language that was chosen; false = we do not speak it. */
export function keepLanguage(response: Response, locale: string, secure: boolean): boolean {
  if (!(LOCALES as readonly string[]).includes(locale)) return false;
  response.cookie(LANGUAGE, locale, { path: '/portal', sameSite: 'lax', httpOnly: true, secure });
  return true;
}

/** What the words of a programme may name. */
export function wordsFor(portal: Portal, programme: Programme, locale: Locale): Translate {
  return translator(locale, {
    ...programme.numbers,
    document: documentName(programme.country),
    domain: addressOf(portal, programme),
  });
}

/** As people type it: without https. */
export const addressOf = ({ address, demo }: Portal, { portal }: Programme): string =>
  demo || !portal?.domain ? `${(address ?? '').replace(/^https?:\/\//, '')}/portal` : `${portal.domain}/portal`;

export interface Shown {
  readonly status?: number;
  /** A line that says what is wrong; it is said first. */
  readonly wrong?: string | null;
}

/** Shows a page; a notice that waits in the session is shown once. */
export async function show(
  portal: Portal,
  { request, response }: { readonly request: Request; readonly response: Response },
  { programme, session }: { readonly programme: Programme; readonly session: PortalSession | null },
  page: string,
  data: object,
  { status = 200, wrong = null }: Shown = {},
): Promise<void> {
  const locale = localeFor(request, programme, session);
  const notice = session?.doc.notice ?? null;
  if (session && notice !== null) await changeSession(portal.services.store, session, { notice: null });
  response
    .status(status)
    .type('html')
    .send(
      portal.render(`portal-${page}`, {
        t: wordsFor(portal, programme, locale),
        locale,
        languages: programme.locales.map((each) => ({ id: each, name: languageName(each), current: each === locale })),
        sender: programme.numbers.sender,
        key: session?.key ?? '',
        inside: (session?.level ?? 0) > 0,
        notice,
        wrong,
        ...data,
      }),
    );
}

/** Who has come in; the others are sent to the door. */
export const insideOf = (response: Response): Inside => response.locals['portal'] as Inside;

export const guard =
  (portal: Portal, atLeast: 0 | 1): RequestHandler =>
  async (request, response, next) => {
    const { store, programmes, clock } = portal.services;
    const session = await portalSessionOf(store, request, clock.now());
    const programme = session && programmes.get(session.doc.programme);
    if (!session || !programme) return response.redirect(303, '/portal?ended=1');
    if (session.level < atLeast) return response.redirect(303, '/portal/prove');
    const { opened } = await personAt(store, session.doc.person, programme, clock.now());
    // Somebody who was erased, or has died, since: nobody is here any more.
    if (session.level > 0 && opened.doc._id !== session.doc.person) return response.redirect(303, '/portal?ended=1');
    response.locals['portal'] = { session, level: session.level, programme, person: opened } satisfies Inside;
    next();
  };

/** Every form carries the key of its session: no other page can make the browser send it. */
export const ownForm =
  (portal: Portal): RequestHandler =>
  async (request, response, next) => {
    const inside = insideOf(response);
    if (isSame(fieldOf(request, 'key', 100), inside.session.key)) return next();
    const t = wordsFor(portal, inside.programme, localeFor(request, inside.programme, inside.session));
    await show(portal, { request, response }, inside, 'problem', {}, { status: 403, wrong: t('otherSite') });
  };

/** A field of a form, as text, no longer than it may be. */
export function fieldOf(request: Request, name: string, longest = 200): string {
  const value = ((request.body ?? {}) as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value.trim().slice(0, longest) : '';
}

export const textFor = (
  portal: Portal,
  request: Request,
  { programme, session }: Pick<Inside, 'programme' | 'session'>,
) => wordsFor(portal, programme, localeFor(request, programme, session));

/** Says it on the next page, and goes there. */
export async function goOn(
  portal: Portal,
  response: Response,
  session: PortalSession,
  path: string,
  notice: string | null = null,
): Promise<void> {
  if (notice !== null) await changeSession(portal.services.store, session, { notice });
  response.redirect(303, path);
}

export const nameOf = ({ secret }: KnownPerson): string => firstNameOf(secret.names);
export type { PortalText };
