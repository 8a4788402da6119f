/** `/console/desk/services`: what operators passed to a health service about its own people, and its answer. */
import { Router, type Response } from 'express';
import { closeTask, handOver, keyFor, note, readNote } from '../desk/tasks.js';
import { within } from '../desk/scope.js';
import type { UserDoc } from '../store/documents.js';
import { firstNameOf, loadPersons } from '../store/loadConversations.js';
import { logAct } from '../store/logAct.js';
import { reasonWords } from './desk-words.js';
import type { Frame } from './frame.js';
import { seenOf } from './guard.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';

const ROWS = 50;
const LOOKED_THROUGH = 500;
const LONGEST = 600;

export function forServicePages(frame: Frame): Router {
  const router = Router();
  const { services } = frame;
  const { store, clock } = services;
  router.use('/console/desk/services', frame.only('answerForService'));

  const tasksOf = async (user: UserDoc) => {
    const open = await store.deskTasks
      .find({ state: 'open', queue: 'service' })
      .sort({ at: 1 })
      .limit(LOOKED_THROUGH)
      .toArray();
    return (await within(store, user, open)).slice(0, ROWS);
  };

  const page = async (response: Response, told: string | null = null, status = 200) => {
    const user = seenOf(response).user as UserDoc;
    const tasks = await tasksOf(user);
    const persons = await loadPersons(
      store,
      tasks.flatMap(({ person }) => (person ? [person] : [])),
    );
    const rows = [];
    for (const task of tasks) {
      const programme = services.programmes.get(task.programme);
      const person = persons.get(task.person ?? '');
      const key = await keyFor(store, task);
      const zone = programme?.zone ?? 'UTC';
      await logAct(store, `looks:${task.programme}`, ['for service', task._id, user._id], new Date(clock.now()));
      rows.push({
        id: task._id,
        name: person ? `${firstNameOf(person.secret.names)} ${person.secret.surname}` : say('Sin identificar'),
        reason: say(reasonWords(task.reason)),
        due: dayAndTime(task.dueAt, zone),
        late: task.dueAt.getTime() < clock.now(),
        notes: key
          ? (task.notes ?? []).map((each) => ({
              by: each.by,
              at: dayAndTime(each.at, zone),
              text: readNote(key, each),
            }))
          : [],
      });
    }
    frame.show(response, 'console-for-services', { rows, told }, status);
  };

  router.get('/console/desk/services', (_, response) => page(response));

  router.post('/console/desk/services', async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const user = seenOf(response).user as UserDoc;
    const task = (await tasksOf(user)).find(({ _id }) => _id === form.text('task'));
    const text = form.text('text', LONGEST);
    if (!task) return page(response, say('Ya no está en la bandeja de su servicio.'), 409);
    if (text.length < 3) return page(response, say('Escriba qué se hizo.'), 400);
    await note(services, task, user._id, text);
    if (form.text('what') === 'callBack') await handOver(services, task, user._id, 'call');
    else await closeTask(services, task, user._id, 'service', new Date(clock.now()));
    response.redirect(303, '/console/desk/services');
  });
  return router;
}
