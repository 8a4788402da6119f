/** A person at a keyboard plays a synthetic patient of the loaded list (terminal and web). */
import { randomUUID } from 'node:crypto';
import { parseRun } from '../domain/document-number.js';
import { UserError } from '../domain/failure.js';
import { startPeople } from '../campaigns/start.js';
import { openPerson, type KnownPerson } from '../store/loadConversations.js';
import { personIdOf } from '../store/person-id.js';
import { receive } from '../turn/receive.js';
import type { Said } from '../turn/conversation.js';
import type { Services } from '../turn/services.js';
import { workOnce } from '../turn/work.js';

/** Throws `UserError` when the person is unknown, or not synthetic: nobody plays a real patient. */
export async function patientByDocument(services: Services, programme: string, run: string): Promise<KnownPerson> {
  const parsed = parseRun(run);
  if (!parsed.ok) throw new UserError('document-wrong', `${run} is not a RUN.`, 'Give it as 12345678-5.');
  const document = { country: 'CL', type: 'RUN', number: parsed.value } as const;
  return patientById(services, personIdOf(services.store.vault, programme, document));
}

export async function patientById(services: Services, id: string): Promise<KnownPerson> {
  const doc = await services.store.persons.findOne({ _id: id });
  if (!doc) throw new UserError('person-unknown', 'Nobody on the list has that number.');
  if (!doc.synthetic) throw new UserError('person-real', 'This is a real person: only invented people can be played.');
  return openPerson(services.store, doc);
}

/** Somebody who has not been asked yet. */
export async function anyPatient(services: Services, programme: string): Promise<KnownPerson> {
  const doc = await services.store.persons.findOne({
    programme,
    synthetic: true,
    'asking.state': 'queued',
    'asking.dueAt': { $gte: new Date(0) },
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

/** The person writes, on the channel of their conversation. */
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
  if (!conversation)
    throw new UserError(
      'not-asked-yet',
      'Nothing was sent to this person yet: somebody else on the same phone comes first.',
    );
  const { address } = conversation;
  const on = channel ?? conversation.channel;
  await receive(services, [
    {
      id: `${on}:play-${randomUUID()}`,
      channel: on,
      address,
      saidAt: services.clock.now(),
      said: { ...said, channel: on },
    },
  ]);
  while ((await workOnce(services, { start: false })).done > 0);
}
