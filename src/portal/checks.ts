/** Before any page of the portal: nothing is kept by a browser, and no other site makes it act. */
import type { RequestHandler } from 'express';

/** `Sec-Fetch-Site` is looked at for the whole server; phones that are too old for it send `Origin`. */
export const portalChecks: RequestHandler = (request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Robots-Tag', 'noindex, noarchive');
  const { origin } = request.headers;
  if (request.method === 'POST' && origin !== undefined && origin !== 'null' && hostOf(origin) !== request.headers.host)
    return void response.status(403).type('text').send('This came from another site.');
  next();
};

function hostOf(origin: string): string {
  try {
    return new URL(origin).host;
  } catch {
    return '';
  }
}
