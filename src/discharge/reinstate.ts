/**
 * A place that was discharged is given back: the entry is open again with the day it was entered, nothing of it is proposed until somebody
 * lifts the hold, and the person is told. Within the days in which a word undoes it DARS does it; later DIGERA has to.
 */
import { DateTime } from 'luxon';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { DeskTaskDoc, EntryDoc, ProposalDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { DURABLE, type Store } from '../store/store.js';
import { taskDueAt } from '../desk/due.js';
import { loadPersons } from '../store/loadConversations.js';
import { handleEvents } from '../turn/handle.js';
import type { Services } from '../turn/services.js';
import { changeProposals } from './change.js';
import { entryId } from './entry-id.js';
import { policyOf } from './policy-of.js';
import { letterLine, reachOf } from './tell-discharged.js';
import { reaches, userWho } from './who.js';

export interface Reinstated {
  readonly proposal: string;
  readonly entry: string;
  readonly sigteId: string;
  /** The day of its place, as before. */
  readonly enteredOn: string;
  /** SIGTE had closed it, or was about to: it has to be told. */
  readonly wasAccepted: boolean;
  /** `nobody`: their death stands in the registry or was reported, and nothing goes to those phones. */
  readonly told: 'message' | 'letter' | 'nobody';
  /** A line of the letters' file. */
  readonly letter: string | null;
}

/** Run again after a crash it goes on; done twice it changes and tells nothing more. */
export async function reinstate(
  services: Services,
  programme: Programme,
  by: string,
  entry: string,
  why: string,
): Promise<Reinstated> {
  const { undoDays } = policyOf(programme);
  const { store, clock } = services;
  const id = entryId(programme, entry);
  const [proposal] = await store.proposals
    .find({ programme: programme.id, entry: id, state: { $in: ['exported', 'accepted', 'reinstated'] } })
    .sort({ at: -1 })
    .limit(1)
    .toArray();
  const found = await store.entries.findOne({ _id: id });
  if (!proposal || !found)
    throw new UserError(
      'reinstate-none',
      `No discharge of ${entry} has left.`,
      'Before the export a discharge is undone with: vigente discharge undo',
      1,
    );
  const task = await store.deskTasks.findOne({ _id: taskOf(proposal) });
  const said = (task?.at ?? new Date(clock.now())).getTime();
  const late = proposal.state !== 'reinstated' && dayOf(said, programme) > lastDay(proposal, undoDays, programme);
  const user = await userWho(store, by, late ? 'reinstateLate' : 'reinstate');
  if (!reaches(user, found.healthService))
    throw new UserError('user-may-not', `${by} sees other health services.`, undefined, 1);
  // First what stops an export that is under way, then what is counted.
  await store.holds.updateOne(
    { _id: id },
    { $setOnInsert: { at: new Date(said), conversation: task?.conversation ?? '' }, $unset: { lifted: '' } },
    { upsert: true, ...DURABLE },
  );
  if (proposal.state !== 'reinstated') {
    const now = clock.now();
    const [done] = await changeProposals(
      store,
      [{ proposal, event: ['reinstated', by, why, proposal.state], set: { state: 'reinstated' } }],
      now,
    );
    if (!done) throw new UserError('reinstate-changed', 'It changed meanwhile: look again.', undefined, 1);
  }
  await openAgain(store, proposal);
  await store.deskTasks.updateMany(
    { person: proposal.person, entry: id, reason: 'stillNeedsAfterExport', state: 'open' },
    { $set: { state: 'done' } },
  );
  const { told, letter } = await tell(services, programme, proposal);
  return {
    proposal: proposal._id, entry: id, sigteId: found.sigteId, enteredOn: found.enteredOn, wasAccepted: proposal.answer?.is === 'accepted', told, letter,
  }; // prettier-ignore
}

const taskOf = ({ _id }: Pick<ProposalDoc, '_id'>): string => `${_id}:reinstate`;

const dayOf = (at: number, { zone }: Programme): string => DateTime.fromMillis(at, { zone }).toISODate() ?? '';

/** The last day on which a word undoes it, as the person was told; what SIGTE has not answered yet has none. */
function lastDay({ state, answer }: ProposalDoc, undoDays: number, { zone }: Programme): string {
  if (state !== 'accepted' || !answer) return '9999-12-31';
  return DateTime.fromJSDate(answer.at, { zone }).plus({ days: undoDays }).toISODate() ?? '';
}

/** Opens what this discharge closed, and nothing that a list has closed for another cause. */
export async function openAgain(store: Store, { entry, decision }: ProposalDoc): Promise<void> {
  if (decision?.is !== 'allowed') return;
  const closed = { _id: entry, state: 'closed' as const, exitCause: decision.cause };
  const open: Partial<EntryDoc> = { state: 'open', exitedOn: null, exitCause: null };
  await store.entries.updateOne(closed, { $set: open }, DURABLE);
}

async function tell(
  services: Services,
  programme: Programme,
  proposal: ProposalDoc,
): Promise<Pick<Reinstated, 'told' | 'letter'>> {
  const [person] = (await loadPersons(services.store, [proposal.person])).values();
  if (!person || isDead(person.doc)) return { told: 'nobody', letter: null };
  const { reached, unreached } = await reachOf(services.store, [proposal]);
  await handleEvents(
    services,
    [...reached.keys()].map((conversation) => ({
      conversation,
      event: { kind: 'reinstated' as const, eventId: `reinstated:${proposal._id}`, at: services.clock.now() },
    })),
  );
  if (reached.size > 0) return { told: 'message', letter: null };
  return unreached.length > 0
    ? { told: 'letter', letter: letterLine(person, programme, '') }
    : { told: 'nobody', letter: null };
}

const isDead = ({ death, checked }: { death?: { denied: boolean }; checked?: { dead: boolean } }): boolean =>
  checked?.dead === true || (death !== undefined && !death.denied);

/** A list that does not know of it yet closes it again: a coordinator is told, who asks SIGTE and gives it back once more. */
export async function watchReinstated(services: Services, programme: Programme): Promise<number> {
  const { store, clock } = services;
  const back = await store.proposals.find({ programme: programme.id, state: 'reinstated' }).toArray();
  const closed = await store.entries
    .find({ _id: { $in: back.map(({ entry }) => entry) }, state: 'closed' })
    .project<{ _id: string; importId: string }>({ importId: 1 })
    .toArray();
  const now = clock.now();
  const tasks = closed.flatMap(({ _id, importId }) =>
    back
      .filter(({ entry }) => entry === _id)
      .slice(0, 1)
      .map(
        (each): DeskTaskDoc => ({
          _id: `${each._id}:closedAgain:${importId}`, programme: programme.id, queue: 'coordinator', reason: 'stillNeedsAfterExport',
          person: each.person, entry: _id, conversation: each.conversation || null, state: 'open', at: new Date(now),
          dueAt: new Date(taskDueAt('coordinator', now, programme)),
        }), // prettier-ignore
      ),
  );
  if (tasks.length === 0) return 0;
  try {
    await store.deskTasks.insertMany(tasks, { ordered: false });
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
  return tasks.length;
}
