/** `/console/quality`: where people stop answering, and where reviewers do not agree. Sums only: nobody is ranked. */
import { Router } from 'express';
import { FreshFigures } from '../campaigns/fresh-figures.js';
import { RATINGS, type Rating } from '../store/portal-documents.js';
import type { Services } from '../turn/services.js';
import type { Frame } from './frame.js';
import { say } from './language.js';
import { count, houseZone, percent, timeOfDay } from './numbers.js';
import type { TableRow } from './tables.js';
import { describeState, RATING_WORDS } from './words.js';

const PATIENCE = 3_000;

interface Quality {
  /** Conversations that ended in silence, by the question that stayed unanswered. */
  readonly silent: readonly { readonly _id: string; readonly count: number }[];
  readonly ended: number;
  readonly decided: number;
  readonly refused: number;
  readonly against: number;
  readonly reinstated: number;
  /** What people said of the portal in the last thirty days. */
  readonly ratings: Readonly<Record<Rating, number>>;
  readonly at: number;
}

export function qualityPages(frame: Frame): Router {
  const router = Router();
  const { services, show } = frame;
  const fresh = new FreshFigures(() => qualityOf(services));
  router.get('/console/quality', frame.only('seeOverview'), async (_, response) => {
    const found = await fresh.of('all', PATIENCE);
    show(response, 'console-tables', {
      title: say('Calidad'),
      lead: found
        ? say('Contado a las {time} (hora local).', { time: timeOfDay(new Date(found.at), houseZone(services)) })
        : say('Las cifras se están contando. Aparecen solas en un momento; si no, vuelva a cargar la página.'),
      tables: found ? [ratingTable(found), silentTable(found), reviewTable(found)] : [],
    });
  });
  return router;
}

const FINAL = ['approved', 'exported', 'accepted', 'rejected', 'reinstated'] as const;

const RATED_DAYS = 30;

async function ratingsOf({ store, clock }: Services): Promise<Quality['ratings']> {
  const since = new Date(clock.now() - RATED_DAYS * 86_400_000).toISOString().slice(0, 10);
  const sums = { easy: 0, fair: 0, hard: 0 };
  for (const { how, count: n } of await store.ratings.find({ day: { $gte: since } }).toArray()) sums[how] += n;
  return sums;
}

async function qualityOf(services: Services): Promise<Quality> {
  const { store, clock } = services;
  const [silent, ended, decided, refused, against, reinstated] = await Promise.all([
    store.conversations
      .aggregate<Quality['silent'][number]>([
        { $match: { ended: 'silent' } },
        { $group: { _id: '$state', count: { $sum: 1 } } },
      ])
      .toArray(),
    store.conversations.countDocuments({ live: false }),
    store.proposals.countDocuments({ state: { $in: [...FINAL] } }),
    store.proposals.countDocuments({ state: 'refused', 'refusal.by': { $exists: true } }),
    store.proposals.countDocuments({ state: 'refused', 'refusal.despite.0': { $exists: true } }),
    store.proposals.countDocuments({ state: 'reinstated' }),
  ]);
  const ratings = await ratingsOf(services);
  return { silent, ended, decided, refused, against, reinstated, ratings, at: clock.now() };
}

function ratingTable({ ratings }: Quality) {
  const all = RATINGS.reduce((sum, how) => sum + ratings[how], 0);
  return {
    caption: say('Cómo les fue en el portal, en treinta días'),
    columns: [say('Qué dijeron'), say('Personas'), say('De las que lo dijeron')],
    rows: all === 0 ? [] : RATINGS.map((how): TableRow => ({ cells: [say(RATING_WORDS[how]), count(ratings[how]), percent(ratings[how] / all)] })), // prettier-ignore
    empty: say('Nadie lo ha dicho todavía.'),
  };
}

function silentTable({ silent, ended }: Quality) {
  const byLabel = new Map<string, number>();
  for (const { _id, count: n } of silent) {
    const label = say(describeState(_id));
    byLabel.set(label, (byLabel.get(label) ?? 0) + n);
  }
  return {
    caption: say('En qué pregunta dejan de contestar'),
    columns: [say('Pregunta'), say('Conversaciones'), say('De las terminadas')],
    rows: [...byLabel]
      .sort(([, a], [, b]) => b - a)
      .map(([label, n]): TableRow => ({ cells: [label, count(n), percent(n / Math.max(1, ended))] })),
    empty: say('Nadie ha dejado de contestar.'),
  };
}

function reviewTable({ decided, refused, against, reinstated }: Quality) {
  const all = decided + refused;
  const row = (label: string, n: number): TableRow => ({
    cells: [say(label), count(n), all === 0 ? '—' : percent(n / all)],
  });
  return {
    caption: say('Cómo deciden las revisiones'),
    columns: [say('Qué'), say('Casos'), say('De los decididos')],
    rows: [
      row('Aprobados por todas las personas que la norma pide', decided),
      row('Rechazados: decide el servicio', refused),
      row('Rechazados por una persona cuando otra había aprobado', against),
      row('Repuestos después de egresar', reinstated),
    ],
    empty: '',
  };
}
