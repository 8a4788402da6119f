/** The web server: pages rendered here, htmx for what moves, nothing loaded from elsewhere. */
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { Eta } from 'eta';
import { UserError } from '../domain/failure.js';
import { PATHS } from '../paths.js';
import type { Services } from '../turn/services.js';
import { apiPages } from '../api/router.js';
import { chatPages, type ChatOptions } from './chat.js';
import type { StaffProvider } from '../console/provider.js';
import { consolePages } from '../console/pages.js';
import { language, say } from '../console/language.js';
import { portalPages } from '../portal/pages.js';
import { Afterwards } from '../portal/afterwards.js';
import type { IdentityProvider } from '../portal/oidc.js';
import { homePage, type Running } from './home.js';
import { waitsPage } from './waits.js';

/** Ten a second of one system. */
const USUAL_PER_MINUTE = 600;

const here = dirname(fileURLToPath(import.meta.url));

export interface WebOptions {
  readonly running: Running;
  /** Opens the console until sign-in exists. */
  readonly consoleToken: string;
  /** Where long work of the console keeps its files. */
  readonly workFolder: string;
  /** The address of the server is HTTPS. */
  readonly secure?: boolean;
  /** Requests of one API token in a minute. */
  readonly apiPerMinute?: number;
  /** Where people answer and correct for themselves; absent = it is not open. */
  readonly portal?: PortalOptions;
  /** By whom colleagues come into the console, besides a password. */
  readonly staff?: StaffProvider | null;
  /** The chat page plays synthetic people; with real ones it does not exist. */
  readonly chat: ChatOptions | null;
}

export interface PortalOptions {
  /** Everybody in this database is invented. */
  readonly demo: boolean;
  /** https://… under which it is reached. */
  readonly address: string | null;
  readonly secure: boolean;
  readonly provider?: IdentityProvider | null;
  /** What is done after an answer has left; a test waits for it. */
  readonly afterwards?: Afterwards;
}

export function webApp(services: Services, options: WebOptions): Express {
  const app = express();
  const eta = new Eta({ views: join(here, 'pages'), cache: true });
  const render = (page: string, data: object) => eta.render(`./${page}`, { t: say, lang: language(), ...data });
  app.disable('x-powered-by');
  // A proxy on this machine says who asks; nobody else is believed.
  app.set('trust proxy', 'loopback');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          // Voice notes are listened to on the page of whoever has the task.
          mediaSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      hsts: false, // the program listens on this machine; whoever puts a proxy in front adds it there
    }),
  );
  app.use((_, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  // With `root`, so that a project kept below a folder that begins with a dot serves its files too.
  const pub = { root: join(here, 'public') };
  app.get('/vigente.css', (_, response) => response.sendFile('vigente.css', pub));
  app.get('/portal.css', (_, response) => response.sendFile('portal.css', pub));
  app.get('/chat.js', (_, response) => response.sendFile('chat.js', pub));
  app.get('/htmx.js', (_, response) =>
    response.sendFile('htmx.min.js', { root: join(PATHS.root, 'node_modules', 'htmx.org', 'dist') }),
  );
  app.get('/favicon.ico', (_, response) => void response.status(204).end());
  app.get('/healthz', (_, response) => void response.type('text').send('ok'));
  app.get('/readyz', async (_, response) => {
    await services.store.db.command({ ping: 1 });
    response.type('text').send('ready');
  });
  // Before the forms: a token is no cookie that another site could borrow.
  app.use(apiPages(services, render, { perMinute: options.apiPerMinute ?? USUAL_PER_MINUTE }));
  app.use(sameOrigin);
  app.use(express.urlencoded({ extended: false, limit: '16kb' }));
  app.use(homePage(services, render, options.running));
  app.use(waitsPage(services, render));
  if (options.portal) {
    const { demo, address, secure, provider = null, afterwards = new Afterwards(services) } = options.portal;
    app.set('portal secure', secure);
    app.use(portalPages({ services, render, afterwards, demo, address, provider }));
  }
  if (options.chat) app.use(chatPages(services, render, options.chat));
  app.use(
    consolePages(services, render, {
      token: options.consoleToken,
      secure: options.secure ?? false,
      folder: options.workFolder,
      provider: options.staff ?? null,
    }),
  );
  app.use(
    (_, response) =>
      void response
        .status(404)
        .type('html')
        .send(render('problem', { title: say('No existe'), text: say('Esta página no existe.') })),
  );
  app.use(problemPage(services, render));
  return app;
}

/** Another site may not make a browser act here. */
const sameOrigin: RequestHandler = (request, response, next) => {
  const from = request.headers['sec-fetch-site'];
  if (
    request.method !== 'GET' &&
    request.method !== 'HEAD' &&
    from !== undefined &&
    from !== 'same-origin' &&
    from !== 'none'
  ) {
    response.status(403).type('text').send('This came from another site.');
    return;
  }
  next();
};

/** Says that it failed, never what it was about. */
const problemPage =
  (services: Services, render: (page: string, data: object) => string): ErrorRequestHandler =>
  (error: Error, _request, response, _next) => {
    const status = error instanceof UserError ? 404 : ((error as { status?: number }).status ?? 500);
    if (status >= 500) services.log.error({ error: error.name }, 'a page failed');
    const text =
      error instanceof UserError
        ? error.message
        : status >= 500
          ? say('La base de datos no responde en este momento. Nada se ha perdido: vuelva a intentarlo.')
          : say('La petición no se entiende.');
    response
      .status(status)
      .type('html')
      .send(render('problem', { title: say('No se pudo'), text }));
  };
