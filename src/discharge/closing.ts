/** The last looks before a file of discharges gets its name: whoever has said otherwise is not in it (DESIGN §3.8). */
import { UserError } from '../domain/failure.js';
import type { ProposalDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import { CASES_AT_ONCE, type BuiltCase } from './cases.js';
import { changeProposals, type ProposalChange } from './change.js';
import { drain, saidOtherwise, unreadNumbers } from './gates.js';

/** One that is marked as exported and has its line. */
export interface Marked {
  readonly proposal: ProposalDoc;
  readonly built: BuiltCase;
  readonly line: string;
}

/** Rounds in which somebody wrote meanwhile, before the file waits for a calmer hour. */
const ROUNDS = 50;

/**
 * Looks until a whole look finds nobody who has said otherwise: whatever was said before that look began is not in the file. What is said
 * after it finds the proposal exported, and raises a task.
 */
export async function close(
  services: Services,
  marked: readonly Marked[],
  left: Record<string, number>,
): Promise<{ readonly staying: readonly Marked[]; readonly withdrawn: number; readonly closedAt: number }> {
  let staying = marked;
  let withdrawn = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const closedAt = services.clock.now();
    const taken = new Map<string, 'withdrawn' | 'approved'>();
    for (let at = 0; at < staying.length; at += CASES_AT_ONCE)
      for (const [id, to] of await saidSince(services, staying.slice(at, at + CASES_AT_ONCE))) taken.set(id, to);
    if (taken.size === 0) return { staying, withdrawn, closedAt };
    const back = staying.filter(({ proposal }) => taken.has(proposal._id));
    withdrawn += await takeBack(
      services,
      back.map(({ proposal }) => proposal),
      taken,
    );
    for (const to of taken.values()) if (to === 'approved') left['unread-message'] = (left['unread-message'] ?? 0) + 1;
    staying = staying.filter(({ proposal }) => !taken.has(proposal._id));
  }
  throw new UserError(
    'export-restless',
    `People kept writing during ${ROUNDS} looks; nothing was exported.`,
    'Try again in a while.',
    1,
  );
}

/**
 * Exported ones that do not leave after all. A word that was written down while one was exported found nothing to withdraw: whatever is put
 * off is looked at once more after that. Returns how many their person withdrew.
 */
export async function takeBack(
  { store, clock }: Services,
  proposals: readonly ProposalDoc[],
  to: ReadonlyMap<string, 'withdrawn' | 'approved'>,
): Promise<number> {
  const change = (proposal: ProposalDoc, state: 'withdrawn' | 'approved'): ProposalChange => ({
    proposal,
    event: [state === 'withdrawn' ? 'withdrawn' : 'put-off', 'before the file'],
    set: { state },
  });
  const after = await changeProposals(
    store,
    proposals.map((each) => change(each, to.get(each._id) ?? 'approved')),
    clock.now(),
  );
  const putOff = after.filter(({ state }) => state === 'approved');
  const taken = await takenBack(store, putOff);
  const late = await changeProposals(
    store,
    putOff.filter(({ _id }) => taken.has(_id)).map((each) => change(each, 'withdrawn')),
    clock.now(),
  );
  const withdrawn = [...after.filter(({ state }) => state === 'withdrawn'), ...late];
  // They never left: nothing is to be reinstated.
  await store.deskTasks.updateMany(
    { _id: { $in: withdrawn.map(({ _id }) => `${_id}:reinstate`) }, state: 'open' },
    { $set: { state: 'done' } },
  );
  return withdrawn.length;
}

/** Ids of those whose person holds the place, or said something else since. */
async function takenBack(store: Services['store'], proposals: readonly ProposalDoc[]): Promise<ReadonlySet<string>> {
  const ids = proposals.map(({ entry }) => entry);
  const [holds, entries] = await Promise.all([
    store.holds
      .find({ _id: { $in: ids }, lifted: { $exists: false } })
      .project<{ _id: string }>({ _id: 1 })
      .toArray(),
    store.entries
      .find({ _id: { $in: ids } })
      .project<{ _id: string; outcome?: BuiltCase['entry']['outcome'] }>({ outcome: 1 })
      .toArray(),
  ]);
  const held = new Set(holds.map(({ _id }) => _id));
  const outcomes = new Map(entries.map(({ _id, outcome }) => [_id, outcome ?? null]));
  return new Set(
    proposals
      .filter((each) => held.has(each.entry) || saidOtherwise(each, outcomes.get(each.entry) ?? null))
      .map(({ _id }) => _id),
  );
}

/** Whoever holds their place, or said something else since; and whoever has a message that nobody has read yet. */
async function saidSince(
  services: Services,
  marked: readonly Marked[],
): Promise<Map<string, 'withdrawn' | 'approved'>> {
  const { store } = services;
  // From the disk first: what is moved into the database between the two looks is seen by the second.
  await services.bringInSpooled();
  const unread = await unreadNumbers(store);
  const unwritten = await drain(services, [...new Set(marked.map(({ proposal }) => proposal.person))]);
  const back = await takenBack(
    store,
    marked.map(({ proposal }) => proposal),
  );
  const taken = new Map<string, 'withdrawn' | 'approved'>();
  for (const { proposal, built } of marked) {
    if (back.has(proposal._id)) taken.set(proposal._id, 'withdrawn');
    else if (unwritten.has(proposal.person) || built.person.doc.contacts.some(({ address }) => unread.has(address)))
      taken.set(proposal._id, 'approved');
  }
  return taken;
}
