/** Whether there is a portal, under which name, and who may be sent to it. Decided at the start, from the settings and the programmes. */
import type { Config } from '../config.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';

type Settings = Pick<Config, 'PORTAL_URL' | 'PUBLIC_URL' | 'HOST' | 'PORT'>;

/**
 * Where a programme's portal is, as people type it. Invented people are sent to this machine; real ones to the programme's own domain alone, and
 * nowhere while none is set.
 */
export const portalAt =
  ({ PORTAL_URL, PUBLIC_URL, HOST, PORT }: Settings): NonNullable<Services['portal']> =>
  ({ portal }, synthetic) => {
    if (!portal) return null;
    if (synthetic) return (PORTAL_URL ?? PUBLIC_URL ?? `${HOST}:${PORT}`).replace(/^https?:\/\//, '');
    return PORTAL_URL !== undefined && portal.domain !== undefined ? portal.domain : null;
  };

export interface Opening {
  readonly demo: boolean;
  readonly address: string | null;
  readonly secure: boolean;
}

/**
 * How it is opened; null = it is not: of real people only where PORTAL_URL says so. Throws `UserError` when that is no domain of a programme, or
 * not HTTPS: a page that asks for documents under another name is what we warn people of.
 */
export function openingOf(
  { PORTAL_URL, PUBLIC_URL, HOST, PORT }: Settings,
  programmes: ReadonlyMap<string, Programme>,
  kind: 'synthetic' | 'real' | null,
): Opening | null {
  if (kind !== 'real') {
    const address = PORTAL_URL ?? PUBLIC_URL ?? `http://${HOST}:${PORT}`;
    return { demo: true, address, secure: address.startsWith('https:') };
  }
  if (PORTAL_URL === undefined) return null;
  const { protocol, hostname } = new URL(PORTAL_URL);
  if (protocol !== 'https:')
    throw new UserError(
      'portal-not-https',
      `PORTAL_URL is ${PORTAL_URL}.`,
      'Real people are asked who they are over https:// only.',
    );
  const domains = [...programmes.values()].flatMap(({ portal }) => portal?.domain ?? []);
  if (!domains.includes(hostname))
    throw new UserError(
      'portal-domain',
      `PORTAL_URL is ${PORTAL_URL}, and no programme has that domain.`,
      `Name it in programmes/<id>/programme.json, "portal": {"domain": "${hostname}"}. Known: ${domains.join(', ') || 'none'}`,
    );
  return { demo: false, address: PORTAL_URL, secure: true };
}
