/** `/console/sources`: what people are answered from — whose data, how old, and what is blocked by it — and `/console/programmes`: what each is set to. */
import { Router } from 'express';
import { untold, type Untold } from '../booking/tell.js';
import type { Programme } from '../programmes/programme.js';
import type { SourceDoc } from '../store/documents.js';
import type { Frame } from './frame.js';
import { describeCadence, SOURCE_WORDS } from './system-words.js';
import { say } from './language.js';
import { count, dayAndTime } from './numbers.js';
import type { TableRow } from './tables.js';

const DAY = 86_400_000;

export function sourcePages(frame: Frame): Router {
  const router = Router();
  const { services, show } = frame;
  const { store, clock } = services;

  router.get('/console/sources', frame.only('seeSources'), async (_, response) => {
    const loaded = await store.sources.find({}).toArray();
    const left = new Map<string, Untold>();
    for (const { id, sources } of services.programmes.values())
      if (sources.slots) left.set(id, await untold(store, id));
    const tables = [...services.programmes.values()].map((programme) => ({
      caption: programme.name,
      columns: ['De qué', 'Quién responde por él', 'Última carga', 'Datos al', 'Filas', 'Estado'].map((each) =>
        say(each),
      ),
      rows: [...rowsOf(programme, loaded, clock.now()), ...untoldRow(programme, left.get(programme.id))],
      empty: say('Este programa no contesta con datos de otros.'),
    }));
    show(response, 'console-tables', {
      title: say('Fuentes'),
      lead: say(
        'Lo que una fuente atrasada o sin cargar no dice, la gente tampoco lo recibe: se le dice quién lo sabe.',
      ),
      tables,
    });
  });

  router.get('/console/programmes', frame.only('seeSettings'), (_, response) => {
    const tables = [...services.programmes.values()].map((programme) => ({
      caption: programme.name,
      columns: [say('Ajuste'), say('Valor')],
      rows: settingsOf(programme),
      empty: '',
    }));
    show(response, 'console-tables', {
      title: say('Programas'),
      lead: say('Se cambian en la carpeta de cada programa, con revisión y versión; aquí se ve lo que está en uso.'),
      tables,
    });
  });
  return router;
}

/** What was booked here and the agenda's own system has not heard of (`vigente bookings`). */
function untoldRow({ sources, zone }: Programme, left: Untold | undefined): TableRow[] {
  if (!left?.since) return [];
  const state = say('{n} cambios de hora que la agenda aún no sabe, el más antiguo del {at}', {
    n: count(left.count),
    at: dayAndTime(left.since, zone),
  });
  const { slots: label = '' } = SOURCE_WORDS;
  return [{ cells: [say(label), sources.slots?.owner ?? '', '—', '—', '—', state], warn: true }];
}

function rowsOf({ id, sources, zone }: Programme, loaded: readonly SourceDoc[], now: number): TableRow[] {
  return Object.entries(sources).flatMap(([kind, rule]): TableRow[] => {
    if (!rule) return [];
    const label = say(SOURCE_WORDS[kind] ?? kind);
    const found = loaded.filter((each) => each.programme === id && each.kind === kind);
    if (found.length === 0)
      return [{ cells: [label, rule.owner, '—', '—', '—', say('sin cargar: no se contesta de esto')], warn: true }];
    return found.map(({ name, asOf, loadedAt, rows }) => {
      const late = now - asOf.getTime() > rule.maxAgeDays * DAY;
      const state = late ? say('atrasada: no se contesta de esto') : say('al día');
      return {
        cells: [label, name, dayAndTime(loadedAt, zone), dayAndTime(asOf, zone), count(rows), state],
        warn: late,
      };
    });
  });
}

function settingsOf(programme: Programme): TableRow[] {
  const { hours, desk, locale, alsoSpeaks, zone, numbers, cadences, asking, policy, legal } = programme;
  const rows: readonly (readonly [string, string])[] = [
    ['Idiomas', [locale, ...alsoSpeaks].join(', ')],
    ['Zona horaria', zone],
    ['Horas para escribir', `${hours.from}–${hours.to}`],
    ['Horas de atención', `${desk.hours.from}–${desk.hours.to}`],
    ['Línea de información', numbers.info],
    ['Número que llama', numbers.caller],
    ['Cadencias', [...cadences.values()].map((each) => describeCadence(each)).join('; ') || '—'],
    ['Quién aprueba el universo', asking.universeRole],
    ['La lista puede tener, en días', String(asking.listDays)],
    ['Norma de egresos', policy ? policy.norms.map(({ id }) => id).join(', ') : '—'],
    ['Base legal', legal?.basis.map(({ law }) => law).join(', ') ?? '—'],
  ];
  return rows.map(([label, value]) => ({ cells: [say(label), value] }));
}
