/** A person at a keyboard plays a synthetic patient of the loaded list (terminal and web). */
import { randomUUID } from 'node:crypto';
import { parseDocument } from '../domain/document-number.js';
import { UserError } from '../domain/failure.js';
import { startPeople } from '../campaigns/start.js';
import { openPerson, type KnownPerson } from '../store/loadConversations.js';
import type { Programme } from '../programmes/programme.js';
import { personIdOf } from '../store/person-id.js';
import { receive } from '../turn/receive.js';
import type { Said } from '../turn/conversation.js';
import type { Services } from '../turn/services.js';
import { workOnce, workUntilDone } from '../turn/work.js';

/** Throws `UserError` when the person is unknown, or not synthetic: nobody plays a real patient. */
export async function patientByDocument(
  services: Services,
  { id, country }: Programme,
  number: string,
): Promise<KnownPerson> {
  const document = parseDocument(country, number);
  if (!document.ok)
    throw new UserError(
      'document-wrong',
      `${number} is no document of ${country}.`,
      'Give it whole, with its check digit.',
    );
  return patientById(services, personIdOf(services.store.vault, id, document.value));
}

export async function patientById(services: Services, id: string): Promise<KnownPerson> {
  const doc = await services.store.persons.findOne({ _id: id });
  if (!doc) throw new UserError('person-unknown', 'Nobody on the list has that number.');
  if (!doc.synthetic) throw new UserError('person-real', 'This is a real person: only invented people can be played.');
  return openPerson(services.store, doc);
}

/** Somebody who has not been asked yet; where nobody is asked, anybody. */
export async function anyPatient(services: Services, { id, cadence }: Programme): Promise<KnownPerson> {
  const unasked = { 'asking.state': 'queued' as const, 'asking.dueAt': { $gte: new Date(0) } };
  const doc = await services.store.persons.findOne({
    programme: id,
    synthetic: true,
    ...(cadence.length > 0 ? unasked : {}),
  });
  if (!doc)
    throw new UserError(
      'nobody-left',
      'Everybody on the demonstration list has been asked.',
      'Choose one with --person RUN, or start with an empty data folder.',
    );
  return openPerson(services.store, doc);
}

/** Asks the person now, if nothing was asked yet. */
export async function begin(services: Services, person: KnownPerson): Promise<void> {
  await services.store.persons.updateOne(
    { _id: person.doc._id, 'asking.state': 'queued' },
    { $set: { 'asking.dueAt': new Date(services.clock.now()) } },
  );
  await startPeople(services, 1, person.doc._id);
  await workOnce(services, { start: false });
}

/** Where they write from before anybody has written to them. */
const FIRST_CHANNEL = 'whatsapp';

/** The person writes, on the channel of their conversation; of a programme that asks nobody they write first. */
export async function write(
  services: Services,
  person: KnownPerson,
  said: Omit<Said, 'channel'>,
  channel?: Said['channel'],
): Promise<void> {
  const conversation = await services.store.conversations
    .find({ person: person.doc._id })
    .sort({ touchedAt: -1 })
    .limit(1)
    .next();
  const asks = (services.programmes.get(person.doc.programme)?.cadence.length ?? 0) > 0;
  const address = conversation?.address ?? (asks ? undefined : person.doc.contacts[0]?.address);
  if (address === undefined)
    throw new UserError(
      'not-asked-yet',
      'Nothing was sent to this person yet: somebody else on the same phone comes first.',
    );
  const on = channel ?? conversation?.channel ?? FIRST_CHANNEL;
  await receive(services, [
    {
      id: `${on}:play-${randomUUID()}`,
      channel: on,
      address,
      saidAt: services.clock.now(),
      said: { ...said, channel: on },
    },
  ]);
  await workUntilDone(services, { start: false });
}
