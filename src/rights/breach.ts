/** Something leaked: who was exposed, with what, so that the authority and the people can be told in time. */
import { writeFile } from 'node:fs/promises';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import { loadPersons } from '../store/loadConversations.js';
import { line } from '../files/csv.js';
import type { Services } from '../turn/services.js';

/** What is thought to have leaked. */
export type Leak =
  /** A file of discharges. */
  | { readonly kind: 'batch'; readonly batch: string }
  /** Conversations that somebody could read in a time. */
  | { readonly kind: 'conversations'; readonly since: Date; readonly until: Date }
  /** The whole database, with its key ring. */
  | { readonly kind: 'everything' };

export interface BreachReport {
  readonly people: number;
  /** Erased since: their data cannot have been read, or nobody can be told any more. */
  readonly erased: number;
  readonly minors: number;
  /** Kinds of data that were in it. */
  readonly data: readonly string[];
  /** By health service or commune. */
  readonly byCommune: Readonly<Record<string, number>>;
  /** The authority is told until then. */
  readonly tellUntil: string | null;
  readonly file: string;
}

const DATA: Readonly<Record<Leak['kind'], readonly string[]>> = {
  batch: ['names', 'document', 'birth date', 'address', 'phones', 'care and diagnosis', 'cause of discharge'],
  conversations: ['names', 'phones', 'what was written', 'outcomes'],
  everything: [
    'names',
    'document',
    'birth date',
    'address',
    'phones',
    'care and diagnosis',
    'what was written',
    'outcomes',
    'evidence',
  ],
};

/** Writes who it was, for the letters, into `out` (mode 600). `knownAt` — when it was found, epoch ms. */
export async function breachReport(
  services: Services,
  programme: Programme,
  leak: Leak,
  out: string,
  knownAt: number,
): Promise<BreachReport> {
  const { store } = services;
  const ids = await exposed(services, programme, leak);
  if (ids.length === 0)
    throw new UserError('breach-none', 'Nobody was in that.', 'Look at the batch or the times again.', 1);
  const year = new Date(knownAt).getUTCFullYear();
  const lines = [line(['DOCUMENTO', 'NOMBRES', 'PRIMER_APELLIDO', 'SEGUNDO_APELLIDO', 'DIRECCION', 'CIUDAD'])];
  const byCommune: Record<string, number> = {};
  let [people, minors] = [0, 0];
  for (let at = 0; at < ids.length; at += 500)
    for (const { doc, secret } of (await loadPersons(store, ids.slice(at, at + 500))).values()) {
      people += 1;
      if (year - doc.birthYear < 18) minors += 1;
      byCommune[doc.commune] = (byCommune[doc.commune] ?? 0) + 1;
      lines.push(
        line([
          secret.documentNumber ?? '',
          secret.names,
          secret.surname,
          secret.secondSurname,
          `${secret.street} ${secret.streetNumber}`.trim(),
          secret.city,
        ]),
      );
    }
  await writeFile(out, `\ufeff${lines.join('\r\n')}\r\n`, { mode: 0o600, flag: 'wx' });
  const tellUntil = programme.legal ? new Date(knownAt + programme.legal.breachHours * 3_600_000).toISOString() : null;
  return { people, erased: ids.length - people, minors, data: DATA[leak.kind], byCommune, tellUntil, file: out };
}

async function exposed({ store }: Services, { id }: Programme, leak: Leak): Promise<string[]> {
  switch (leak.kind) {
    case 'batch':
      return store.proposals.distinct('person', { programme: id, batch: leak.batch });
    case 'conversations':
      return (
        await store.conversations.distinct('person', {
          programme: id,
          touchedAt: { $gte: leak.since, $lte: leak.until },
        })
      ).filter((each) => each !== null);
    case 'everything':
      return store.persons.distinct('_id', { programme: id });
    default:
      return leak satisfies never;
  }
}
