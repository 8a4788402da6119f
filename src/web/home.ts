import { Router } from 'express';
import type { Services } from '../turn/services.js';
import { houseFigures } from '../campaigns/house-figures.js';
import { type Counts } from '../store/queries/countsOf.js';

/** The first count of a national list takes some seconds; what comes after has them. */
const PATIENCE = 10_000;
const NONE: Counts = {
  people: 0,
  queued: 0,
  conversations: 0,
  live: 0,
  answered: 0,
  tasks: 0,
  proposals: 0,
  outcomes: [],
};

/** What this process is, for the page that says so. */
export interface Running {
  readonly engine: string;
  readonly kind: 'synthetic' | 'real' | null;
  readonly version: string;
  readonly channels: readonly string[];
}

export function homePage(services: Services, render: (page: string, data: object) => string, running: Running): Router {
  const router = Router();
  // One counts for all who look: anybody may open this page.
  const counts = async () => (await houseFigures(services, PATIENCE))?.counts ?? null;
  router.get('/', async (_, response) => {
    response.type('html').send(render('home', { running, counts: (await counts()) ?? NONE }));
  });
  router.get('/counts', async (_, response) => {
    response.type('html').send(render('counts', { counts: (await counts()) ?? NONE }));
  });
  return router;
}
