/** `/console/reviews`: what waits for a decision, the case at a glance, and the decision. */
import { Router, type Response } from 'express';
import { approve, compare, refuse, undo, type Reviewed } from '../discharge/review.js';
import { reaches } from '../discharge/who.js';
import type { Programme } from '../programmes/programme.js';
import { logAct } from '../store/logAct.js';
import { reviewQueue } from '../store/queries/reviewQueue.js';
import type { ProposalDoc, UserDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import type { Frame } from './frame.js';
import { may, seenOf } from './guard.js';
import type { Jobs } from './jobs/runner.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';
import { caseView } from './review-view.js';
import { ANSWERS, decisionWords, STATES, UNDONE } from './review-words.js';
import { isSame } from '../web/is-same.js';

const ROWS = 50;
/** A case is one person's for so long after they opened it. */
const CLAIM = 10 * 60_000;

export function reviewPages(frame: Frame, jobs: Jobs): Router {
  const router = Router();
  const { services, show: send, problem } = frame;
  const { store, clock } = services;
  const programmes = () => [...services.programmes.values()].filter(({ policy }) => policy !== null);

  router.use('/console/reviews', frame.only('seeReviews'));

  router.get('/console/reviews', async (request, response) => {
    const { user } = seenOf(response);
    const all = request.query['show'] === 'all';
    const rows = [];
    for (const programme of programmes()) {
      const services = user?.services ?? [];
      const found = await reviewQueue(store, { programme: programme.id, services, all, limit: ROWS, now: clock.now() });
      for (const each of found)
        rows.push({
          path: pathOf(each),
          is: say(ANSWERS[each.is] ?? each.is),
          state: say(STATES[each.state]),
          says: decisionWords(each),
          at: dayAndTime(each.at, programme.zone),
          // Somebody else is looking at it.
          with:
            each.claim && each.claim.until.getTime() > clock.now() && each.claim.by !== user?._id
              ? each.claim.by
              : null,
          mine: (each.approvals ?? []).some(({ by }) => by === user?._id),
        });
    }
    const lookNow = may(seenOf(response), 'review') ? programmes().map(({ id, name }) => ({ id, name })) : [];
    send(response, 'console-reviews', { rows, all, lookNow });
  });

  // Before the routes with a number.
  router.post('/console/reviews/look', frame.only('review'), async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const programme = programmes().find(({ id }) => id === form.text('programme'));
    if (!programme) return problem(response, 400, 'No se hizo nada', 'Elija un programa.');
    const job = await jobs.begin({ kind: 'propose', programme, by: form.user?._id ?? null });
    response.redirect(303, `/console/jobs/${job}`);
  });

  /** The proposal of the address within the viewer's scope; null = it has been said. */
  const proposalOf = async (
    id: string,
    response: Response,
  ): Promise<{ proposal: ProposalDoc; programme: Programme } | null> => {
    const proposal = await store.proposals.findOne({ _id: id });
    const programme = proposal ? services.programmes.get(proposal.programme) : undefined;
    const { user } = seenOf(response);
    const entry = proposal
      ? await store.entries.findOne({ _id: proposal.entry }, { projection: { healthService: 1 } })
      : null;
    // What is not theirs is not there: nobody learns by trying that it exists.
    if (!proposal || !programme || !entry || (user && !reaches(user, entry.healthService))) {
      problem(response, 404, 'No existe', 'No hay una propuesta con ese número.');
      return null;
    }
    return { proposal, programme };
  };

  const show = async (
    response: Response,
    found: { proposal: ProposalDoc; programme: Programme },
    wrong: string | null,
    status = 200,
  ) => {
    const view = await caseView(services, found.programme, found.proposal);
    if (!view) return problem(response, 410, 'Ya no está', 'Los datos de esta persona se borraron.');
    const seen = seenOf(response);
    // Whoever only looks holds up nobody.
    const other = seen.user && may(seen, 'review') ? await claim(services, found.proposal, seen.user) : null;
    const { state, decision } = found.proposal;
    const acts = {
      approve: may(seen, 'approve') && state === 'verified',
      compare:
        may(seen, 'review') && state === 'proposed' && decision?.is === 'waits' && decision.for.includes('review'),
      refuse: may(seen, 'review') && ['proposed', 'returned', 'verified', 'approved'].includes(state),
      undo: may(seen, 'review') && ['verified', 'approved', 'refused', 'returned'].includes(state),
    };
    send(response, 'console-review', { ...view, path: pathOf(found.proposal), acts, other, wrong }, status);
  };

  router.get('/console/reviews/:id', async (request, response) => {
    const found = await proposalOf(String(request.params['id']), response);
    if (!found) return;
    const { user } = seenOf(response);
    // Every look at a person is written down, with who looked.
    await logAct(
      store,
      `looks:${found.programme.id}`,
      ['proposal', found.proposal._id, user?._id ?? 'key'],
      new Date(clock.now()),
    );
    await show(response, found, null);
  });

  router.post('/console/reviews/:id', frame.only('review'), async (request, response) => {
    const found = await proposalOf(String(request.params['id']), response);
    if (!found) return;
    const { user, key } = seenOf(response);
    const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    if (!user || !isSame(body['key'], key))
      return problem(response, 403, 'No se hizo nada', 'La página estaba abierta desde antes. Vuelva a abrirla.');
    const what = String(body['what'] ?? '');
    const why = typeof body['why'] === 'string' ? body['why'].trim().slice(0, 300) : '';
    const chosen = { ids: [found.proposal._id] };
    if ((what === 'refuse' || what === 'undo') && why.length < 3)
      return show(response, found, say('Escriba el motivo.'), 400);
    const other = await claim(services, found.proposal, user);
    if (other) {
      const wrong = say('Lo está viendo {name}: no decidan dos sobre el mismo caso.', { name: other });
      return show(response, found, wrong, 409);
    }
    const act: Record<string, () => Promise<Reviewed>> = {
      approve: () => approve(services, found.programme, user._id, chosen),
      same: () => compare(services, found.programme, user._id, true, chosen),
      other: () => compare(services, found.programme, user._id, false, chosen),
      refuse: () => refuse(services, found.programme, user._id, why, chosen),
      undo: () => undo(services, found.programme, user._id, why, chosen),
    };
    const run = Object.hasOwn(act, what) ? act[what] : undefined;
    if (!run) return show(response, found, say('Esa decisión no existe.'), 400);
    const { done, left } = await run();
    await release(services, found.proposal, user);
    if (done === 0) {
      const now = await proposalOf(found.proposal._id, response);
      if (now) await show(response, now, say(UNDONE[Object.keys(left)[0] ?? ''] ?? 'No se hizo nada.'), 409);
      return;
    }
    // An approval that the policy no longer allows has put it back: the person sees what it says now.
    response.redirect(303, pathOf(found.proposal));
  });
  return router;
}

const pathOf = ({ _id }: Pick<ProposalDoc, '_id'>): string => `/console/reviews/${encodeURIComponent(_id)}`;

/** Takes the case for some minutes; returns who else has it. */
async function claim({ store, clock }: Services, { _id }: ProposalDoc, user: UserDoc): Promise<string | null> {
  const now = clock.now();
  const mine = { by: user._id, until: new Date(now + CLAIM) };
  const { matchedCount } = await store.proposals.updateOne(
    { _id, $or: [{ claim: { $exists: false } }, { 'claim.by': user._id }, { 'claim.until': { $lt: new Date(now) } }] },
    { $set: { claim: mine } },
  );
  if (matchedCount === 1) return null;
  return (await store.proposals.findOne({ _id }, { projection: { claim: 1 } }))?.claim?.by ?? null;
}

const release = ({ store }: Services, { _id }: ProposalDoc, user: UserDoc) =>
  store.proposals.updateOne({ _id, 'claim.by': user._id }, { $unset: { claim: '' } });
