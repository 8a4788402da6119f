/** What the policy or a reviewer left to a health service (REQUIREMENTS M9, M10): until when it answers, and what it answered. */
import { endOfWorkingDay } from '../desk/working-days.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { UserDoc } from '../store/documents.js';
import type { ListedProposal } from '../store/queries/proposalsPage.js';
import type { Place } from '../store/queries/pageInWindows.js';
import { fullPage } from '../store/queries/reviewQueue.js';
import type { ServiceAnswer } from '../store/discharge-documents.js';
import type { Services } from '../turn/services.js';
import { changeProposals } from './change.js';
import { policyOf } from './policy-of.js';
import { reaches, userWho } from './who.js';

export interface InInbox {
  readonly proposal: ListedProposal;
  readonly dueAt: Date;
  readonly overdue: boolean;
  readonly settled: boolean;
}

export interface InboxWanted {
  /** None named = all. */
  readonly services: readonly number[];
  /** The settled ones, too. */
  readonly all?: boolean;
  /** Where the page before ended. */
  readonly after?: Place | null;
  readonly limit?: number;
}

/** What changed longest ago first; `next` — where to go on, null = that was all. */
export async function inboxOf(
  { store, clock }: Services,
  programme: Programme,
  { services, all = false, after = null, limit = 100 }: InboxWanted,
): Promise<{ readonly items: readonly InInbox[]; readonly next: Place | null }> {
  policyOf(programme);
  const { rows, next } = await fullPage(store, {
    programme: programme.id,
    state: 'refused',
    services,
    by: 'touchedAt',
    ...(all ? {} : { also: (proposal) => !isSettled(proposal) }),
    after,
    limit,
    now: clock.now(),
  });
  const items = rows.map((proposal) => {
    const dueAt = dueOf(programme, proposal);
    const settled = isSettled(proposal);
    return { proposal, dueAt: new Date(dueAt), settled, overdue: !settled && dueAt < clock.now() };
  });
  return { items, next };
}

/** How many each health service has not settled in time. Reads all that was ever left to one: for whoever can wait. */
export async function overdueOf(
  { store, clock }: Services,
  programme: Programme,
): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  const left = store.proposals
    .find({ programme: programme.id, state: 'refused' }, { batchSize: 1_000 })
    .project<Dated & Pick<ListedProposal, 'service' | 'healthService'>>({
      'at': 1, 'decision.at': 1, 'refusal.at': 1, 'service.is': 1, 'healthService': 1,
    }); // prettier-ignore
  const inTime = firstInTime(programme, clock.now());
  for await (const each of left) {
    if (isSettled(each) || sinceOf(each) >= inTime) continue;
    const service = each.healthService ?? 0;
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return counts;
}

/** What was left to a service before that moment (epoch ms) is overdue at `now`: the later it was left, the later it is due. */
function firstInTime(programme: Programme, now: number): number {
  const { serviceWorkingDays } = policyOf(programme);
  let [late, inTime] = [0, now];
  while (inTime - late > 1) {
    const middle = Math.floor((late + inTime) / 2);
    if (endOfWorkingDay(programme, {}, middle, serviceWorkingDays) < now) late = middle;
    else inTime = middle;
  }
  return inTime;
}

type Dated = Pick<ListedProposal, 'at'> & {
  readonly decision?: { readonly at: Date };
  readonly refusal?: { readonly at: Date };
};

const isSettled = ({ service }: Pick<ListedProposal, 'service'>): boolean =>
  service !== undefined && service.is !== 'seen';

/** When it was left to the service. */
const sinceOf = ({ at, decision, refusal }: Dated): number =>
  Math.max((decision?.at ?? at).getTime(), refusal?.at.getTime() ?? 0);

const dueOf = (programme: Programme, left: Dated): number =>
  endOfWorkingDay(programme, {}, sinceOf(left), policyOf(programme).serviceWorkingDays);

/** Throws `UserError`: the user may not, it is of another service, or not left to a service any more. */
export async function answerAsService(
  services: Services,
  programme: Programme,
  by: string,
  id: string,
  { is, note }: { readonly is: ServiceAnswer; readonly note: string },
): Promise<void> {
  policyOf(programme);
  const { store, clock } = services;
  const user: UserDoc = await userWho(store, by, 'answerAsService');
  const proposal = await store.proposals.findOne({ _id: id, programme: programme.id, state: 'refused' });
  if (!proposal || !reaches(user, proposal.healthService ?? -1))
    throw new UserError('inbox-none', 'That is not in the inbox of this service.', undefined, 1);
  const now = clock.now();
  const [done] = await changeProposals(
    store,
    [
      {
        proposal,
        event: ['service', is, by],
        set: { service: { is, by, at: new Date(now), note: note.slice(0, 300) } },
      },
    ],
    now,
  );
  if (!done) throw new UserError('inbox-changed', 'It changed meanwhile: look again.', undefined, 1);
}
