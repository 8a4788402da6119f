import { createHash } from 'node:crypto';
import { isRounded } from './repair.js';

/** What makes an entry the same entry in the next file (DESIGN §11). Identifiers that a spreadsheet rounded name nothing. */
export interface IdentityParts {
  readonly sigteId: string;
  readonly destination: string;
  readonly localId: string;
  readonly run: string;
  readonly careCode: string;
  readonly limb: string;
  readonly enteredOn: string;
}

export function identityOf(parts: IdentityParts): string {
  if (parts.sigteId !== '' && parts.sigteId !== '0' && !isRounded(parts.sigteId)) return `sigte:${parts.sigteId}`;
  if (parts.destination !== '' && parts.localId !== '' && !isRounded(parts.localId))
    return `local:${parts.destination}:${parts.localId}`;
  const text = [parts.run, parts.careCode, parts.limb, parts.enteredOn].join('\u001f');
  return `hash:${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
}
