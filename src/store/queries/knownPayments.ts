/** What may be told of people's benefit payments now: from the sources that are fresh enough, with name and day. */
import { DateTime } from 'luxon';
import type { KnownPayments, Payment } from '../../domain/payment.js';
import { openJson } from '../../privacy/vault.js';
import type { Programme } from '../../programmes/programme.js';
import type { PaymentDoc } from '../source-documents.js';
import { bytesOf, type KnownPerson } from '../loadConversations.js';
import type { Store } from '../store.js';

const DAY = 86_400_000;

/** By person; absent where no source is fresh, or it does not know the person: somebody looks. `now` — epoch ms. */
export async function knownPayments(
  store: Store,
  programme: Programme,
  persons: readonly KnownPerson[],
  now: number,
): Promise<ReadonlyMap<string, KnownPayments>> {
  const known = new Map<string, KnownPayments>();
  const rule = programme.sources.payments;
  if (!rule || persons.length === 0) return known;
  const oldest = now - rule.maxAgeDays * DAY;
  const docs = await store.payments.find({ person: { $in: persons.map(({ doc }) => doc._id) } }).toArray();
  const today = DateTime.fromMillis(now, { zone: programme.zone }).toISODate() as string;
  for (const { doc, key } of persons) {
    const mine = docs.filter(({ person, state }) => person === doc._id && state !== 'gone');
    const ahead = mine.filter(({ state }) => state !== 'paid').sort(byDay);
    const paid = mine.filter(({ state }) => state === 'paid').sort(byDay);
    const [next, last] = [ahead[0], paid.at(-1)];
    const from = next ?? last;
    // What is to come may have been changed since an old file; a day that has passed was paid or was not: somebody looks.
    if (!from || from.asOf.getTime() < oldest || (next?.on && next.on < today)) continue;
    const told = (each: PaymentDoc): Payment => ({
      on: each.on,
      ...openJson<Pick<Payment, 'amount' | 'missing'>>(key.bytes, bytesOf(each.secret)),
    });
    known.set(doc._id, {
      source: from.source,
      asOf: DateTime.fromJSDate(from.asOf, { zone: programme.zone }).toISODate() as string,
      next: next ? told(next) : null,
      last: last ? told(last) : null,
    });
  }
  return known;
}

/** Without a day last: it is still to be set. */
const byDay = (a: PaymentDoc, b: PaymentDoc) => ((a.on ?? '9999') < (b.on ?? '9999') ? -1 : 1);
