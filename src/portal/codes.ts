/** One-time codes: six digits, for ten minutes, for the session that asked, once. They are in no database: made of a nonce and a key that is not there. */
import { randomBytes } from 'node:crypto';
import { isSame } from '../web/is-same.js';
import type { Vault } from '../privacy/vault.js';
import type { PortalSessionDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { countTry, LIMITS, mayTry } from './tries.js';
import type { PortalSession } from './sessions.js';

const LASTS = 10 * 60_000;
/** Wrong ones after which a code is worth nothing. */
const TRIES = 5;

export type Code = NonNullable<PortalSessionDoc['code']>;

export const newCode = ({ clock }: Pick<Services, 'clock'>, to: Pick<Code, 'address' | 'signs' | 'use'>): Code => ({
  nonce: randomBytes(12).toString('base64url'),
  expiresAt: new Date(clock.now() + LASTS),
  ...to,
});

/** The digits. The nonce alone tells nothing of them. */
export function digitsOf(vault: Vault, { nonce }: Pick<Code, 'nonce'>): string {
  const bytes = Buffer.from(vault.blindIndex('message', `portal code\0${nonce}`), 'base64url');
  return String(bytes.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}

/** May one more be sent? Counted whether or not there is anybody to send it to. */
export async function mayAskCode(services: Services, { doc }: PortalSession, source: string): Promise<boolean> {
  const hour = await mayTry(services, LIMITS.codes, doc.person);
  const day = await mayTry(services, LIMITS.codesADay, doc.person);
  const from = await mayTry(services, LIMITS.codesFromSource, source);
  return hour && day && from;
}

export type Checked = 'right' | 'wrong' | 'locked';

/** Counted before it is compared. `locked`: no code of this day is taken any more, a person goes on. */
export async function checkCode(
  services: Services,
  { doc }: PortalSession,
  typed: string,
  use: Code['use'],
): Promise<Checked> {
  const { store, clock } = services;
  const today = await countTry(services, LIMITS.code, doc.person);
  const code = doc.code ?? NO_CODE;
  const tries = await countTry(services, { ...LIMITS.code, name: 'one-code' }, code.nonce);
  const same = isSame(typed.replace(/\D/g, '').padEnd(6, 'x'), digitsOf(store.vault, code));
  if (today > LIMITS.code.most) return 'locked';
  const right =
    same &&
    code.use === use &&
    doc.code !== null &&
    doc.known &&
    tries <= TRIES &&
    code.expiresAt.getTime() > clock.now();
  return right ? 'right' : 'wrong';
}

const NO_CODE: Code = { nonce: 'none', expiresAt: new Date(0), use: 'enter', address: null, signs: false };
