/** Who is told of a discharge, and of a place given back: on the channel they used, else by a letter; and the centre that referred them. */
import { line } from '../files/csv.js';
import type { Programme } from '../programmes/programme.js';
import type { EntryDoc, ProposalDoc } from '../store/documents.js';
import { loadPersons, type KnownPerson } from '../store/loadConversations.js';
import type { Store } from '../store/store.js';
import { handleEvents } from '../turn/handle.js';
import type { Services } from '../turn/services.js';

export const LETTER_COLUMNS = [
  'NOMBRES',
  'PRIMER_APELLIDO',
  'SEGUNDO_APELLIDO',
  'DIRECCION',
  'RESTO_DIRECCION',
  'CIUDAD',
  'F_LIMITE',
  'TELEFONO_INFORMACION',
];
export const CENTRE_COLUMNS = ['SIGTE_ID', 'ID_LOCAL', 'F_ENTRADA', 'F_SALIDA', 'C_SALIDA', 'F_LIMITE'];

/** `until` — yyyy-mm-dd, the last day to undo it; '' where there is none. */
export const letterLine = ({ secret }: KnownPerson, programme: Programme, until: string): string =>
  line([
    secret.names, secret.surname, secret.secondSurname, `${secret.street} ${secret.streetNumber}`.trim(), secret.addressRest, secret.city, until,
    programme.numbers.info,
  ]); // prettier-ignore

/** Adds a line for each to the list of the centre that referred them. */
export async function linesForCentres(
  store: Store,
  accepted: readonly ProposalDoc[],
  until: string,
  centres: Map<string, string[]>,
): Promise<void> {
  const found = await store.entries.find({ _id: { $in: accepted.map(({ entry }) => entry) } }).toArray();
  const entries = new Map(found.map((each): [string, EntryDoc] => [each._id, each]));
  for (const { entry: id } of accepted) {
    const entry = entries.get(id);
    if (!entry) continue;
    const lines = centres.get(entry.origin) ?? [];
    centres.set(entry.origin, lines);
    lines.push(line([entry.sigteId, entry.localId, entry.enteredOn, entry.exitedOn, entry.exitCause, until]));
  }
}

/** Of a death nobody is told: the family knows, and the phones are theirs now. */
export async function tellDischarged(
  services: Services,
  programme: Programme,
  accepted: readonly ProposalDoc[],
  until: string,
): Promise<{ readonly told: number; readonly letters: readonly string[] }> {
  const { reached, unreached } = await reachOf(
    services.store,
    accepted.filter(({ is }) => is !== 'deceasedReported'),
  );
  const told = await handleEvents(
    services,
    [...reached].map(([conversation, { batch }]) => ({
      conversation,
      event: { kind: 'discharged' as const, eventId: `discharged:${batch ?? ''}`, at: services.clock.now(), until },
    })),
  );
  return { told, letters: unreached.map((person) => letterLine(person, programme, until)) };
}

/** Numbers that nothing reaches any more. */
const DEAF = ['wrongPerson', 'unreachable', 'landline', 'optedOut'];

/** Whose conversation still reaches them, and whom only a letter reaches, each once. */
export async function reachOf(
  store: Store,
  proposals: readonly ProposalDoc[],
): Promise<{ readonly reached: ReadonlyMap<string, ProposalDoc>; readonly unreached: readonly KnownPerson[] }> {
  const persons = await loadPersons(
    store,
    proposals.map(({ person }) => person),
  );
  const talks = await store.conversations
    .find({ _id: { $in: proposals.map(({ conversation }) => conversation) } })
    .project<{ _id: string; address: string }>({ address: 1 })
    .toArray();
  const numbers = new Map(talks.map(({ _id, address }) => [_id, address]));
  const scopes = ({ person, conversation }: ProposalDoc): string[] => {
    const address = numbers.get(conversation) ?? '';
    return [`number:${address}`, `person:${person}`, `pair:${address}:${person}`];
  };
  const stopped = new Set(
    (
      await store.suppressions
        .find({ _id: { $in: proposals.flatMap(scopes) } })
        .project<{ _id: string }>({ _id: 1 })
        .toArray()
    ).map(({ _id }) => _id),
  );
  const reached = new Map<string, ProposalDoc>();
  const unreached = new Map<string, KnownPerson>();
  for (const proposal of proposals) {
    const person = persons.get(proposal.person);
    if (!person) continue;
    const address = numbers.get(proposal.conversation) ?? '';
    const status = person.doc.contacts.find((each) => each.address === address)?.status ?? 'unreachable';
    const silent = scopes(proposal).some((each) => stopped.has(each));
    if (!silent && !DEAF.includes(status) && address !== '') reached.set(proposal.conversation, proposal);
    else unreached.set(proposal.person, person);
  }
  return { reached, unreached: [...unreached.values()] };
}
