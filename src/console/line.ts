/** `/console/line`: whoever answers the official number says whether we wrote, and when. Nothing else can be seen there. */
import { Router, type Response } from 'express';
import { answerLine } from '../desk/information-line.js';
import type { UserDoc } from '../store/documents.js';
import type { Frame } from './frame.js';
import { seenOf } from './guard.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';

export function linePages(frame: Frame): Router {
  const router = Router();
  const { services } = frame;
  const choices = () => [...services.programmes.values()].map(({ id, name }) => ({ id, name }));
  router.use('/console/line', frame.only('useLine'));

  const page = (response: Response, chosen: string, answer: { text: string; yes: boolean } | null, status = 200) =>
    frame.show(response, 'console-line', { choices: choices(), chosen, answer }, status);

  router.get('/console/line', (_, response) => page(response, choices()[0]?.id ?? '', null));

  router.post('/console/line', async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const programme = services.programmes.get(form.text('programme', 40)) ?? [...services.programmes.values()][0];
    if (!programme) return;
    const user = seenOf(response).user as UserDoc;
    const answer = await answerLine(services, programme, user._id, form.text('asked', 40));
    switch (answer.is) {
      case 'wrote':
        return page(response, programme.id, {
          text: say('Sí: le escribimos el {at}, por una atención que pidió.', { at: dayAndTime(answer.at, programme.zone) }),
          yes: true,
        }); // prettier-ignore
      case 'not':
        return page(response, programme.id, { text: say('No: a ese número no le hemos escrito.'), yes: false });
      case 'unreadable':
        return page(response, programme.id, { text: say('Eso no es un teléfono ni un número de solicitud.'), yes: false }, 400); // prettier-ignore
      case 'tooMany':
        return page(response, programme.id, { text: say('Son muchas preguntas en una hora. Espere un poco.'), yes: false }, 429); // prettier-ignore
      default:
        answer satisfies never;
    }
  });
  return router;
}
