/** `/console/desk`: the next person, the call, and what becomes of it (REQUIREMENTS M12). */
import { randomBytes } from 'node:crypto';
import { DateTime } from 'luxon';
import { Router, type Request, type Response } from 'express';
import { attempt, finishCall, type Followed } from '../desk/attempts.js';
import { announce, hear } from '../desk/call.js';
import { claimOf, heldBy, keep, release } from '../desk/claims.js';
import { nextTask, waiting } from '../desk/next.js';
import { OPERATOR_QUEUES } from '../desk/order.js';
import { ask, closeTask, handOver, note, openRepresentative } from '../desk/tasks.js';
import { QUEUES, type Queue } from '../domain/effect.js';
import { zoneOf } from '../programmes/zones.js';
import type { Programme } from '../programmes/programme.js';
import { CALL_RESULTS } from '../store/desk-documents.js';
import type { DeskClaimDoc, DeskTaskDoc, UserDoc } from '../store/documents.js';
import { logAct } from '../store/logAct.js';
import { taskView } from './desk-view.js';
import { RESULT_WORDS } from './desk-words.js';
import type { Form, Frame } from './frame.js';
import { giveFile } from './sent-files.js';
import { may, seenOf } from './guard.js';
import { say } from './language.js';
import { count, dayAndTime } from './numbers.js';
import { QUEUE_WORDS } from './words.js';

const LONGEST_NOTE = 600;
/** Whom an operator may hand over to. */
const TO: readonly Queue[] = ['doctor', 'service', 'review', 'listen', 'registry'];

const REFUSED = {
  nobody: 'No hay un número al que llamar.',
  dead: 'Se informó que falleció: no se llama.',
  numberTaken: 'Otra persona con este teléfono está en una conversación. Pruebe más tarde, o con otro número.',
} as const;

interface Mine {
  readonly task: DeskTaskDoc;
  readonly claim: DeskClaimDoc;
  readonly programme: Programme;
}

export function deskPages(frame: Frame): Router {
  const router = Router();
  const { services, show } = frame;
  const { store, clock } = services;
  router.use(/^\/console\/desk\/?$/, frame.only('useDesk'));
  router.use('/console/desk/task', frame.only('useDesk'));
  router.use('/console/desk/next', frame.only('useDesk'));

  /** Decisions about people have a name: whoever has only the key of this start has none. */
  const userOf = (response: Response): UserDoc => seenOf(response).user as UserDoc;

  const mineOf = async (user: UserDoc): Promise<Mine | null> => {
    const task = await heldBy(services, user._id);
    const claim = task && (await store.deskClaims.findOne({ _id: claimOf(task), by: user._id }));
    const programme = task && services.programmes.get(task.programme);
    return task && claim && programme ? { task, claim, programme } : null;
  };

  const page = async (response: Response, told: string | null = null, status = 200) => {
    const user = userOf(response);
    const mine = await mineOf(user);
    if (!mine) {
      const rows = await waiting(services, user, OPERATOR_QUEUES);
      const byQueue = OPERATOR_QUEUES.map((queue) => ({
        queue,
        tasks: rows.filter(({ task }) => task.queue === queue),
      }));
      return show(
        response,
        'console-desk',
        {
          told,
          queues: byQueue.filter(({ tasks }) => tasks.length > 0).map(({ queue, tasks }) => ({
            label: say(QUEUE_WORDS[queue]), count: count(tasks.length), oldest: dayAndTime(oldest(tasks.map(({ task }) => task)), tasks[0]?.zone ?? 'UTC'),
          })),
          supervises: may(seenOf(response), 'superviseDesk'),
        },
        status,
      ); // prettier-ignore
    }
    const view = await taskView(services, mine.programme, mine.task, mine.claim);
    show(
      response,
      'console-desk-task',
      {
        ...view, told,
        /** Makes a second click of the same form the same attempt. */
        attempt: randomBytes(9).toString('base64url'),
        results: CALL_RESULTS.map((id) => ({ id, label: say(RESULT_WORDS[id]) })),
        to: TO.map((id) => ({ id, label: say(QUEUE_WORDS[id]) })),
        until: dayAndTime(mine.claim.until, mine.programme.zone).slice(-5),
      },
      status,
    ); // prettier-ignore
  };

  router.get('/console/desk', (_, response) => page(response));

  router.post('/console/desk/next', async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const user = userOf(response);
    const task = await nextTask(services, user);
    const programme = task && services.programmes.get(task.programme);
    if (!task || !programme) return page(response, say('No hay nada que tomar ahora.'));
    await logAct(store, `looks:${programme.id}`, ['desk', task._id, user._id], new Date(clock.now()));
    if (task.queue === 'call') await announce(services, programme, task);
    response.redirect(303, '/console/desk');
  });

  // Only of the person before them: no number of a file opens another's.
  router.get('/console/desk/task/files/:file', async (request, response) => {
    const mine = await mineOf(userOf(response));
    if (!mine) return frame.problem(response, 404, 'No existe', 'Ese archivo no está.');
    await giveFile(frame, response, mine.programme.id, mine.task, request.params.file);
  });

  /** What is clicked of the task before them: theirs still? Else it is said and nothing is done. */
  const act =
    (run: (mine: Mine, form: Form, user: UserDoc, response: Response) => Promise<void>) =>
    async (request: Request, response: Response) => {
      const form = frame.formOf(request, response);
      if (!form) return;
      const user = userOf(response);
      const mine = await mineOf(user);
      if (!mine || mine.task._id !== form.text('task') || !(await keep(services, mine.task, user._id)))
        return page(response, say('Pasó mucho tiempo, o ya está resuelto: no se hizo nada.'), 409);
      await run(mine, form, user, response);
    };
  const back = (response: Response) => response.redirect(303, '/console/desk');

  router.post(
    '/console/desk/task/result',
    act(async ({ task, programme }, form, user, response) => {
      const result = CALL_RESULTS.find((each) => each === form.text('result'));
      const id = form.text('attempt', 40);
      if (!result || !/^[\w-]{8,40}$/.test(id)) return page(response, say('Elija qué pasó con la llamada.'), 400);
      const callBackAt = result === 'callBack' ? await hourOf(form, programme, task) : undefined;
      if (callBackAt === null) return page(response, say('Escriba el día y la hora, de hoy en adelante.'), 400);
      const followed = await attempt(services, programme, task, {
      id, by: user._id, result, address: form.text('address', 100) || null, ...(callBackAt === undefined ? {} : { callBackAt }),
    }); // prettier-ignore
      await followedBy(followed, task, user, response);
    }),
  );

  router.post('/console/desk/task/heard', act(async ({ claim }, form, user, response) => {
    const turn = Number(form.text('turn'));
    const choice = form.text('choice', 60) || null;
    const text = `${form.text('text')} ${form.text('year', 4)}`.trim();
    if (!claim.call || (choice === null && text === '')) return page(response, say('Elija lo que respondió, o escríbalo.'), 400);
    const heard = await hear(services, claim.call.conversation, user._id, { choice, text: choice === null ? text : null, turn });
    if (!heard) return page(response, say('Cambió mientras tanto: mire qué sigue.'), 409);
    back(response);
  })); // prettier-ignore

  router.post('/console/desk/task/over', act(async ({ task, claim, programme }, _form, user, response) => {
    if (!claim.call) return back(response);
    await followedBy(await finishCall(services, programme, task, user._id, claim.call), task, user, response);
  })); // prettier-ignore

  router.post('/console/desk/task/note', act(async ({ task, claim, programme }, form, user, response) => {
    const what = form.text('what');
    const text = form.text('text', LONGEST_NOTE);
    if (text.length < 3 && what !== 'leave') return page(response, say('Escriba la nota.'), 400);
    if (claim.call && what !== 'note') await finishCall(services, programme, task, user._id, claim.call);
    if (text.length >= 3 && what !== 'ask') await note(services, task, user._id, text);
    const to = TO.find((queue) => queue === form.text('to'));
    switch (what) {
      case 'note':
        break;
      case 'ask':
        await ask(services, task, user._id, text);
        break;
      case 'handOver':
        if (!to || !QUEUES.includes(to)) return page(response, say('Elija a quién.'), 400);
        await handOver(services, task, user._id, to);
        break;
      case 'representative':
        await openRepresentative(services, task, user, text);
        break;
      case 'close':
        await closeTask(services, task, user._id, 'resolved', new Date(clock.now()));
        break;
      case 'leave':
        await release(services, task, user._id);
        break;
      default:
        return page(response, say('Eso no existe.'), 400);
    }
    back(response);
  })); // prettier-ignore

  const followedBy = async (followed: Followed, task: DeskTaskDoc, user: UserDoc, response: Response) => {
    switch (followed.is) {
      case 'refused':
        return page(response, say(REFUSED[followed.why]), 409);
      case 'again': {
        // At once only with another number of the same person; else somebody else's turn comes.
        if (followed.at.getTime() > clock.now()) await release(services, task, user._id);
        return back(response);
      }
      case 'settled':
      case 'talking':
        return back(response);
      default:
        followed satisfies never;
    }
  };

  /** Epoch ms of what they asked for, by their clock; null = it makes no sense. */
  const hourOf = async (form: Form, programme: Programme, task: DeskTaskDoc): Promise<number | null> => {
    const person = task.person
      ? await store.persons.findOne({ _id: task.person }, { projection: { region: 1, commune: 1 } })
      : null;
    const zone = person ? zoneOf(programme, person) : programme.zone;
    const at = DateTime.fromISO(form.text('when', 16), { zone });
    const now = clock.now();
    return at.isValid && at.toMillis() > now && at.toMillis() < now + 60 * 86_400_000 ? at.toMillis() : null;
  };
  return router;
}

const oldest = (tasks: readonly DeskTaskDoc[]): Date => new Date(Math.min(...tasks.map(({ at }) => at.getTime())));
