/** What addresses the web server answers, as Express keeps them: `GET /console/jobs/:id`. */
import type { Express } from 'express';

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

const routesIn = (layers: readonly Layer[]): string[] =>
  layers.flatMap(({ route, handle }) =>
    route
      ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`)
      : routesIn(handle?.stack ?? []),
  );

export const routesOf = (web: Express): string[] =>
  routesIn((web.router as unknown as { readonly stack: readonly Layer[] }).stack);

export const consoleRoutes = (web: Express): string[] => routesOf(web).filter((each) => / \/console(\/|$)/.test(each));
