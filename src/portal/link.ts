/** A link as it is kept: made of the turn that says it, so that it can be written down twice and is one. */
import type { PortalLinkDoc } from '../store/documents.js';
import type { Store } from '../store/store.js';
import { lettersOf, linkId } from './letters.js';

/** Long enough for a weekend with the grandchildren, who read the screen. */
const LASTS = 7 * 86_400_000;

export interface SaidLink {
  readonly conversation: string;
  readonly turn: number;
  readonly programme: string;
  readonly person: string;
  readonly address: string;
  readonly at: Date;
}

export const portalLink = ({ vault }: Store, { conversation, turn, at, ...rest }: SaidLink): PortalLinkDoc => ({
  _id: linkId(vault, lettersOf(vault, conversation, turn)),
  ...rest,
  at,
  expiresAt: new Date(at.getTime() + LASTS),
  usedAt: null,
});
