/** The signed writing: read, name typed, signed; and the copy of it. */
import { Router, type Request, type Response } from 'express';
import { fieldOf, goOn, guard, insideOf, ownForm, show, textFor, type Portal } from './context.js';
import { readFile } from './files.js';
import { lookOf } from './pages-talk.js';
import { maySign } from './sessions.js';
import { isTheirName, sign, writable } from './writing.js';
import { refOf } from './view.js';

export function signPages(portal: Portal): Router {
  const router = Router();
  const { services } = portal;
  const { store } = services;
  const inside = guard(portal, 1);

  const page = async (request: Request, response: Response, wrong: string | null = null, status = 200) => {
    const me = insideOf(response);
    const ref = String(request.params['ref']);
    const found = await writable(services, lookOf(portal, request, me), ref);
    const copy = (await store.portalFiles.find({ person: me.person.doc._id, kind: 'writing' }).toArray()).find(
      ({ entry }) => entry !== null && refOf(services, entry) === ref,
    );
    await show(portal, { request, response }, me, 'sign', {
      ref,
      statement: found?.statement ?? null,
      copy: copy ? copy._id : null,
      may: maySign(me.session.doc.proofs),
    }, { wrong, status }); // prettier-ignore
  };

  router.get('/portal/sign/:ref', inside, (request, response) => page(request, response));

  router.post('/portal/sign/:ref', inside, ownForm(portal), async (request, response) => {
    const me = insideOf(response);
    const t = textFor(portal, request, me);
    const { proofs } = me.session.doc;
    if (!maySign(proofs)) return page(request, response, t('signLevel'), 403);
    const look = lookOf(portal, request, me);
    const found = await writable(services, look, String(request.params['ref']));
    if (!found) return page(request, response, t('signNothing'), 409);
    const name = fieldOf(request, 'name', 120);
    if (!isTheirName(me.person, name)) return page(request, response, t('signName'), 422);
    // What was read is what is signed: a page of another language, or of another day's list, is shown anew.
    if (fieldOf(request, 'statement', 4000) !== found.statement) return page(request, response, t('signLead'), 409);
    await sign(services, look, found, { name, proofs });
    await goOn(portal, response, me.session, `/portal/sign/${String(request.params['ref'])}`, t('signed'));
  });

  /** The copy is the person's alone: it is found among theirs, whatever is asked for. */
  router.get('/portal/copy/:file', inside, async (request, response, next) => {
    const me = insideOf(response);
    if (me.level < 3) return response.redirect(303, '/portal/prove');
    const file = await store.portalFiles.findOne({
      _id: String(request.params['file']),
      person: me.person.doc._id,
      kind: 'writing',
    });
    if (!file) return next();
    response.setHeader('Content-Disposition', 'attachment; filename="copia.pdf"');
    response.type(file.type).send(await readFile(store, me.person, file));
  });
  return router;
}
