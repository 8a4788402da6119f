/** Rows for a spool. */
import type { Rows } from '../../../../src/turn/rows.js';

const AT = new Date('2026-11-25T14:00:00Z');

export function row(id: string): Rows {
  const doc = { _id: id, state: 'received', channel: 'sms', address: 'blind', receivedAt: AT, saidAt: AT } as const;
  return { inbound: [{ ...doc, secret: Buffer.from(`sealed words of ${id}`) }], reports: [] };
}
