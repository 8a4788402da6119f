/**
 * A person is erased: their key goes, and with it every word, name and number that was sealed with it, in the database and in every backup.
 * What stays is codes that name nobody, and why it stays is said.
 */
import { deleteFilesOf } from '../portal/files.js';
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import { DURABLE } from '../store/store.js';
import { logAct } from '../store/logAct.js';
import { suppress } from '../store/suppressions.js';
import type { KnownPerson } from '../store/loadConversations.js';
import { userWho } from '../discharge/who.js';
import type { Services } from '../turn/services.js';

export interface Erased {
  readonly person: string;
  /** What went, with how many. */
  readonly removed: Readonly<Record<string, number>>;
  /** What stays, and why. */
  readonly kept: readonly { readonly what: string; readonly why: string }[];
}

/**
 * Run again after a crash it goes on. Throws `UserError`: who asks may not; a discharge of theirs is under way and must be settled first.
 */
export async function erase(
  services: Services,
  programme: Programme,
  person: KnownPerson,
  by: string,
  why: string,
): Promise<Erased> {
  const { store, clock } = services;
  await userWho(store, by, 'erase');
  const id = person.doc._id;
  const underWay = await store.proposals.countDocuments({ person: id, state: 'exported' });
  if (underWay > 0)
    throw new UserError(
      'discharge-under-way',
      'A discharge of theirs is at SIGTE, and not answered yet.',
      'Read the answer first: vigente discharge accept',
      1,
    );
  const at = new Date(clock.now());
  // First what stops messages, then what cannot be taken back.
  await suppress(store, [{ _id: `person:${id}`, why: 'stop', at, conversation: 'erase' }], at.getTime());
  const mine = { person: id };
  const talks = await store.conversations.distinct('_id', mine);
  const removed: Record<string, number> = {};
  const gone = async (what: string, result: Promise<{ readonly deletedCount: number }>) => {
    const { deletedCount } = await result;
    if (deletedCount > 0) removed[what] = deletedCount;
  };
  await gone(
    'inbound messages',
    store.inbound.deleteMany({
      $or: [
        { conversation: { $in: talks } },
        {
          address: { $in: person.doc.contacts.filter(({ shared }) => !shared).map(({ address }) => address) },
          state: 'applied',
        },
      ],
    }),
  );
  await gone('files', store.media.deleteMany({ conversation: { $in: talks } }));
  await gone('files of the portal', deleteFilesOf(store, id));
  await store.portalSessions.deleteMany(mine);
  await store.portalLinks.deleteMany(mine);
  await gone('appointments', store.appointments.deleteMany(mine));
  await gone('payments', store.payments.deleteMany(mine));
  await gone('evidence', store.evidence.deleteMany(mine));
  await gone('follow-ups', store.followUps.deleteMany(mine));
  await gone('errands', store.errands.deleteMany(mine));
  await gone('reminders', store.reminders.deleteMany(mine));
  await gone('places in line', store.waiting.deleteMany(mine));
  await gone('call-backs', store.samples.deleteMany(mine));
  const withdrawn = await store.proposals.updateMany(
    { ...mine, state: { $in: ['proposed', 'returned', 'verified', 'approved'] } },
    { $set: { state: 'withdrawn', touchedAt: new Date(services.clock.now()) }, $unset: { case: '', corrected: '' } },
  );
  if (withdrawn.modifiedCount > 0) removed['proposals'] = withdrawn.modifiedCount;
  await store.deskTasks.updateMany({ ...mine, state: 'open' }, { $set: { state: 'done' } });
  await gone('claims of the desk', store.deskClaims.deleteMany({ _id: `person:${id}` }));
  await gone('calls', store.callAttempts.deleteMany(mine));
  // The key is the last: until here everything can be done again.
  const nothing = Buffer.alloc(0);
  await store.persons.updateOne(
    { _id: id },
    {
      $set: {
        key: nothing, secret: nothing, contacts: [], sex: 0, birthYear: 0, commune: '', 'asking.state': 'closed', 'asking.dueAt': null,
        never: { at, by },
      },
      $unset: { reported: '', differences: '', searched: '', checked: '', death: '' },
    },
    DURABLE,
  ); // prettier-ignore
  removed['key: names, document, numbers, address, all words said and heard'] = 1;
  // A conversation at a number that was never theirs on file has a key of its own.
  await store.conversations.updateMany({ person: id, key: { $ne: null } }, { $set: { key: null } }, DURABLE);
  await logAct(store, `privacy:${programme.id}`, ['erased', id, by, why], at);
  return { person: id, removed, kept: KEPT };
}

const KEPT = [
  { what: 'the audit', why: 'it holds codes and times alone, and proves that nobody was discharged against the rules' },
  {
    what: 'outcomes, receipts and proposals as codes',
    why: 'sums and decisions stay countable; without the key nobody is behind them',
  },
  { what: 'that they are never to be written to', why: 'a later list must not bring them back' },
  {
    what: 'entries in SIGTE and the clinical record',
    why: 'they belong to the health service, which keeps them by its own law (Ley 20.584 art. 13: 15 years)',
  },
] as const;
