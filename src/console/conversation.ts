/** `/console/conversations/<id>`: the transcript, and a person who writes in it while the program keeps silent (issue 9). */
import { createHash, randomBytes } from 'node:crypto';
import type { Response, Router } from 'express';
import { reachable } from '../desk/scope.js';
import { handBack, hold, LONGEST_REPLY, mayWrite, write, type Refusal } from '../desk/write.js';
import { firstNameOf, loadConversations, type Loaded } from '../store/loadConversations.js';
import { logAct } from '../store/logAct.js';
import { transcriptOf } from '../store/queries/transcriptOf.js';
import { filled } from '../programmes/replies.js';
import { CHANNEL_WORDS, MESSAGE_WORDS, MOMENTS } from './desk-words.js';
import type { Frame } from './frame.js';
import { lookerOf, may, seenOf } from './guard.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';
import { filesView, giveFile } from './sent-files.js';
import { describeState, ENDED, OUTCOME_WORDS } from './words.js';

const REFUSED: Readonly<Record<Refusal, string>> = {
  held: 'Otra persona ya está escribiendo aquí.',
  numberTaken: 'En este número hay otra conversación en curso.',
  stopped: 'Pidió que no le escribamos, o el número no es suyo. Se le puede llamar.',
  windowClosed: 'Pasaron más de 24 horas desde su último mensaje de WhatsApp: no se le puede escribir libremente. Se le puede llamar.',
  nothing: 'Escriba el mensaje.',
  tooLong: 'El mensaje es demasiado largo.',
  notHeld: 'Ya no tiene esta conversación: pidió no recibir mensajes, o pasó mucho tiempo. No se envió nada.',
}; // prettier-ignore

export function conversationPage(router: Router, frame: Frame): void {
  const { services } = frame;
  const { store, clock } = services;

  /** Within what the viewer sees; null = it has been said that it is not there. */
  const conversationOf = async (id: string, response: Response): Promise<Loaded | null> => {
    const loaded = (await loadConversations(store, [id])).get(id) ?? null;
    const user = lookerOf(response);
    const person = loaded?.doc.person ?? null;
    const sees =
      user.services.length === 0 || (person !== null && (await reachable(store, user, [person])).has(person));
    if (loaded && sees && services.programmes.has(loaded.doc.programme)) return loaded;
    frame.problem(response, 404, 'No existe', 'No hay una conversación con ese número.');
    return null;
  };

  const pathOf = ({ doc }: Loaded): string => `/console/conversations/${encodeURIComponent(doc._id)}`;

  /** What was said and noted, for the page and for the part of it that comes again by itself. */
  const linesOf = async (loaded: Loaded, zone: string) => {
    const turns = await transcriptOf(store, loaded);
    const folios = new Map(
      (await store.entries.find({ _id: { $in: turns.flatMap(({ outcomes }) => outcomes.map(({ entry }) => entry)) } }).toArray()).map(
        ({ _id, sigteId }) => [_id, sigteId],
      ),
    ); // prettier-ignore
    const labels = new Map<string, string>(MOMENTS.map(({ id, label }) => [`▸ ${id}`, say(label)]));
    for (const { lines } of turns)
      for (const { choices } of lines) for (const { id, label } of choices) labels.set(`▸ ${id}`, label);
    const shown = turns.map((each) => ({
      ...each,
      at: dayAndTime(each.at, zone),
      outcomes: each.outcomes.map(({ entry, is }) => `${say(OUTCOME_WORDS[is])} (${folios.get(entry) ?? '—'})`),
      lines: each.lines.map((line) => ({
        ...line,
        text: labels.get(line.text) ?? line.text,
        at: dayAndTime(line.at, zone),
        channel: say(CHANNEL_WORDS[line.channel]),
        state: line.state && line.by !== 'person' ? say(MESSAGE_WORDS[line.state]) : null,
      })),
    }));
    const of = createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16);
    const { doc } = loaded;
    return { turns: shown, path: pathOf(loaded), goesOn: doc.live || doc.held !== undefined, of };
  };

  const page = async (response: Response, loaded: Loaded, told: string | null, { status = 200, reply = '' } = {}) => {
    const { doc, person, conversation } = loaded;
    const programme = services.programmes.get(doc.programme);
    if (!programme) return;
    const seen = seenOf(response);
    const zone = doc.zone ?? programme.zone;
    const name = person ? firstNameOf(person.secret.names) : '';
    const locale = conversation.context.locale ?? programme.locale;
    const writes = seen.user !== null && may(seen, 'writeAsPerson');
    const mine = doc.held?.mode === 'write' && doc.held.by === seen.user?._id;
    const refusal = writes ? await mayWrite(services, doc) : null;
    const replies = (programme.replies[locale] ?? []).map(({ id, text }) => ({
      id,
      text: filled(text, { name, ...programme.numbers }),
    }));
    frame.show(
      response,
      'console-conversation',
      {
        ...(await linesOf(loaded, zone)),
        told,
        name: person ? `${name} ${firstNameOf(person.secret.surname)}` : say('Sin identificar'),
        programme: programme.name,
        state: say(doc.ended ? ENDED[doc.ended] : describeState(doc.state)),
        channel: say(CHANNEL_WORDS[doc.channel]),
        version: `${doc.dialog} v${doc.version}`,
        assurance: doc.assurance,
        held: doc.held ?? null,
        mine,
        mayHold: writes && !doc.held && refusal === null,
        refusal: refusal && !mine ? say(REFUSED[refusal]) : null,
        once: randomBytes(9).toString('base64url'),
        replies,
        text: replies.find(({ id }) => id === reply)?.text ?? '',
        files: await filesView(services, { person: null, conversation: doc._id }, `${pathOf(loaded)}/files`, zone),
      },
      status,
    ); // prettier-ignore
  };

  router.get('/console/conversations/:id/files/:file', async (request, response) => {
    const loaded = await conversationOf(String(request.params['id']), response);
    if (!loaded) return;
    const { _id: conversation, programme } = loaded.doc;
    await giveFile(frame, response, programme, { person: null, conversation }, String(request.params['file']));
  });

  // Not a look of its own: the page that was opened shows it again.
  router.get('/console/conversations/:id/lines', async (request, response) => {
    const loaded = await conversationOf(String(request.params['id']), response);
    const programme = loaded && services.programmes.get(loaded.doc.programme);
    if (!loaded || !programme) return;
    const lines = await linesOf(loaded, loaded.doc.zone ?? programme.zone);
    if (lines.of === request.query['of']) return void response.status(204).end();
    frame.show(response, 'console-conversation-lines', lines);
  });

  router.get('/console/conversations/:id', async (request, response) => {
    const loaded = await conversationOf(String(request.params['id']), response);
    if (!loaded) return;
    // Every look at a person is written down, with who looked.
    await logAct(
      store,
      `looks:${loaded.doc.programme}`,
      ['conversation', loaded.doc._id, lookerOf(response)._id],
      new Date(clock.now()),
    );
    const { reply } = request.query;
    await page(response, loaded, null, { reply: typeof reply === 'string' ? reply : '' });
  });

  router.post('/console/conversations/:id', frame.only('writeAsPerson'), async (request, response) => {
    const loaded = await conversationOf(String(request.params['id']), response);
    const form = loaded && frame.formOf(request, response);
    if (!loaded || !form) return;
    const { user, text } = form;
    if (!user) return page(response, loaded, say('Para escribir hace falta un nombre.'), { status: 403 });
    const { doc } = loaded;
    const again = async (refused: Refusal | null, status = 409) => {
      if (refused === null) return response.redirect(303, pathOf(loaded));
      const now = (await loadConversations(store, [doc._id])).get(doc._id);
      if (now) await page(response, now, say(REFUSED[refused]), { status });
    };
    switch (text('what')) {
      case 'hold':
        return void (await again(await hold(services, doc, user._id)));
      case 'write':
        return void (await again(
          await write(services, doc, { id: text('once', 40), by: user._id, text: text('text', LONGEST_REPLY + 1) }),
        ));
      case 'handBack':
        return void (await again((await handBack(services, doc, user._id)) ? null : 'notHeld'));
      default:
        await page(response, loaded, say('Eso no existe.'), { status: 400 });
    }
  });
}
