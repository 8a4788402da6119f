/** What people decide about proposals: approve, refuse, correct, compare, undo; and a hold that a person lifts. Each is in the audit. */
import { UserError } from '../domain/failure.js';
import { sealJson } from '../privacy/vault.js';
import type { Programme } from '../programmes/programme.js';
import type { ProposalDoc, UserDoc } from '../store/documents.js';
import { DURABLE } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { casesOf, CASES_AT_ONCE, type BuiltCase } from './cases.js';
import { changeProposals, type ProposalChange } from './change.js';
import { addEvidence } from './evidence.js';
import { decide } from './policy/decide.js';
import { policyOf } from './policy-of.js';
import { changeOf } from './propose.js';
import { reaches, userWho } from './who.js';

/** Which proposals: by id, or all that are in a state, of a cause, of a health service. */
export interface Chosen {
  readonly ids?: readonly string[];
  readonly cause?: number;
  readonly healthService?: number;
  /** At most so many. */
  readonly limit?: number;
}

export interface Reviewed {
  readonly looked: number;
  readonly done: number;
  /** Those that were not done, by why. */
  readonly left: Readonly<Record<string, number>>;
}

class Tally {
  looked = 0;
  done = 0;
  readonly left: Record<string, number> = {};
  leave(why: string): null {
    this.left[why] = (this.left[why] ?? 0) + 1;
    return null;
  }
}

type Act = (each: BuiltCase, user: UserDoc, now: number) => ProposalChange | string | Promise<ProposalChange | string>;

/** Does `act` to each chosen proposal in one of `states` within the user's scope; what changed meanwhile is left, and counted. */
async function toEach(
  services: Services,
  programme: Programme,
  user: UserDoc,
  states: readonly ProposalDoc['state'][],
  chosen: Chosen,
  act: Act,
): Promise<Reviewed> {
  const { store, clock } = services;
  const tally = new Tally();
  const filter = {
    programme: programme.id,
    state: { $in: [...states] },
    ...(chosen.ids ? { _id: { $in: [...chosen.ids] } } : {}),
    ...(chosen.cause === undefined ? {} : { 'decision.cause': chosen.cause }),
  };
  const cursor = store.proposals.find(filter, { batchSize: CASES_AT_ONCE });
  let batch: ProposalDoc[] = [];
  const settle = async () => {
    const now = clock.now();
    const cases = await casesOf(store, programme, batch, now);
    for (let gone = batch.length - cases.length; gone > 0; gone -= 1) tally.leave('person-erased');
    const changes: ProposalChange[] = [];
    for (const each of cases) {
      if (chosen.healthService !== undefined && each.entry.healthService !== chosen.healthService) continue;
      if (chosen.limit !== undefined && tally.looked >= chosen.limit) break;
      tally.looked += 1;
      if (!reaches(user, each.entry.healthService)) tally.leave('out-of-scope');
      else {
        const change = await act(each, user, now);
        if (typeof change === 'string') tally.leave(change);
        else changes.push(change);
      }
    }
    const won = await changeProposals(store, changes, now);
    tally.done += won.length;
    for (let lost = changes.length - won.length; lost > 0; lost -= 1) tally.leave('changed-meanwhile');
    batch = [];
  };
  for await (const proposal of cursor) {
    batch.push(proposal);
    if (batch.length < CASES_AT_ONCE) continue;
    await settle();
    if (chosen.limit !== undefined && tally.looked >= chosen.limit) break;
  }
  if (batch.length > 0) await settle();
  const missing = chosen.ids ? chosen.ids.length - tally.looked - (tally.left['person-erased'] ?? 0) : 0;
  if (missing > 0) tally.left['not-in-that-state'] = missing;
  return { looked: tally.looked, done: tally.done, left: tally.left };
}

/**
 * One person approves; as many different ones as the policy asks make it approved. The policy is asked again at this moment: what it no
 * longer allows goes back. Throws `UserError` when the user may not.
 */
export async function approve(services: Services, programme: Programme, by: string, chosen: Chosen): Promise<Reviewed> {
  const policy = policyOf(programme);
  const user = await userWho(services.store, by, 'approve');
  return toEach(services, programme, user, ['verified'], chosen, (each, _, now) => {
    const { proposal } = each;
    const approvals = proposal.approvals ?? [];
    if (approvals.some((approval) => approval.by === by)) return 'approved-by-you-already';
    const decision = decide(policy, each.known);
    if (decision.is !== 'allowed') return changeOf(each, decision, now);
    const all = [...approvals, { by, at: new Date(now) }];
    const { set } = changeOf(each, decision, now);
    return {
      proposal,
      event: ['approved', by, all.length, decision.reviewers],
      set: { ...set, state: all.length >= decision.reviewers ? 'approved' : 'verified', approvals: all },
    };
  });
}

/** What a reviewer does, short of approving: those in one of `states` within their scope. Throws `UserError` when they may not. */
async function review(
  services: Services,
  programme: Programme,
  by: string,
  states: readonly ProposalDoc['state'][],
  chosen: Chosen,
  act: Act,
): Promise<Reviewed> {
  policyOf(programme);
  return toEach(services, programme, await userWho(services.store, by, 'review'), states, chosen, act);
}

/** Somebody else had approved it: the two do not agree. */
const despiteOf = ({ approvals = [] }: ProposalDoc) =>
  approvals.length > 0 ? { despite: approvals.map(({ by }) => by) } : {};

/** A reviewer says no: the health service decides, with the reviewer's reason. */
export const refuse = (
  services: Services,
  programme: Programme,
  by: string,
  why: string,
  chosen: Chosen,
): Promise<Reviewed> =>
  review(services, programme, by, ['proposed', 'returned', 'verified', 'approved'], chosen, ({ proposal }, _, now) => ({
    proposal,
    event: ['refused', by, why],
    set: { state: 'refused', approvals: [], refusal: { by, at: new Date(now), why, ...despiteOf(proposal) } },
  }));

/** Until it is exported every approval can be taken back: the proposal is judged anew. */
export const undo = (
  services: Services,
  programme: Programme,
  by: string,
  why: string,
  chosen: Chosen,
): Promise<Reviewed> =>
  review(services, programme, by, ['verified', 'approved', 'refused', 'returned'], chosen, ({ proposal }) => ({
    proposal,
    event: ['undone', by, why, proposal.state],
    set: { state: 'proposed', approvals: [] },
  }));

/** What the person told, set right from a document or a call: the day, the place. It is judged anew. */
export async function correct(
  services: Services,
  programme: Programme,
  by: string,
  id: string,
  told: { readonly date?: string; readonly place?: string; readonly why: string },
): Promise<Reviewed> {
  if (told.date !== undefined && !/^\d{4}-\d\d-\d\d$/.test(told.date))
    throw new UserError('date-wrong', `"${told.date}" is no day.`, 'Write it as 2026-11-30.');
  const states = ['proposed', 'returned', 'verified', 'refused'] as const;
  return review(services, programme, by, states, { ids: [id] }, ({ proposal, known, person }) => {
    const { place, date } = known.outcome;
    const now = { ...(place === null ? {} : { place }), ...(date === null ? {} : { date }) };
    const { why, ...fields } = told;
    return {
      proposal,
      event: ['corrected', by, Object.keys(fields).sort(), why],
      set: { state: 'proposed', approvals: [], corrected: sealJson(person.key.bytes, { ...now, ...fields }) },
    };
  });
}

/** The reviewer compared what was told with the entry: is it the same care? */
export const compare = (
  services: Services,
  programme: Programme,
  by: string,
  same: boolean,
  chosen: Chosen,
): Promise<Reviewed> =>
  review(services, programme, by, ['proposed'], chosen, async (each, _, now) => {
    const { proposal, person, known } = each;
    if (known.evidence.sameCare?.is === same) return 'compared-already';
    if (proposal.decision?.is !== 'waits' || !proposal.decision.for.includes('review')) return 'nothing-to-compare';
    await addEvidence(services, programme, [
      { kind: 'sameCare', person, entry: proposal.entry, source: by, at: now, says: { is: same, by, at: now } },
    ]);
    return { proposal, event: ['compared', by, same], set: {} };
  });

/** Somebody spoke with the person: the place may be proposed again. Never by the program itself (DESIGN §3.8). */
export async function liftHold(services: Services, by: string, entry: string, why: string): Promise<boolean> {
  const { store, clock } = services;
  const user = await userWho(store, by, 'liftHold');
  const doc = await store.entries.findOne({ _id: entry }, { projection: { healthService: 1 } });
  if (doc && !reaches(user, doc.healthService))
    throw new UserError('user-may-not', `${by} sees other health services.`, undefined, 1);
  const lifted = { by, at: new Date(clock.now()), why };
  const result = await store.holds.updateOne({ _id: entry, lifted: { $exists: false } }, { $set: { lifted } }, DURABLE);
  return result.modifiedCount === 1;
}
