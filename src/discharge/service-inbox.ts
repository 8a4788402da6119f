/** What the policy or a reviewer left to a health service (REQUIREMENTS M9, M10): until when it answers, and what it answered. */
import { endOfWorkingDay } from '../desk/working-days.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { UserDoc } from '../store/documents.js';
import type { ListedProposal } from '../store/queries/proposalsPage.js';
import { firstOf } from '../store/queries/reviewQueue.js';
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

/** Oldest first; of these health services (none named = all). What is settled only when `all`. */
export async function inboxOf(
  { store, clock }: Services,
  programme: Programme,
  services: readonly number[],
  { all = false, limit = 100 }: { readonly all?: boolean; readonly limit?: number } = {},
): Promise<InInbox[]> {
  const { serviceWorkingDays } = policyOf(programme);
  const found = await firstOf(store, {
    programme: programme.id,
    state: 'refused',
    services,
    by: 'touchedAt',
    ...(all ? {} : { also: ({ service }) => service === undefined || service.is === 'seen' }),
    after: null,
    limit,
    now: clock.now(),
  });
  return found.map((proposal) => {
    const since = Math.max((proposal.decision?.at ?? proposal.at).getTime(), proposal.refusal?.at.getTime() ?? 0);
    const dueAt = new Date(endOfWorkingDay(programme, {}, since, serviceWorkingDays));
    const settled = proposal.service !== undefined && proposal.service.is !== 'seen';
    return { proposal, dueAt, settled, overdue: !settled && dueAt.getTime() < clock.now() };
  });
}

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
