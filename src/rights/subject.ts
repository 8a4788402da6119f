/** Everything that is kept about one person, for themselves (Ley 21.719, GDPR art. 15 and 20): readable, complete, and no more than theirs. */
import { parseDocument } from '../domain/document-number.js';
import { UserError } from '../domain/failure.js';
import { openJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import { bytesOf, isReadable, keyOf, openPerson, type KnownPerson } from '../store/loadConversations.js';
import { personIdOf } from '../store/person-id.js';
import type { TurnRecord } from '../turn/conversation.js';
import type { Services } from '../turn/services.js';

/** The person with this document. Throws `UserError`: the number is none, nobody has it, or they were erased. */
export async function personWith(services: Services, programme: Programme, document: string): Promise<KnownPerson> {
  const { store } = services;
  const parsed = parseDocument(programme.country, document);
  if (!parsed.ok)
    throw new UserError(
      'document-wrong',
      `That is no document number (${parsed.problem}).`,
      'Write it whole, with its check digit.',
    );
  const doc = await store.persons.findOne({ _id: personIdOf(store.vault, programme.id, parsed.value) });
  if (!doc) throw new UserError('person-unknown', `${programme.id} keeps nobody with that document.`, undefined, 1);
  if (!isReadable(doc))
    throw new UserError('person-erased', 'They were erased: nothing can be read any more.', undefined, 1);
  return openPerson(store, doc);
}

export async function everythingOf(
  services: Services,
  programme: Programme,
  person: KnownPerson,
): Promise<Readonly<Record<string, unknown>>> {
  const { store, clock } = services;
  const { doc, secret, key } = person;
  const open = (sealed: Parameters<typeof bytesOf>[0] | null | undefined): unknown =>
    sealed ? openJson(key.bytes, bytesOf(sealed)) : null;
  const mine = { person: doc._id };
  const [
    entries,
    conversations,
    outcomes,
    evidence,
    appointments,
    payments,
    tasks,
    proposals,
    bookings,
    followUps,
    calls,
  ] = await Promise.all([
    store.entries.find(mine).toArray(),
    store.conversations.find(mine).toArray(),
    store.outcomes.find({ entry: { $in: await store.entries.distinct('_id', mine) } }).toArray(),
    store.evidence.find(mine).toArray(),
    store.appointments.find(mine).toArray(),
    store.payments.find(mine).toArray(),
    store.deskTasks.find(mine).toArray(),
    store.proposals.find(mine).toArray(),
    store.bookings.find(mine).toArray(),
    store.followUps.find(mine).toArray(),
    store.callAttempts.find(mine).toArray(),
  ]);
  const files = await store.portalFiles.find(mine).toArray();
  const ids = conversations.map(({ _id }) => _id);
  const [turns, messages] = await Promise.all([
    store.turns
      .find({ conversation: { $in: ids } })
      .sort({ at: 1 })
      .toArray(),
    store.messages
      .find({ conversation: { $in: ids } })
      .sort({ at: 1 })
      .toArray(),
  ]);
  const { legal } = programme;
  return {
    madeAt: new Date(clock.now()).toISOString(),
    programme: programme.name,
    basis: legal?.basis ?? [],
    notice: legal?.notice ?? '',
    contact: legal?.contact ?? programme.numbers.info,
    person: {
      ...secret,
      documentType: doc.documentType,
      sex: doc.sex,
      insurer: doc.insurer,
      prais: doc.prais,
      region: doc.region,
      commune: doc.commune,
    },
    contacts: doc.contacts.map(({ kind, status, statusAt, from, history }, at) => ({
      value: secret.contacts[at]?.value ?? '',
      kind,
      status,
      statusAt,
      from,
      history,
    })),
    registry: doc.checked ?? null,
    entries: entries.map(({ secret: sealed, hash: _, ...rest }) => ({ ...rest, ...(open(sealed) as object) })),
    outcomes: outcomes.map(({ secret: sealed, ...rest }) => ({ ...rest, said: open(sealed) })),
    conversations: conversations.map(({ _id, channel, openedAt, ended, campaign, key: own, person: whose }) => ({
      id: _id, channel, openedAt, ended, campaign: campaign ?? null,
      turns: turns
        .filter(({ conversation }) => conversation === _id)
        .map(({ secret: sealed }) => {
          const { at, heard, sent } = openJson<TurnRecord>((keyOf(store, { key: own, person: whose }, person) ?? key).bytes, bytesOf(sealed));
          return { at: new Date(at).toISOString(), you: heard?.text ?? heard?.choice ?? heard?.media ?? null, we: sent.map(({ text }) => text) };
        }),
    })), // prettier-ignore
    messages: messages.map(({ at, direction, channel, state }) => ({ at, direction, channel, state })),
    evidence: evidence.map(({ kind, source, at, secret: sealed }) => ({ kind, source, at, says: open(sealed) })),
    appointments: appointments.map(({ secret: sealed, ...rest }) => ({ ...rest, ...(open(sealed) as object) })),
    payments: payments.map(({ secret: sealed, ...rest }) => ({ ...rest, ...(open(sealed) as object) })),
    bookings,
    followUps,
    files: files.map(({ kind, type, size, sha256, at, secret: sealed }) => ({
      kind,
      type,
      size,
      sha256,
      at,
      said: open(sealed),
    })),
    calls: calls.map(({ at, result, code }) => ({ at, result, code })),
    tasks: tasks.map(({ queue, reason, state, at, secret: sealed, notes = [], question }) => ({
      notes: [...notes, ...(question ? [question, question.decision] : [])].flatMap((each) =>
        each ? [{ at: each.at, text: open(each.secret) }] : [],
      ),
      queue,
      reason,
      state,
      at,
      said: open(sealed),
    })),
    proposals: proposals.map(({ is, state, at, decision, answer }) => ({ is, state, at, decision, answer })),
  };
}
