/**
 * What is kept longer than a programme's legal table says goes (`legal.json`, retention): every day by the worker, or by a command that can
 * only count. Codes that name nobody stay, so that sums and decisions stay countable; so does the audit, which is never rebuilt.
 */
import type { KeptKind } from '../programmes/legal.js';
import type { Programme } from '../programmes/programme.js';
import type { ProposalDoc } from '../store/documents.js';
import type { ProposalState } from '../store/discharge-documents.js';
import { DURABLE, type Store } from '../store/store.js';
import { logAct } from '../store/logAct.js';
import type { Services } from '../turn/services.js';

/** How many of each kind went, or would go. */
export type Expired = Readonly<Record<KeptKind | 'cases', number>>;

/** Nothing more happens to these: their time runs since they were last touched. */
const SETTLED: readonly ProposalState[] = [
  'accepted', 'rejected', 'refused', 'withdrawn', 'reinstated',
]; // prettier-ignore

/** Erased together. */
const BATCH = 500;
const BEGIN = new Date(0);

/** `by` — for the audit: a user, or the worker. `dryRun` counts and changes nothing. Run again after a crash it goes on. */
export async function expire(
  services: Services,
  programme: Programme,
  { by, dryRun = false }: { readonly by: string; readonly dryRun?: boolean },
): Promise<Expired> {
  const none = { inbound: 0, media: 0, conversations: 0, evidence: 0, tasks: 0, cases: 0 };
  const { legal } = programme;
  if (!legal) return none; // nobody has said how long: nothing is erased
  const { store, clock } = services;
  const before = (kind: KeptKind): Date => new Date(clock.now() - legal.retention[kind].days * 24 * 3_600_000);
  const { id } = programme;
  const evidenceBefore = before('evidence');
  // What a decision rests on goes with the decision and not before it: the dossier must still be made, and verify.
  const expired = {
    inbound: await expireInbound(store, id, before('inbound'), dryRun),
    media: await expireMedia(store, id, before('media'), evidenceBefore, dryRun),
    conversations: await expireConversations(store, id, before('conversations'), evidenceBefore, dryRun),
    evidence: await expireEvidence(store, id, evidenceBefore, dryRun),
    tasks: await expireTasks(store, id, before('tasks'), dryRun),
    cases: await expireCases(store, id, evidenceBefore, dryRun),
  };
  if (!dryRun && Object.values(expired).some((n) => n > 0))
    await logAct(store, `privacy:${id}`, ['expired', by, expired], new Date(clock.now()));
  return expired;
}

/** Rows whose words are in their conversation. */
async function expireInbound(store: Store, programme: string, before: Date, dryRun: boolean): Promise<number> {
  let gone = 0;
  const old = store.inbound
    .find({ state: 'applied', receivedAt: { $gte: BEGIN, $lt: before } })
    .project<{ _id: string; conversation?: string }>({ conversation: 1 });
  for await (const rows of inBatches(old)) {
    const mine = await ofProgramme(
      store,
      programme,
      rows.flatMap(({ conversation }) => conversation ?? []),
    );
    const ids = rows.filter(({ conversation }) => conversation && mine.has(conversation)).map(({ _id }) => _id);
    if (!dryRun) await store.inbound.deleteMany({ _id: { $in: ids } });
    gone += ids.length;
  }
  return gone;
}

async function expireMedia(
  store: Store,
  programme: string,
  before: Date,
  evidenceBefore: Date,
  dryRun: boolean,
): Promise<number> {
  let gone = 0;
  const old = store.media
    .find({ state: { $in: ['kept', 'gone'] }, dueAt: { $gte: BEGIN, $lt: before } })
    .project<{ _id: string; conversation: string }>({ conversation: 1 });
  for await (const files of inBatches(old)) {
    const talks = files.map(({ conversation }) => conversation);
    const mine = await ofProgramme(store, programme, talks);
    const needed = await decidedOn(store, talks, evidenceBefore);
    const ids = files.filter(({ conversation: of }) => mine.has(of) && !needed.has(of)).map(({ _id }) => _id);
    if (!dryRun) await store.media.deleteMany({ _id: { $in: ids } });
    gone += ids.length;
  }
  return gone;
}

/** Words said and heard, receipts and files; what was learned stays as a code. The conversation itself is the last: until then it is found again. */
async function expireConversations(
  store: Store,
  programme: string,
  before: Date,
  evidenceBefore: Date,
  dryRun: boolean,
): Promise<number> {
  let gone = 0;
  const old = store.conversations
    .find({ programme, live: false, touchedAt: { $gte: BEGIN, $lt: before }, nextDueAt: null, 'pending.0': { $exists: false } })
    .project<{ _id: string }>({ _id: 1 }); // prettier-ignore
  for await (const talks of inBatches(old)) {
    const all = talks.map(({ _id }) => _id);
    const needed = await decidedOn(store, all, evidenceBefore);
    const ids = all.filter((each) => !needed.has(each));
    gone += ids.length;
    if (dryRun || ids.length === 0) continue;
    const theirs = { conversation: { $in: ids } };
    await store.media.deleteMany(theirs);
    await store.inbound.deleteMany({ ...theirs, state: 'applied' });
    await store.messages.deleteMany(theirs);
    await store.turns.deleteMany(theirs);
    await store.outcomes.updateMany({ ...theirs, at: { $gte: BEGIN, $lt: before } }, { $set: { secret: null } });
    await store.addresses.updateMany({ last: { $in: ids } }, { $set: { last: null, lastAt: null } });
    await store.conversations.deleteMany({ _id: { $in: ids } }, DURABLE);
  }
  return gone;
}

async function expireEvidence(store: Store, programme: string, before: Date, dryRun: boolean): Promise<number> {
  let gone = 0;
  const old = store.evidence
    .find({ programme, loadedAt: { $lt: before } })
    .project<{ _id: string; person: string }>({ person: 1 });
  for await (const rows of inBatches(old)) {
    const open = await store.proposals
      .find({ person: { $in: [...new Set(rows.map(({ person }) => person))] } })
      .project<Settled & { person: string }>({ person: 1, ...SETTLED_FIELDS })
      .toArray();
    const needed = new Set(open.filter((each) => !isPast(each, before)).map(({ person }) => person));
    const ids = rows.filter(({ person }) => !needed.has(person)).map(({ _id }) => _id);
    if (!dryRun) await store.evidence.deleteMany({ _id: { $in: ids } });
    gone += ids.length;
  }
  return gone;
}

/** Only what is done: nobody who waits for a call is forgotten. The calls go with them. */
async function expireTasks(store: Store, programme: string, before: Date, dryRun: boolean): Promise<number> {
  const range = { $gte: BEGIN, $lt: before };
  const tasks = { programme, state: 'done' as const, dueAt: range };
  const calls = { programme, at: range };
  if (dryRun) return (await store.deskTasks.countDocuments(tasks)) + (await store.callAttempts.countDocuments(calls));
  const gone = [await store.deskTasks.deleteMany(tasks), await store.callAttempts.deleteMany(calls)];
  return gone.reduce((sum, { deletedCount }) => sum + deletedCount, 0);
}

/** The case and the corrected words of settled proposals; the decision stays as codes. */
async function expireCases(store: Store, programme: string, before: Date, dryRun: boolean): Promise<number> {
  let gone = 0;
  const old = store.proposals
    .find({ programme, state: { $in: [...SETTLED] }, $or: [{ case: { $exists: true } }, { corrected: { $exists: true } }] })
    .project<Settled & { _id: string }>(SETTLED_FIELDS); // prettier-ignore
  for await (const rows of inBatches(old)) {
    const ids = rows.filter((each) => isPast(each, before)).map(({ _id }) => _id);
    gone += ids.length;
    if (!dryRun) await store.proposals.updateMany({ _id: { $in: ids } }, { $unset: { case: '', corrected: '' } });
  }
  return gone;
}

type Settled = Pick<ProposalDoc, 'state' | 'at' | 'touchedAt'>;
const SETTLED_FIELDS = { state: 1, at: 1, touchedAt: 1 } as const;
const isPast = ({ state, at, touchedAt }: Settled, before: Date): boolean =>
  SETTLED.includes(state) && (touchedAt ?? at) < before;

/** Those conversations on which a decision rests whose own time is not over. */
async function decidedOn(store: Store, conversations: readonly string[], before: Date): Promise<ReadonlySet<string>> {
  const talks = await store.conversations
    .find({ _id: { $in: [...conversations] } })
    .project<{ _id: string; person: string | null }>({ person: 1 })
    .toArray();
  const found = await store.proposals
    .find({ person: { $in: [...new Set(talks.flatMap(({ person }) => person ?? []))] } })
    .project<Settled & { conversation: string }>({ conversation: 1, ...SETTLED_FIELDS })
    .toArray();
  return new Set(found.filter((each) => !isPast(each, before)).map(({ conversation }) => conversation));
}

async function ofProgramme(store: Store, programme: string, conversations: readonly string[]): Promise<Set<string>> {
  const found = await store.conversations
    .find({ _id: { $in: [...new Set(conversations)] }, programme })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  return new Set(found.map(({ _id }) => _id));
}

async function* inBatches<T>(cursor: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const each of cursor) {
    batch.push(each);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
