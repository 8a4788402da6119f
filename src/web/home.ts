import { Router } from 'express';
import type { Services } from '../turn/services.js';
import { countsOf } from '../store/queries/countsOf.js';

/** What this process is, for the page that says so. */
export interface Running {
  readonly engine: string;
  readonly kind: 'synthetic' | 'real' | null;
  readonly version: string;
  readonly channels: readonly string[];
}

export function homePage(services: Services, render: (page: string, data: object) => string, running: Running): Router {
  const router = Router();
  router.get('/', async (_, response) => {
    response.type('html').send(render('home', { running, counts: await countsOf(services.store) }));
  });
  router.get('/counts', async (_, response) => {
    response.type('html').send(render('counts', { counts: await countsOf(services.store) }));
  });
  return router;
}
