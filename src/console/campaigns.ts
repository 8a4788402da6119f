/** `/console/campaigns`: the list, a page for each with its figures, and the orders a coordinator gives. */
import { Router, type Request, type Response } from 'express';
import { statesFor, type CampaignDoc } from '../campaigns/campaign.js';
import { command } from '../campaigns/commands.js';
import { figuresOf } from '../campaigns/figures.js';
import { FreshFigures } from '../campaigns/fresh-figures.js';
import { describeUniverse } from '../campaigns/universe.js';
import { UserError } from '../domain/failure.js';
import { bar } from './bars.js';
import { alarmsOf } from '../store/queries/alarmsOf.js';
import type { Services } from '../turn/services.js';
import * as words from './campaign-words.js';
import { figuresView } from './campaign-view.js';
import { say } from './language.js';
import { count, dayAndTime, money } from './numbers.js';
import { isOrder, orderIn, type OrderForm } from './order-form.js';
import type { Frame } from './frame.js';
import { may, seenOf } from './guard.js';
import { draftPages, draftView } from './draft.js';
import type { Jobs } from './jobs/runner.js';
import { isSame } from '../web/is-same.js';

/** A page waits so long for the first count of a campaign; then it comes without figures, and they follow. */
const PATIENCE = 3_000;
/** The list does not wait for every one of them. */
const GLANCE = 100;
const NO_FORM: OrderForm = { by: '', why: '' };

export function campaignPages(frame: Frame, jobs: Jobs): Router {
  const router = Router();
  const { services, show: send, problem } = frame;
  const { store } = services;
  const fresh = new FreshFigures((id) => figuresOf(services, id));
  const queued = new FreshFigures((id) =>
    store.persons.countDocuments({ 'asking.campaign': id, 'asking.state': 'queued' }),
  );
  /** People who wait for a message: their first, or that to another number. */
  const waitingIn = async ({ _id }: CampaignDoc, patience: number): Promise<string> => {
    const waiting = await queued.of(_id, patience);
    return waiting === null ? '…' : count(waiting);
  };

  router.use('/console/campaigns', frame.only('seeCampaigns'));

  router.use(draftPages(frame, jobs));

  router.get('/console/campaigns', async (_, response) => {
    const campaigns = await store.campaigns.find({}).toArray();
    const newest = campaigns.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    const rows = newest.map(async (campaign) => ({
      ...outlineOf(services, campaign),
      waiting: await waitingIn(campaign, GLANCE),
    }));
    send(response, 'console-campaigns', {
      rows: await Promise.all(rows),
      mayOrder: may(seenOf(response), 'orderCampaigns'),
    });
  });

  /** The campaign of the address; null when there is none, and it has been said. */
  const campaignOf = async (request: Request, response: Response): Promise<CampaignDoc | null> => {
    const found = await store.campaigns.findOne({ _id: String(request.params['id']) });
    if (!found) problem(response, 404, 'No existe', 'No hay una campaña con ese nombre.');
    return found;
  };
  const partOf = async (campaign: CampaignDoc) => {
    const { zone } = outlineOf(services, campaign);
    const figures = await fresh.of(campaign._id, PATIENCE);
    return { ...outlineOf(services, campaign), alarms: await alarmsOf(store), figures: figures && figuresView(figures, zone) };
  }; // prettier-ignore
  const page = async (
    response: Response,
    campaign: CampaignDoc,
    form: OrderForm,
    wrong: string | null,
    status = 200,
  ) => {
    const programme = services.programmes.get(campaign.programme);
    const draft = campaign.state === 'draft' && programme ? await draftView(services, programme, campaign) : null;
    const mayOrder = may(seenOf(response), 'orderCampaigns');
    send(response, 'console-campaign', { ...(await partOf(campaign)), form, wrong, draft, mayOrder }, status);
  };

  router.get('/console/campaigns/:id', async (request, response) => {
    const campaign = await campaignOf(request, response);
    if (campaign) await page(response, campaign, NO_FORM, null);
  });

  router.get('/console/campaigns/:id/figures', async (request, response) => {
    const campaign = await campaignOf(request, response);
    if (!campaign) return;
    // The orders that make sense have changed: the whole page is read again.
    if (request.query['state'] !== campaign.state) response.setHeader('HX-Refresh', 'true');
    send(response, 'console-campaign-figures', await partOf(campaign));
  });

  router.post('/console/campaigns/:id/orders', frame.only('orderCampaigns'), async (request, response) => {
    const campaign = await campaignOf(request, response);
    if (!campaign) return;
    const { user } = seenOf(response);
    // Whoever is signed in gives their own orders, whatever the form says.
    const body: Readonly<Record<string, unknown>> = { ...(request.body as object), ...(user ? { by: user._id } : {}) };
    if (!isSame(body['key'], seenOf(response).key))
      return problem(response, 403, 'No se hizo nada', 'La página estaba abierta desde antes. Vuelva a abrirla.');
    const { form, what, wrong } = orderIn(body);
    if (wrong !== null || !isOrder(what)) return page(response, campaign, form, wrong, 400);
    if (!statesFor(what).includes(campaign.state)) return page(response, campaign, form, refusal(campaign, what), 409);
    if (what === 'stop' && body['sure'] !== '1') {
      const waiting = await waitingIn(campaign, PATIENCE);
      return send(response, 'console-campaign-stop', { ...outlineOf(services, campaign), waiting, form });
    }
    try {
      await command(services, campaign._id, what, form);
    } catch (error) {
      // Somebody else was faster.
      if (!(error instanceof UserError) || error.code !== 'campaign-state') throw error;
      const now = await campaignOf(request, response);
      if (now) await page(response, now, form, refusal(now, what), 409);
      return;
    }
    response.redirect(303, `/console/campaigns/${encodeURIComponent(campaign._id)}`);
  });
  return router;
}

const refusal = ({ state }: CampaignDoc, what: words.PageOrder): string =>
  say('La orden "{order}" no se dio: la campaña está ahora en el estado "{state}".', {
    order: say(words.ORDER_WORDS[what]),
    state: say(words.STATE_WORDS[state]),
  });

/** What is known of a campaign without counting. */
function outlineOf({ programmes }: Services, campaign: CampaignDoc) {
  const programme = programmes.get(campaign.programme);
  const zone = programme?.zone ?? 'UTC';
  const currency = programme?.prices.currency ?? '';
  const day = (at: Date | null) => (at === null ? null : dayAndTime(at, zone));
  const last = campaign.log.at(-1);
  return {
    id: campaign._id,
    path: `/console/campaigns/${encodeURIComponent(campaign._id)}`,
    name: campaign.name,
    programme: programme?.name ?? campaign.programme,
    state: campaign.state,
    stateWords: say(words.STATE_WORDS[campaign.state]),
    note: say(words.STATE_NOTES[campaign.state]),
    /** Why the program paused it by itself; null = it did not. */
    pausedWhy: campaign.state === 'paused' && last?.by === 'vigente' && last.why !== null ? words.whyWords(last.why) : null,
    universe: describeUniverse(campaign.universe) || say('toda la lista'),
    cadence: campaign.cadence,
    enrolled: count(campaign.enrolled),
    firstWave: count(campaign.firstWave),
    firstPeople: campaign.firstWave,
    spent: money(campaign.spent, currency),
    budget: campaign.budget === null ? null : money(campaign.budget, currency),
    budgetBar: campaign.budget ? bar(Math.min(1, campaign.spent / campaign.budget)) : '',
    started: day(campaign.startedAt),
    ended: day(campaign.endedAt),
    zone,
    orders: words.ORDERS.filter((order) => statesFor(order).includes(campaign.state)).map((order) => ({
      what: order, label: say(words.ORDER_WORDS[order]),
    })),
    excluded: excludedOf(campaign),
    log: [...campaign.log].reverse().map(({ at, what, by, why }) => ({
      at: day(at), iso: at.toISOString(), what: words.logWords(what), by: by === 'vigente' ? say('el programa') : by,
      why: why === null ? '' : by === 'vigente' ? words.whyWords(why) : why,
    })),
  }; // prettier-ignore
}

function excludedOf({ excluded }: CampaignDoc) {
  const reasons = Object.entries(excluded).sort(([, a], [, b]) => b - a);
  return {
    rows: reasons.map(([why, each]) => ({
      label: say((words.EXCLUSION_WORDS as Readonly<Record<string, string>>)[why] ?? why),
      count: count(each),
    })),
    total: count(reasons.reduce((sum, [, each]) => sum + each, 0)),
  };
}
