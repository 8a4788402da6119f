/** Proposals: what could leave the list, what the policy says of it, and what people decide. */
import { z } from 'zod';
import { approve, compare, refuse, undo, type Reviewed } from '../../discharge/review.js';
import type { Programme } from '../../programmes/programme.js';
import { logAct } from '../../store/logAct.js';
import { PROPOSAL_FIELDS, proposalsPage, type ListedProposal } from '../../store/queries/proposalsPage.js';
import type { Services } from '../../turn/services.js';
import { cursorOf, placeOf } from '../cursor.js';
import { does, reads, sees, type Operation } from '../operation.js';
import { Problem } from '../problem.js';
import {
  byId,
  healthService,
  id,
  iso,
  outcomeKind,
  pageOf,
  paging,
  programmeId,
  proposalState,
  reason,
  when,
} from '../shapes.js';
import type { Caller } from '../tokens.js';
import { mustExist, servicesOf } from './entries.js';

const decision = z.object({
  is: z.enum(['allowed', 'waits', 'refused']),
  norm: z.string().nullable(),
  cause: z.number().nullable().describe('C_SALIDA'),
  exitOn: z.string().optional(),
  reviewers: z.number().optional().describe('people who must approve'),
  for: z.array(z.string()).optional().describe('what it waits for'),
  why: z.array(z.string()).optional().describe('why the policy refuses it'),
});
export const proposal = z.object({
  id, programme: programmeId, entry: id, is: outcomeKind, state: proposalState, at: when, assurance: z.number().int(), healthService: z.number().nullable(),
  decision: decision.nullable().describe('null = the policy was not asked yet'), approvedBy: z.array(z.string()),
  heldBy: z.string().nullable().describe('who has it open in the console now'), changedAt: when.nullable(),
  answer: z.object({ is: z.enum(['accepted', 'rejected']), at: when }).nullable().describe('of SIGTE'),
}); // prettier-ignore

/** Reasons that people wrote are theirs to read in the console: they may name a patient. */
export const shownProposal = (doc: ListedProposal, now: number) => ({
  id: doc._id, programme: doc.programme, entry: doc.entry, is: doc.is, state: doc.state, at: iso(doc.at), assurance: doc.assurance,
  healthService: doc.healthService ?? null, decision: doc.decision ?? null, approvedBy: (doc.approvals ?? []).map(({ by }) => by),
  heldBy: holderOf(doc, now), changedAt: iso(doc.touchedAt), answer: doc.answer ? { is: doc.answer.is, at: iso(doc.answer.at) } : null,
}); // prettier-ignore

const holderOf = ({ claim }: Pick<ListedProposal, 'claim'>, now: number): string | null =>
  claim && claim.until.getTime() > now ? claim.by : null;

const list = reads({
  id: 'listProposals', path: '/proposals', tag: 'proposals', act: 'seeReviews',
  summary: 'Proposals of one state, the oldest first',
  query: z.object({ ...paging, programme: programmeId, state: proposalState.default('verified'), healthService: healthService.optional() }),
  answer: pageOf(proposal),
  handle: async ({ services, caller, query }) => {
    mustExist(services, query.programme);
    const place = placeOf(query.cursor, 'number');
    const now = services.clock.now();
    const { rows, next } = await proposalsPage(services.store, {
      programme: query.programme, state: query.state, services: servicesOf(caller, query.healthService), by: 'at', limit: query.limit, now,
      after: place && { at: Number(place[0]), id: place[1] },
    });
    return { items: rows.map((each) => shownProposal(each, now)), next: cursorOf(next && [next.at, next.id]) };
  },
}); // prettier-ignore

/** Throws `Problem`: it is not there, or not theirs; nobody learns which. */
async function theirs(
  services: Services,
  caller: Caller,
  of: string,
): Promise<{ doc: ListedProposal; programme: Programme }> {
  const doc = await services.store.proposals.findOne<ListedProposal>({ _id: of }, { projection: PROPOSAL_FIELDS });
  const programme = doc ? services.programmes.get(doc.programme) : undefined;
  if (!doc || !programme) throw new Problem('not-found');
  // Before the policy was asked the proposal does not know its service; the entry does.
  const healthOf =
    doc.healthService ??
    (await services.store.entries.findOne({ _id: doc.entry }, { projection: { healthService: 1 } }))?.healthService;
  if (!sees(caller, healthOf)) throw new Problem('not-found');
  return { doc, programme };
}

const one = reads({
  id: 'getProposal', path: '/proposals/{id}', tag: 'proposals', act: 'seeReviews',
  summary: 'One proposal',
  note: 'The look is written down in the audit.',
  params: byId,
  answer: proposal,
  handle: async ({ services, caller, params }) => {
    const { doc, programme } = await theirs(services, caller, params.id);
    const now = services.clock.now();
    await logAct(services.store, `looks:${programme.id}`, ['proposal', doc._id, caller.as._id], new Date(now));
    return shownProposal(doc, now);
  },
}); // prettier-ignore

const LEFT: Readonly<Record<string, string>> = {
  'approved-by-you-already': 'This person approved it already: another one has to.',
  'changed-meanwhile': 'It changed meanwhile.',
  'not-in-that-state': 'It is not in a state for that.',
  'out-of-scope': 'It is of another health service.',
  'compared-already': 'It was compared already.',
  'nothing-to-compare': 'There is nothing to compare.',
  'person-erased': 'The data of this person were erased.',
};

type Decide = (
  services: Services,
  programme: Programme,
  by: string,
  chosen: { readonly ids: readonly string[] },
) => Promise<Reviewed>;

async function decided(services: Services, caller: Caller, of: string, act: Decide) {
  const { doc, programme } = await theirs(services, caller, of);
  const by = caller.as._id;
  const holder = holderOf(doc, services.clock.now());
  if (holder !== null && holder !== by)
    throw new Problem('conflict', `${holder} has it open: two never decide one case at once.`);
  const { done, left } = await act(services, programme, by, { ids: [doc._id] });
  if (done === 0) throw new Problem('conflict', LEFT[Object.keys(left)[0] ?? ''] ?? 'Nothing was done.');
  return shownProposal((await theirs(services, caller, of)).doc, services.clock.now());
}

const approving = does({
  id: 'approveProposal', path: '/proposals/{id}/approve', tag: 'proposals', act: 'approve', decides: true,
  summary: 'One person approves',
  note: 'The policy is asked again: what it no longer allows goes back, and the answer says so. Two people are two tokens, each of its person.',
  params: byId, body: z.object({}), answer: proposal,
  handle: ({ services, caller, params }) => decided(services, caller, params.id, approve),
}); // prettier-ignore

const refusing = does({
  id: 'refuseProposal', path: '/proposals/{id}/refuse', tag: 'proposals', act: 'review', decides: true,
  summary: 'A reviewer says no: the health service decides, with the reason',
  params: byId, body: z.object({ why: reason }), answer: proposal,
  handle: ({ services, caller, params, body }) =>
    decided(services, caller, params.id, (all, programme, by, chosen) => refuse(all, programme, by, body.why, chosen)),
}); // prettier-ignore

const undoing = does({
  id: 'undoProposal', path: '/proposals/{id}/undo', tag: 'proposals', act: 'review', decides: true,
  summary: 'Until it is exported every decision can be taken back',
  params: byId, body: z.object({ why: reason }), answer: proposal,
  handle: ({ services, caller, params, body }) =>
    decided(services, caller, params.id, (all, programme, by, chosen) => undo(all, programme, by, body.why, chosen)),
}); // prettier-ignore

const comparing = does({
  id: 'compareProposal', path: '/proposals/{id}/compare', tag: 'proposals', act: 'review', decides: true,
  summary: 'Is what was told the care of the entry?',
  params: byId, body: z.object({ same: z.boolean() }), answer: proposal,
  handle: ({ services, caller, params, body }) =>
    decided(services, caller, params.id, (all, programme, by, chosen) => compare(all, programme, by, body.same, chosen)),
}); // prettier-ignore

export const PROPOSALS: readonly Operation[] = [list, one, approving, refusing, undoing, comparing];
