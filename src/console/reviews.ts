/** `/console/reviews`: what waits for a decision, the case at a glance, and the decision; `/console/discharges`: what would leave, and alarms. */
import { Router, type Response } from 'express';
import { dryRun, signAlarm } from '../discharge/batch.js';
import { approve, compare, refuse, undo, type Reviewed } from '../discharge/review.js';
import { reaches } from '../discharge/who.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import { FreshFigures } from '../campaigns/fresh-figures.js';
import { logAct } from '../store/logAct.js';
import { reviewQueue } from '../store/queries/reviewQueue.js';
import type { ProposalDoc, UserDoc } from '../store/documents.js';
import type { Services } from '../turn/services.js';
import type { Frame } from './frame.js';
import { may, seenOf } from './guard.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';
import { caseView, dischargeView } from './review-view.js';
import { ANSWERS, decisionWords, STATES } from './review-words.js';
import { isSame } from './token.js';

const ROWS = 50;
/** A page waits so long for the first count of a batch; then it comes without, and asks again by itself. */
const PATIENCE = 250;
/** A case is one person's for so long after they opened it. */
const CLAIM = 10 * 60_000;

const OUTCOMES: Readonly<Record<string, string>> = {
  'approved-by-you-already': 'Usted ya lo aprobó: falta otra persona.',
  'changed-meanwhile': 'Cambió mientras tanto: mírelo de nuevo.',
  'not-in-that-state': 'Ya no está en ese estado: mírelo de nuevo.',
  'out-of-scope': 'No es de sus servicios.',
  'compared-already': 'Ya estaba comparado.',
  'nothing-to-compare': 'No hay nada que comparar.',
};

export function reviewPages(frame: Frame): Router {
  const router = Router();
  const { services, show: send, problem } = frame;
  const { store, clock } = services;
  const programmes = () => [...services.programmes.values()].filter(({ policy }) => policy !== null);

  const runs = new FreshFigures((id) => dryRun(services, services.programmes.get(id) as Programme));
  const batchesOf = async () => {
    const known = await Promise.all(
      programmes().map(async (programme) => ({ programme, run: await runs.of(programme.id, PATIENCE) })),
    );
    const views = known.flatMap(({ programme, run }) => (run ? [dischargeView(services, programme, run)] : []));
    return { batches: await Promise.all(views), counting: views.length < known.length };
  };

  router.use('/console/reviews', frame.only('seeReviews'));
  router.use('/console/discharges', frame.only('seeDischarges'));

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
    send(response, 'console-reviews', { rows, all });
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
      return show(response, found, 'Escriba el motivo.', 400);
    const other = await claim(services, found.proposal, user);
    if (other) return show(response, found, `Lo está viendo ${other}: no decidan dos sobre el mismo caso.`, 409);
    const act: Record<string, () => Promise<Reviewed>> = {
      approve: () => approve(services, found.programme, user._id, chosen),
      same: () => compare(services, found.programme, user._id, true, chosen),
      other: () => compare(services, found.programme, user._id, false, chosen),
      refuse: () => refuse(services, found.programme, user._id, why, chosen),
      undo: () => undo(services, found.programme, user._id, why, chosen),
    };
    const run = Object.hasOwn(act, what) ? act[what] : undefined;
    if (!run) return show(response, found, 'Esa decisión no existe.', 400);
    const { done, left } = await run();
    await release(services, found.proposal, user);
    if (done === 0) {
      const now = await proposalOf(found.proposal._id, response);
      if (now) await show(response, now, OUTCOMES[Object.keys(left)[0] ?? ''] ?? 'No se hizo nada.', 409);
      return;
    }
    // An approval that the policy no longer allows has put it back: the person sees what it says now.
    response.redirect(303, pathOf(found.proposal));
  });

  router.get('/console/discharges', async (_, response) => {
    send(response, 'console-discharges', {
      ...(await batchesOf()),
      wrong: null,
    });
  });

  router.post('/console/discharges/sign', frame.only('signAlarm'), async (request, response) => {
    const { user, key } = seenOf(response);
    const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const programme = services.programmes.get(String(body['programme'] ?? ''));
    const why = typeof body['why'] === 'string' ? body['why'].trim().slice(0, 300) : '';
    if (!user || !programme || !isSame(body['key'], key))
      return problem(response, 403, 'No se hizo nada', 'La página estaba abierta desde antes. Vuelva a abrirla.');
    const again = async (wrong: string, status: number) =>
      send(response, 'console-discharges', { ...(await batchesOf()), wrong }, status);
    if (why.length < 3) return again('Escriba qué encontró.', 400);
    try {
      await signAlarm(services, programme, user._id, String(body['alarm'] ?? ''), why);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return again('Esa alarma ya no está.', 409);
    }
    response.redirect(303, '/console/discharges');
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
