/** `/console/desk/supervision`: load, waits, calls, people at work, what is stuck, and the questions that wait for a decision. */
import { Router, type Response } from 'express';
import { DateTime } from 'luxon';
import { loadsOf } from '../desk/centres.js';
import { reportRouting } from '../desk/routing-report.js';
import { supervise } from '../desk/supervision.js';
import { decide, keyFor, readNote } from '../desk/tasks.js';
import { within } from '../desk/scope.js';
import { CRITERIA } from '../routing/criteria.js';
import { knownCentres } from '../store/queries/knownCentres.js';
import { CALL_RESULTS } from '../store/desk-documents.js';
import type { DeskTaskDoc, UserDoc } from '../store/documents.js';
import { logAct } from '../store/logAct.js';
import { CRITERION_WORDS, reasonWords, RESULT_WORDS } from './desk-words.js';
import type { Frame } from './frame.js';
import { seenOf } from './guard.js';
import { say } from './language.js';
import { count, dayAndTime, houseZone } from './numbers.js';
import { QUEUE_WORDS } from './words.js';

const LONGEST = 600;

export function supervisionPages(frame: Frame): Router {
  const router = Router();
  const { services } = frame;
  const { store, clock, programmes } = services;
  const zone = houseZone(services);
  router.use('/console/desk/supervision', frame.only('superviseDesk'));

  const questionOf = async (task: DeskTaskDoc) => {
    const key = await keyFor(store, task);
    return {
      id: task._id,
      by: task.question?.by ?? '',
      at: task.question ? dayAndTime(task.question.at, zone) : '',
      reason: say(reasonWords(task.reason)),
      queue: say(QUEUE_WORDS[task.queue]),
      text: key && task.question ? readNote(key, task.question) : '',
    };
  };

  /** The centres of each programme that has any: who sits there, what waits, and what went to others today. */
  const centresOf = async (since: Date) => {
    const now = clock.now();
    const tables = [];
    for (const programme of programmes.values()) {
      const centres = await knownCentres(store, programme, now);
      if (centres.length === 0) continue;
      const loads = await loadsOf(services, programme, centres, now);
      const report = await reportRouting(services, programme, { from: since.getTime(), to: now + 1 });
      tables.push({
        name: programme.name,
        rows: centres.map(({ code, name }) => {
          const { agents = 0, busy = 0, waiting = 0 } = loads.get(code) ?? {};
          const today = report.centres.find(({ centre }) => centre === code);
          const causes = CRITERIA.flatMap((why) => {
            const times = report.lines
              .filter((line) => line.centre === code && line.why === why)
              .reduce((sum, { passedOn, nobody }) => sum + passedOn + nobody, 0);
            return times > 0 ? [`${say(CRITERION_WORDS[why])} ${count(times)}`] : [];
          });
          return {
            name,
            agents: agents > 0 ? count(agents) : say('cerrado'),
            busy: count(busy),
            waiting: count(waiting),
            gone: count((today?.passedOn ?? 0) + (today?.nobody ?? 0)),
            causes: causes.join(', '),
            tookOver: count(today?.tookOver ?? 0),
          };
        }),
      });
    }
    return tables;
  };

  const page = async (response: Response, told: string | null = null, status = 200) => {
    const user = seenOf(response).user as UserDoc;
    const since = DateTime.fromMillis(clock.now(), { zone }).startOf('day').toJSDate();
    const { queues, results, agents, expired, questions, unverified } = await supervise(services, user, since);
    for (const { _id, programme } of questions)
      await logAct(store, `looks:${programme}`, ['question', _id, user._id], new Date(clock.now()));
    frame.show(
      response,
      'console-supervision',
      {
        told,
        queues: queues.map((each) => ({ label: say(QUEUE_WORDS[each.queue]), open: count(each.open), overdue: count(each.overdue), late: each.overdue > 0, oldest: each.oldest ? dayAndTime(each.oldest, zone) : '' })),
        results: CALL_RESULTS.map((id) => ({ label: say(RESULT_WORDS[id]), count: count(results[id] ?? 0) })),
        agents: agents.map((each) => ({ ...each, calls: count(each.calls), answered: count(each.answered), closed: count(each.closed), until: each.until ? dayAndTime(each.until, zone).slice(-5) : null })),
        expired: expired.map(({ by, until }) => ({ by, until: dayAndTime(until, zone) })),
        overdue: count(queues.reduce((sum, each) => sum + each.overdue, 0)),
        unverified: count(unverified),
        questions: await Promise.all(questions.map(questionOf)),
        centres: user.services.length === 0 ? await centresOf(since) : [],
        /** Sums over all services are for those who see all. */
        sums: user.services.length === 0,
      },
      status,
    ); // prettier-ignore
  };

  router.get('/console/desk/supervision', (_, response) => page(response));

  router.post('/console/desk/supervision', async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const user = seenOf(response).user as UserDoc;
    const task = await store.deskTasks.findOne({ _id: form.text('task'), state: 'open' });
    const [mine] = task ? await within(store, user, [task]) : [];
    const text = form.text('text', LONGEST);
    if (text.length < 3) return page(response, say('Escriba la decisión.'), 400);
    if (!mine || !(await decide(services, mine, user._id, text)))
      return page(response, say('Esa pregunta ya no espera.'), 409);
    response.redirect(303, '/console/desk/supervision');
  });
  return router;
}
