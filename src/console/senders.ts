/** `/console/numbers`: our numbers and channels, what is stopped, and our templates at the provider. */
import { Router } from 'express';
import { logAct } from '../store/logAct.js';
import type { Frame } from './frame.js';
import { may, seenOf } from './guard.js';
import { say } from './language.js';
import type { TableRow } from './tables.js';

const USABLE = ['APPROVED', 'UNKNOWN', 'FLAGGED'];

export function numberPages(frame: Frame): Router {
  const router = Router();
  const { services, show, problem } = frame;
  const { store, senders, switchboard, programmes, clock } = services;

  router.get('/console/numbers', frame.only('seeNumbers'), async (_, response) => {
    const seen = seenOf(response);
    const stops = new Map((await store.channelStops.find({}).toArray()).map(({ _id, why }) => [_id, why]));
    const templates = await store.templates.find({}).sort({ _id: 1 }).toArray();
    const channels = [...new Set([...switchboard.ids, ...stops.keys()])].map((id): TableRow => {
      const why = stops.get(id);
      return {
        cells: [id, why === undefined ? say('en marcha') : say('detenido: {why}', { why })],
        warn: why !== undefined,
        act: why !== undefined && may(seen, 'resumeChannels') ? { id, label: say('Volver a enviar') } : null,
      };
    });
    const numbers = [...programmes.values()].flatMap(({ id, name }) =>
      senders.all(id).map(({ channel, via, address, state, twoWay }): TableRow => ({
        cells: [address, name, channel, via, twoWay ? say('se puede contestar') : say('solo envía'), state === 'live' ? say('en uso') : say('en gestión')],
        warn: state !== 'live',
      })),
    ); // prettier-ignore
    show(response, 'console-tables', {
      title: say('Números y canales'),
      lead: say('Ningún texto nombra un número que no está en uso.'),
      tables: [
        { caption: say('Canales'), columns: [say('Canal'), say('Estado')], rows: channels, empty: say('Ningún canal conectado.'), act: '/console/numbers/resume' },
        { caption: say('Números'), columns: ['Número', 'Programa', 'Canal', 'Por', 'Respuestas', 'Estado'].map((each) => say(each)), rows: numbers, empty: say('Ningún número.') },
        {
          caption: say('Plantillas de WhatsApp'),
          columns: ['Plantilla', 'Categoría', 'Calidad', 'Estado'].map((each) => say(each)),
          rows: templates.map(({ _id, status, category, quality }): TableRow => ({
            cells: [_id.replaceAll('|', ' '), category ?? '—', quality ?? '—', status],
            warn: !USABLE.includes(status),
          })),
          empty: say('Ninguna se ha leído del proveedor.'),
        },
      ],
    }); // prettier-ignore
  });

  router.post('/console/numbers/resume', frame.only('resumeChannels'), async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const channel = form.text('id', 80);
    const { deletedCount } = await store.channelStops.deleteOne({ _id: channel });
    if (deletedCount === 0) return problem(response, 409, 'No se hizo nada', 'Ese canal no está detenido.');
    await store.deskTasks.updateMany(
      { _id: { $gte: `channel:${channel}:`, $lt: `channel:${channel};` }, state: 'open' },
      { $set: { state: 'done' } },
    );
    await logAct(store, 'channels', ['resumed', channel, form.user?._id ?? null], new Date(clock.now()));
    response.redirect(303, '/console/numbers');
  });
  return router;
}
