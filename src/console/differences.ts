/** `/console/lists/differences`: what a newer list says other than the person confirmed. Nothing is ever overwritten by a file: somebody looks. */
import { Router } from 'express';
import { openJson } from '../privacy/vault.js';
import { bytesOf, firstNameOf, loadPersons, type KnownPerson } from '../store/loadConversations.js';
import { logAct } from '../store/logAct.js';
import { DURABLE } from '../store/store.js';
import type { Frame } from './frame.js';
import { seenOf } from './guard.js';
import { say } from './language.js';
import { dayAndTime } from './numbers.js';

const ROWS = 50;
/** Both ends: a range open on one side reads everything. */
const BEGINNING = new Date(0);

export function differencePages(frame: Frame): Router {
  const router = Router();
  const { services, show, problem } = frame;
  const { store, clock } = services;
  router.use('/console/lists/differences', frame.only('seeDifferences'));

  router.get('/console/lists/differences', async (_, response) => {
    const until = new Date(clock.now());
    const found = await store.persons
      .find({ 'differences.at': { $gt: BEGINNING, $lte: until } })
      .project<{ _id: string }>({ _id: 1 })
      .limit(ROWS)
      .toArray();
    const persons = await loadPersons(
      store,
      found.map(({ _id }) => _id),
    );
    const { user } = seenOf(response);
    if (persons.size > 0)
      for (const programme of new Set([...persons.values()].map(({ doc }) => doc.programme)))
        await logAct(store, `looks:${programme}`, ['differences', [...persons.keys()], user?._id ?? null], until);
    const rows = [...persons.values()].map((person) => ({
      id: person.doc._id,
      name: `${firstNameOf(person.secret.names)} ${firstNameOf(person.secret.surname)}`,
      differences: (person.doc.differences ?? []).map((each) => ({
        field: say(FIELD_WORDS[each.field] ?? each.field),
        confirmed: confirmedBy(person, each.field),
        file: inWords(openJson(person.key.bytes, bytesOf(each.secret))),
        at: dayAndTime(each.at, services.programmes.get(person.doc.programme)?.zone ?? 'UTC'),
      })),
    }));
    show(response, 'console-differences', { rows });
  });

  router.post('/console/lists/differences', async (request, response) => {
    const form = frame.formOf(request, response);
    if (!form) return;
    const id = form.text('id');
    const person = await store.persons.findOne({ _id: id, 'differences.0': { $exists: true } });
    if (!form.user || !person)
      return problem(response, 409, 'No se hizo nada', 'Ya no hay diferencias de esa persona.');
    // What came meanwhile stays to be looked at.
    const last = person.differences?.at(-1)?.at ?? new Date(clock.now());
    await store.persons.updateOne({ _id: id }, { $pull: { differences: { at: { $lte: last } } } } as never, DURABLE);
    await logAct(
      store,
      `looks:${person.programme}`,
      ['kept-confirmed', id, person.differences?.length ?? 0, form.user._id],
      new Date(clock.now()),
    );
    response.redirect(303, '/console/lists/differences');
  });
  return router;
}

const FIELD_WORDS: Readonly<Record<string, string>> = { phone: 'Teléfono', address: 'Dirección' };

/** What the person said of it. */
function confirmedBy({ doc, secret, key }: KnownPerson, field: string): string {
  if (field === 'phone')
    return secret.contacts
      .flatMap(({ value }, at) => (doc.contacts[at]?.status === 'validated' ? [value] : []))
      .join(', ');
  const told = (doc.reported ?? []).findLast(({ what }) => what === 'newAddress');
  return told ? openJson<{ said: string }>(key.bytes, bytesOf(told.secret)).said : '—';
}

/** A list of numbers, or the parts of an address. */
const inWords = (value: unknown): string =>
  (value !== null && typeof value === 'object' ? Object.values(value) : [value])
    .map(String)
    .filter((each) => each !== '')
    .join(', ');
