/**
 * SIGTE's answer, read back: what it accepted is closed here, and the person and the referring centre are told, with a day until which it can
 * be undone (REQUIREMENTS M15). Nothing goes to the phones of somebody who died.
 */
import { DateTime } from 'luxon';
import { join } from 'node:path';
import { inBatches, type Refusal } from '../load/batches.js';
import type { Programme } from '../programmes/programme.js';
import { bulkUpdate } from '../store/bulk.js';
import type { EntryDoc, ProposalDoc } from '../store/documents.js';
import { loadPersons } from '../store/loadConversations.js';
import { handleEvents } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import { line, writePrivate } from '../files/csv.js';
import { changeProposals, type ProposalChange } from './change.js';
import { policyOf } from './policy-of.js';

/** The first line of the answer names them; in any order. */
export const ANSWER_COLUMNS = ['SIGTE_ID', 'ESTADO', 'MOTIVO'] as const;

export interface Accepted {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Answered before, in the same way: nothing changed. */
  readonly known: number;
  /** Never exported by us. */
  readonly unknown: number;
  readonly refused: readonly Refusal[];
  /** People told on the channel they used. */
  readonly told: number;
  /** People for whom no channel works: a letter each. */
  readonly letters: number;
  readonly files: readonly string[];
}

interface Answer {
  readonly entry: string;
  readonly is: 'accepted' | 'rejected';
  readonly why: string;
}

/** `folder` — where the letters and the lists for the referring centres go. Read twice, it changes and tells nothing more. */
export async function acceptAnswer(
  services: Services,
  programme: Programme,
  file: string,
  folder: string,
): Promise<Accepted> {
  const policy = policyOf(programme);
  const { store, clock } = services;
  const until =
    DateTime.fromMillis(clock.now(), { zone: programme.zone }).plus({ days: policy.undoDays }).toISODate() ?? '';
  const sums = { accepted: 0, rejected: 0, known: 0, unknown: 0, told: 0, letters: 0 };
  const letters: string[] = [];
  const centres = new Map<string, string[]>();
  const { rows, refused } = await inBatches<(typeof ANSWER_COLUMNS)[number], Answer>(
    file,
    { columns: ANSWER_COLUMNS, needed: ['SIGTE_ID', 'ESTADO'] },
    ({ SIGTE_ID = '', ESTADO = '', MOTIVO = '' }) => {
      const state = ESTADO.toUpperCase();
      if (SIGTE_ID === '') return 'SIGTE_ID: empty';
      if (state !== 'ACEPTADO' && state !== 'RECHAZADO') return 'ESTADO: neither ACEPTADO nor RECHAZADO';
      return {
        entry: `${programme.id}:sigte:${SIGTE_ID}`,
        is: state === 'ACEPTADO' ? 'accepted' : 'rejected',
        why: MOTIVO.slice(0, 200),
      };
    },
    async (answers) => {
      const byEntry = new Map(answers.map((each) => [each.entry, each]));
      const found = await store.proposals
        .find({ entry: { $in: [...byEntry.keys()] }, state: { $in: ['exported', 'accepted', 'rejected'] } })
        .toArray();
      sums.unknown += byEntry.size - new Set(found.map(({ entry }) => entry)).size;
      const now = clock.now();
      const changes = found.flatMap((proposal): ProposalChange[] => {
        const answer = byEntry.get(proposal.entry);
        if (!answer) return [];
        if (proposal.state === answer.is) {
          sums.known += 1;
          return [];
        }
        if (proposal.state !== 'exported') return []; // it was answered otherwise before: a person asks SIGTE
        const { is, why } = answer;
        return [{ proposal, event: ['answered', is, why], set: { state: is, answer: { at: new Date(now), is, why } } }];
      });
      const won = await changeProposals(store, changes, now);
      const accepted = won.filter(({ state }) => state === 'accepted');
      sums.accepted += accepted.length;
      sums.rejected += won.length - accepted.length;
      await closeEntries(services, accepted);
      const { told, letters: more } = await tell(services, programme, accepted, until, centres);
      sums.told += told;
      sums.letters += more.length;
      letters.push(...more);
    },
  );
  const files: string[] = [];
  const write = async (name: string, header: readonly string[], lines: readonly string[]) => {
    if (lines.length === 0) return;
    const path = join(folder, name);
    await writePrivate(path, header, lines);
    files.push(path);
  };
  const stamp = DateTime.fromMillis(clock.now(), { zone: programme.zone }).toFormat('yyyyMMdd-HHmmss');
  await write(`letters-${stamp}.csv`, LETTER_COLUMNS, letters);
  for (const [centre, lines] of [...centres].sort())
    await write(`referring-${centre}-${stamp}.csv`, CENTRE_COLUMNS, lines);
  return { rows, ...sums, refused, files };
}

const LETTER_COLUMNS = [
  'NOMBRES',
  'PRIMER_APELLIDO',
  'SEGUNDO_APELLIDO',
  'DIRECCION',
  'RESTO_DIRECCION',
  'CIUDAD',
  'F_LIMITE',
  'TELEFONO_INFORMACION',
];
const CENTRE_COLUMNS = ['SIGTE_ID', 'ID_LOCAL', 'F_ENTRADA', 'F_SALIDA', 'C_SALIDA', 'F_LIMITE'];

async function closeEntries({ store }: Services, accepted: readonly ProposalDoc[]): Promise<void> {
  await bulkUpdate(
    store,
    store.entries,
    accepted.flatMap(({ entry, decision }) =>
      decision?.is === 'allowed'
        ? [
            {
              updateOne: {
                filter: { _id: entry, state: 'open' as const },
                update: { $set: { state: 'closed' as const, exitedOn: decision.exitOn, exitCause: decision.cause } },
              },
            },
          ]
        : [],
    ),
  );
}

/** Numbers that nothing reaches any more. */
const DEAF = ['wrongPerson', 'unreachable', 'landline', 'optedOut'];

async function tell(
  services: Services,
  programme: Programme,
  accepted: readonly ProposalDoc[],
  until: string,
  centres: Map<string, string[]>,
): Promise<{ told: number; letters: string[] }> {
  const { store, clock } = services;
  const entries = new Map(
    (await store.entries.find({ _id: { $in: accepted.map(({ entry }) => entry) } }).toArray()).map(
      (each): [string, EntryDoc] => [each._id, each],
    ),
  );
  for (const { entry: id } of accepted) {
    const entry = entries.get(id);
    if (!entry) continue;
    const lines = centres.get(entry.origin) ?? [];
    centres.set(entry.origin, lines);
    lines.push(line([entry.sigteId, entry.localId, entry.enteredOn, entry.exitedOn, entry.exitCause, until]));
  }
  // Of a death nobody is told: the family knows, and the phones are theirs now.
  const living = accepted.filter(({ is }) => is !== 'deceasedReported');
  const persons = await loadPersons(
    store,
    living.map(({ person }) => person),
  );
  const talks = await store.conversations
    .find({ _id: { $in: living.map(({ conversation }) => conversation) } })
    .project<{ _id: string; address: string }>({ address: 1 })
    .toArray();
  const numbers = new Map(talks.map(({ _id, address }) => [_id, address]));
  const stopped = new Set(
    (
      await store.suppressions
        .find({
          _id: {
            $in: living.flatMap(({ person, conversation }) => {
              const address = numbers.get(conversation) ?? '';
              return [`number:${address}`, `person:${person}`, `pair:${address}:${person}`];
            }),
          },
        })
        .project<{ _id: string }>({ _id: 1 })
        .toArray()
    ).map(({ _id }) => _id),
  );
  const reached = new Map<string, string>();
  const unreached = new Map<string, string>();
  for (const { person: id, conversation, batch } of living) {
    const person = persons.get(id);
    if (!person) continue;
    const address = numbers.get(conversation) ?? '';
    const status = person.doc.contacts.find((each) => each.address === address)?.status ?? 'unreachable';
    const silent = [`number:${address}`, `person:${id}`, `pair:${address}:${id}`].some((each) => stopped.has(each));
    if (!silent && !DEAF.includes(status) && address !== '') reached.set(conversation, batch ?? '');
    else {
      const { secret } = person;
      unreached.set(
        id,
        line([
          secret.names, secret.surname, secret.secondSurname, `${secret.street} ${secret.streetNumber}`.trim(), secret.addressRest, secret.city, until,
          programme.numbers.info,
        ]), // prettier-ignore
      );
    }
  }
  const told = await handleEvents(
    services,
    [...reached].map(([conversation, batch]) => ({
      conversation,
      event: { kind: 'discharged' as const, eventId: `discharged:${batch}`, at: clock.now(), until },
    })),
  );
  return { told, letters: [...unreached.values()] };
}
