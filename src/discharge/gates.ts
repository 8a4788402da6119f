/** What keeps an approved proposal from leaving now, besides the policy: it stays approved, and the count says why. */
import { DateTime } from 'luxon';
import type { Programme } from '../programmes/programme.js';
import type { DeskTaskDoc, ProposalDoc } from '../store/documents.js';
import type { Store } from '../store/store.js';
import { projectPending } from '../turn/work.js';
import type { Services } from '../turn/services.js';
import { isRemoving } from '../domain/outcome.js';
import type { BuiltCase } from './cases.js';
import { policyOf } from './policy-of.js';

export type Gate = 'left-already' | 'not-seen-open' | 'unread-message' | 'open-task' | 'other-words-since';

/** Turns that were committed and are not yet written out: what was said in them must be seen (DESIGN §3.8). Returns who still has some. */
export async function drain(services: Services, persons: readonly string[]): Promise<ReadonlySet<string>> {
  const { store } = services;
  const filter = { person: { $in: [...persons] }, 'pending.0': { $exists: true } };
  const docs = await store.conversations.find(filter).toArray();
  if (docs.length === 0) return new Set();
  await projectPending(services, docs);
  const left = await store.conversations.find(filter).project<{ person: string }>({ person: 1 }).toArray();
  return new Set(left.map(({ person }) => person));
}

/** Tasks in which a person may hear something of the entry: nothing leaves before somebody has looked. */
const HARMLESS: readonly DeskTaskDoc['reason'][] = [
  'callBack',
  'moreEntries',
  'whenToCall',
  'deathReported',
  'stillNeedsAfterExport',
];

/** By proposal, why it does not leave now. `said` — blind indexes of numbers with a message that nobody has read yet. */
export async function gatesOf(
  services: Services,
  programme: Programme,
  cases: readonly BuiltCase[],
): Promise<ReadonlyMap<string, Gate>> {
  const { store, clock } = services;
  const { seenOpenDays } = policyOf(programme);
  const oldest =
    DateTime.fromMillis(clock.now(), { zone: programme.zone }).minus({ days: seenOpenDays }).toISODate() ?? '';
  const persons = [...new Set(cases.map(({ proposal }) => proposal.person))];
  const tasks = await store.deskTasks.find({ person: { $in: persons }, state: 'open' }).toArray();
  const unread = await unreadNumbers(store);
  const gone = await store.proposals
    .find({ entry: { $in: cases.map(({ proposal }) => proposal.entry) }, state: { $in: ['exported', 'accepted'] } })
    .project<{ entry: string }>({ entry: 1 })
    .toArray();
  const left = new Set(gone.map(({ entry }) => entry));
  const gates = new Map<string, Gate>();
  for (const { proposal, entry, person, known } of cases) {
    const task = tasks.find(
      ({ person: whose, entry: of, at, reason }) =>
        whose === proposal.person &&
        (of === null || of === proposal.entry) &&
        at.getTime() >= proposal.at.getTime() &&
        !HARMLESS.includes(reason),
    );
    // Of two reasons for one entry (they recovered, and then died) the first that left is the one.
    if (left.has(proposal.entry)) gates.set(proposal._id, 'left-already');
    else if (known.entry.seenOpenOn === null || known.entry.seenOpenOn < oldest)
      gates.set(proposal._id, 'not-seen-open');
    else if (person.doc.contacts.some(({ address }) => unread.has(address))) gates.set(proposal._id, 'unread-message');
    else if (task && proposal.is !== 'deceasedReported') gates.set(proposal._id, 'open-task');
    else if (saidOtherwise(proposal, entry.outcome ?? null)) gates.set(proposal._id, 'other-words-since');
  }
  return gates;
}

/** Numbers with a message that was received and not yet taken into a conversation. */
export async function unreadNumbers(store: Store): Promise<ReadonlySet<string>> {
  const rows = await store.inbound.find({ state: 'received' }).project<{ address: string }>({ address: 1 }).toArray();
  return new Set(rows.map(({ address }) => address));
}

/** The last thing learned of the entry is another one than this proposal says. */
export function saidOtherwise(
  { is, at }: Pick<ProposalDoc, 'is' | 'at'>,
  outcome: { readonly is: ProposalDoc['is']; readonly at: Date } | null,
): boolean {
  if (!outcome || outcome.is === is) return false;
  // A death that the registry tells stands above what was said before; what is said after it is looked at.
  if (is === 'deceasedReported') return outcome.at.getTime() > at.getTime();
  return !isRemoving(outcome.is) || outcome.at.getTime() >= at.getTime();
}
