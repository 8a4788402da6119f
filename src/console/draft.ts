/** `/console/campaigns/new` and what comes before the start: whom it asks, what it would do, what people answer for, and the start itself. */
import { Router, type Request, type Response } from 'express';
import { CONFIRMATIONS, type CampaignDoc } from '../campaigns/campaign.js';
import { checklist, confirm, type Check } from '../campaigns/checklist.js';
import { createCampaign } from '../campaigns/create.js';
import { savedUniverse } from '../campaigns/saved-universes.js';
import { sendTest } from '../campaigns/test-send.js';
import { FIELDS, parseUniverse } from '../campaigns/universe.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { Services } from '../turn/services.js';
import type { Form, Frame } from './frame.js';
import type { Jobs } from './jobs/runner.js';
import { factsOf, failureWords } from './jobs/words.js';
import { say } from './language.js';
import { count, dayAndTime } from './numbers.js';
import { CHECK_WORDS, FIELD_WORDS } from './campaign-words.js';

/** What the form of a new campaign holds. */
const NAMES = [
  'programme',
  'name',
  'universe',
  'cadence',
  'perHour',
  'operators',
  'firstWave',
  'budget',
  'by',
] as const;
type Draft = Readonly<Record<(typeof NAMES)[number], string>>;
const EMPTY: Draft = {
  programme: '', name: '', universe: '', cadence: '', perHour: '2000', operators: '', firstWave: '200', budget: '', by: '',
}; // prettier-ignore

export function draftPages(frame: Frame, jobs: Jobs): Router {
  const router = Router();
  const { services, show, problem } = frame;
  const { store } = services;
  const asking = () => [...services.programmes.values()].filter(({ cadence }) => cadence.length > 0);

  const page = (response: Response, draft: Draft, wrong: string | null, status = 200) => {
    const data = {
      draft,
      wrong,
      programmes: asking().map(({ id, name, prices, cadences }) => ({
        id, name, currency: prices.currency, cadences: [...cadences.keys()],
      })),
      fields: Object.keys(FIELDS).map((name) => ({ name, help: say(FIELD_WORDS[name] ?? name) })),
    }; // prettier-ignore
    show(response, 'console-campaign-new', data, status);
  };

  router.get('/console/campaigns/new', frame.only('orderCampaigns'), (request, response) => {
    const asked = NAMES.map((name) => [name, queryOf(request, name) ?? EMPTY[name]] as const);
    page(response, Object.fromEntries(asked) as Draft, null);
  });

  router.post('/console/campaigns/new', frame.only('orderCampaigns'), async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const draft = Object.fromEntries(NAMES.map((name) => [name, form.text(name)])) as Draft;
    const programme = asking().find(({ id }) => id === draft.programme);
    const by = form.user?._id ?? draft.by;
    if (!programme) return page(response, draft, say('Elija un programa.'), 400);
    try {
      const universe = await savedUniverse(services, programme.id, draft.universe);
      parseUniverse(universe);
      if (form.text('what') === 'preview') {
        const params = { ...draft, universe };
        const job = await jobs.begin({ kind: 'previewUniverse', programme, by: form.user?._id ?? null, params });
        return response.redirect(303, `/console/jobs/${job}`);
      }
      if (by.length < 2)
        return page(response, draft, say('Escriba su nombre: queda en el registro de la campaña.'), 400);
      const made = await createCampaign(services, programme, {
        name: draft.name,
        universe,
        ...(draft.cadence === '' ? {} : { cadence: draft.cadence }),
        peoplePerHour: numberIn(draft.perHour) ?? undefined,
        operators: numberIn(draft.operators) ?? undefined,
        firstWave: numberIn(draft.firstWave) ?? undefined,
        budget: numberIn(draft.budget),
        by,
      });
      response.redirect(303, pathOf(made));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { message, hint } = failureWords({ code: error.code, message: error.message, hint: error.hint ?? '' });
      page(response, draft, `${message} ${hint}`, 400);
    }
  });

  /** The draft of the address; null = it has been said. */
  const draftOf = async (request: Request, response: Response): Promise<[CampaignDoc, Programme, Form] | null> => {
    const form = frame.formOf(request, response);
    if (!form) return null;
    const campaign = await store.campaigns.findOne({ _id: String(request.params['id']) });
    const programme = campaign && services.programmes.get(campaign.programme);
    if (campaign?.state === 'draft' && programme) return [campaign, programme, form];
    problem(response, 409, 'No se hizo nada', 'La campaña ya no es un borrador.');
    return null;
  };
  /** Who answers for it: whoever is signed in, else the name they write. */
  const nameIn = (form: Form, response: Response): string | null => {
    const by = form.user?._id ?? form.text('by', 80);
    if (by.length >= 2) return by;
    problem(response, 400, 'No se hizo nada', 'Escriba su nombre: queda en el registro de la campaña.');
    return null;
  };

  router.post('/console/campaigns/:id/confirm', frame.only('orderCampaigns'), async (request, response) => {
    const [campaign, , form] = (await draftOf(request, response)) ?? [];
    const by = form && nameIn(form, response);
    if (!campaign || !form || by === null || by === undefined) return;
    const what = CONFIRMATIONS.find((each) => each === form.text('what'));
    if (!what) return problem(response, 400, 'No se hizo nada', 'Elija qué confirma.');
    await confirm(services, campaign._id, what, by);
    response.redirect(303, pathOf(campaign));
  });

  router.post('/console/campaigns/:id/test', frame.only('orderCampaigns'), async (request, response) => {
    const [campaign, programme, form] = (await draftOf(request, response)) ?? [];
    const by = form && nameIn(form, response);
    if (!campaign || !programme || !form || by === null || by === undefined) return;
    try {
      const sent = await sendTest(services, programme, campaign._id, form.text('phone'), by);
      show(response, 'console-campaign-test', { sent, wrong: null, path: pathOf(campaign), name: campaign.name });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { message, hint } = failureWords({ code: error.code, message: error.message, hint: error.hint ?? '' });
      const data = { sent: [], wrong: `${message} ${hint}`, path: pathOf(campaign), name: campaign.name };
      show(response, 'console-campaign-test', data, 400);
    }
  });

  for (const [path, kind] of [['try', 'tryCampaign'], ['start', 'startCampaign']] as const)
    router.post(`/console/campaigns/:id/${path}`, frame.only('orderCampaigns'), async (request, response) => {
      const [campaign, programme, form] = (await draftOf(request, response)) ?? [];
      if (!campaign || !programme || !form) return;
      const by = kind === 'startCampaign' ? nameIn(form, response) : '';
      if (by === null) return;
      if (kind === 'startCampaign' && form.text('sure') !== '1')
        return show(response, 'console-campaign-start', {
          path: pathOf(campaign), name: campaign.name, by, facts: (await lastTry(services, campaign))?.facts ?? [],
        });
      const params = { campaign: campaign._id, name: by };
      const job = await jobs.begin({ kind, programme, by: form.user?._id ?? null, params });
      response.redirect(303, `/console/jobs/${job}`);
    }); // prettier-ignore
  return router;
}

/** What the campaign's page shows of a draft. */
export async function draftView(services: Services, programme: Programme, campaign: CampaignDoc) {
  const checks = await checklist(services, programme, campaign);
  return {
    checks: checks.map((check) => checkView(check, campaign, programme.zone)),
    ready: checks.every(({ ok }) => ok),
    tried: await lastTry(services, campaign),
  };
}

function checkView({ what, ok }: Check, { confirmed }: CampaignDoc, zone: string) {
  const [title, hint] = CHECK_WORDS[what];
  const confirmation = CONFIRMATIONS.find((each) => each === what);
  const said = confirmation && confirmed[confirmation];
  return {
    what,
    ok,
    title: say(title),
    note: said
      ? say('Lo confirmó {name} el {when}.', { name: said.by, when: dayAndTime(said.at, zone) })
      : ok ? '' : say(hint),
    confirm: confirmation !== undefined && !ok,
  }; // prettier-ignore
}

async function lastTry({ store }: Services, { _id }: CampaignDoc) {
  const job = await store.jobs.findOne(
    { kind: 'tryCampaign', state: 'done', 'params.campaign': _id },
    { sort: { at: -1 } },
  );
  const result = job?.result as Readonly<Record<string, unknown>> | undefined;
  return job && result
    ? { path: `/console/jobs/${job._id}`, facts: factsOf(job.kind, result), people: count(Number(result['people'])) }
    : null;
}

const pathOf = ({ _id }: CampaignDoc): string => `/console/campaigns/${encodeURIComponent(_id)}`;
const numberIn = (text: string): number | null => (/^\d{1,12}$/.test(text) ? Number(text) : null);
const queryOf = (request: Request, name: string): string | null => {
  const value = request.query[name];
  return typeof value === 'string' ? value.slice(0, 300) : null;
};
