/** `/console/audit`: what was done and by whom, and whether every chain is whole. */
import { Router } from 'express';
import type { Frame } from './frame.js';
import type { Jobs } from './jobs/runner.js';
import { say } from './language.js';
import { dayAndTime, houseZone } from './numbers.js';
import { ACT_WORDS, STREAM_WORDS } from './system-words.js';
import type { TableRow } from './tables.js';

const ROWS = 100;
const SEALS = 10;

export function auditPages(frame: Frame, jobs: Jobs): Router {
  const router = Router();
  const { services, show, problem } = frame;
  const { store } = services;
  const [first] = services.programmes.values();
  const zone = houseZone(services);
  /** Chains of acts, a programme each where they have one. */
  const streams = () =>
    Object.entries(STREAM_WORDS).flatMap(([id, label]) =>
      id === 'users'
        ? [{ id, label: say(label) }]
        : [...services.programmes.values()].map((each) => ({
            id: `${id}:${each.id}`,
            label: `${say(label)}, ${each.name}`,
          })),
    );

  router.get('/console/audit', frame.only('seeAudit'), async (request, response) => {
    const options = streams();
    const chosen = options.find(({ id }) => id === request.query['find'])?.id ?? 'users';
    const head = await store.chainHeads.findOne({ _id: chosen });
    const top = head?.seq ?? 0;
    // Both ends: a range open on one side reads the whole chain.
    const events = await store.audit
      .find({ stream: chosen, seq: { $gt: top - ROWS, $lte: top } })
      .sort({ seq: -1 })
      .toArray();
    const seals = await store.seals.find({}).sort({ _id: -1 }).limit(SEALS).toArray();
    show(response, 'console-tables', {
      title: say('Auditoría'),
      lead: say('Cada acto está encadenado al anterior y sellado: lo que alguien cambiara después se nota.'),
      find: { label: say('Actos'), options, chosen },
      tables: [
        {
          caption: say('Los últimos actos'),
          columns: [say('Número'), say('Cuándo'), say('Qué')],
          rows: events.map(({ seq, at, event }): TableRow => ({
            cells: [String(seq), dayAndTime(at, zone), inWords(event)],
          })),
          empty: say('Todavía no hay ninguno.'),
        },
        {
          caption: say('Los últimos sellos'),
          columns: [say('Sello'), say('Cuándo'), say('Raíz')],
          rows: seals.map(({ _id, at, root }): TableRow => ({ cells: [_id, dayAndTime(at, zone), root.slice(0, 16)] })),
          empty: say('Todavía no hay ninguno.'),
        },
      ],
      button: { path: '/console/audit/verify', label: say('Comprobar todas las cadenas') },
    });
  });

  router.post('/console/audit/verify', frame.only('seeAudit'), async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    if (!first) return problem(response, 409, 'No se hizo nada', 'No hay ningún programa.');
    const job = await jobs.begin({ kind: 'verifyAudit', programme: first, by: form.user?._id ?? null });
    response.redirect(303, `/console/jobs/${job}`);
  });
  return router;
}

/** A list of codes and names, as it was written down. */
/** "cuenta añadida · ana · DARS · tic". */
function inWords(event: string): string {
  const [act, ...about] = JSON.parse(event) as readonly unknown[];
  const name = String(act);
  const words = Object.hasOwn(ACT_WORDS, name) ? say(ACT_WORDS[name] ?? name) : name;
  return [words, ...about.map(wordOf).filter((word) => word !== '')].join(' · ');
}

const wordOf = (part: unknown): string =>
  part === null ? '' : Array.isArray(part) ? part.map(wordOf).join(', ') : typeof part === 'object' ? JSON.stringify(part) : String(part); // prettier-ignore
