/** From what a provider told us to the rows that are stored before it is answered (DESIGN §3.1). Pure but for the sealing. */
import { createHash } from 'node:crypto';
import type {
  IdentityEvent,
  InboundEvent,
  OptOutEvent,
  ProviderEvent,
  ReceiptEvent,
} from '../domain/provider-event.js';
import { storedProviderId } from '../privacy/provider-id.js';
import type { Vault } from '../privacy/vault.js';
import type { InboundDoc, Report, ReportDoc } from '../store/documents.js';
import { letterOf } from './letter.js';
import { inboundRow } from './receive.js';

export interface Rows {
  readonly inbound: readonly InboundDoc[];
  readonly reports: readonly ReportDoc[];
}

/** `via` — name of the provider's ingress; `now` — epoch ms, when it was received. */
export function rowsOf(vault: Vault, via: string, events: readonly ProviderEvent[], now: number): Rows {
  const inbound: InboundDoc[] = [];
  const reports: ReportDoc[] = [];
  const report = (id: string, body: Report) =>
    reports.push({ _id: `${via}:${id}`, receivedAt: new Date(now), dueAt: new Date(now), report: body });
  for (const event of events) {
    switch (event.kind) {
      case 'inbound':
      case 'optOut': {
        const row = messageRow(vault, via, event, now);
        if (row) inbound.push(row);
        break;
      }
      case 'receipt': {
        // A status that we do not know changes nothing.
        if (event.state !== 'unknown')
          report(`${storedProviderId(vault, event.messageId)}:${event.status}`, receiptOf(vault, via, event));
        const alias = aliasOf(vault, event);
        if (alias) report(`alias:${alias.user}`, alias);
        break;
      }
      case 'identity':
        report(storedProviderId(vault, event.messageId), identityOf(vault, event));
        break;
      case 'template':
      case 'account':
        report(hashOf(event), { kind: 'news', via, news: event });
        break;
      default:
        event satisfies never;
    }
  }
  return { inbound, reports };
}

function messageRow(vault: Vault, via: string, event: InboundEvent | OptOutEvent, now: number): InboundDoc | null {
  const who = event.from ?? event.userId;
  if (who === null) return null; // nobody to answer, nobody to tie it to
  // Words of the future would make all later ones look old.
  const saidAt = event.at === undefined ? now : Math.min(Date.parse(event.at) || now, now);
  const { said, ...letter } = letterOf(event, via);
  return inboundRow(
    vault,
    {
      id: `${event.channel}:${storedProviderId(vault, event.messageId)}`,
      channel: event.channel,
      address: vault.blindIndex('address', who),
      saidAt,
      said,
      letter,
    },
    now,
  );
}

const receiptOf = (vault: Vault, via: string, event: ReceiptEvent): Report => ({
  kind: 'receipt',
  via,
  ref: event.ref ?? null,
  providerId: storedProviderId(vault, event.messageId),
  state: event.state,
  code: event.errorCode,
  category: event.pricing?.category ?? null,
  billable: event.pricing?.billable ?? null,
  at: event.at === undefined ? null : new Date(event.at),
});

function aliasOf(vault: Vault, { to, userId }: ReceiptEvent): Extract<Report, { kind: 'alias' }> | null {
  if (to === null || userId === null) return null;
  return { kind: 'alias', user: vault.blindIndex('address', userId), phone: vault.blindIndex('address', to) };
}

function identityOf(vault: Vault, { from, newFrom, previousUserId, userId }: IdentityEvent): Report {
  const index = (value: string | null) => (value === null ? null : vault.blindIndex('address', value));
  return {
    kind: 'identity',
    from: index(from),
    newFrom: index(newFrom),
    previousUser: index(previousUserId),
    user: index(userId),
  };
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
