/** What a turn changes of the person: the state of the contact point, the asking, news of a death, a new number. */
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import { isAboutNoEntry } from '../../dialogs/index.js';
import { sealJson } from '../privacy/vault.js';
import type { TurnRecord } from '../turn/conversation.js';
import type { Cadence } from '../programmes/cadence.js';
import type { Programme } from '../programmes/programme.js';
import { contactChange, contactFact, fellSilent } from './contactChanges.js';
import type { Asking, PersonDoc } from './documents.js';

export interface Told {
  readonly person: string;
  readonly conversation: string;
  readonly address: string;
  readonly key: Buffer;
  readonly programme: Programme;
  readonly cadence: Cadence;
  /** Has the person written in this conversation by now? */
  readonly answered: boolean;
}

export function personChanges(
  { person, conversation, address, key, programme, cadence, answered }: Told,
  record: TurnRecord,
): AnyBulkWriteOperation<PersonDoc>[] {
  const changes: AnyBulkWriteOperation<PersonDoc>[] = [];
  const at = new Date(record.at);
  const contact = { person, address, at };
  // The campaign that asks, and what it has tried, stay.
  const asking = (
    { state, dueAt, why }: Pick<Asking, 'state' | 'dueAt' | 'why'>,
    from?: readonly Asking['state'][],
  ): void => {
    // Whoever writes by themselves and is asked nothing stays where they stand.
    if (isAboutNoEntry(record.dialog) && state !== 'excluded') return;
    const attempts = record.attempts?.map((each) => ({ channel: each.channel, at: new Date(each.at) }));
    const set: Record<string, unknown> = {
      'asking.state': state,
      'asking.dueAt': dueAt,
      'asking.why': why ?? '$$REMOVE',
      'asking.by': { conversation, turn: record.turn, at },
      ...(state === 'queued' ? { 'asking.again': true } : {}),
      ...(attempts ? { 'asking.attempts': attempts } : {}),
    };
    const newer = isLast(conversation, record.turn, at);
    for (const [path, value] of Object.entries(set))
      set[path] = {
        $cond: [
          newer,
          value === '$$REMOVE' ? value : { $literal: value },
          path === 'asking.dueAt' ? '$asking.dueAt' : { $ifNull: [`$${path}`, '$$REMOVE'] },
        ],
      };
    changes.push({
      updateOne: {
        filter: { _id: person, ...(from ? { 'asking.state': { $in: [...from] } } : {}) },
        update: [{ $set: set }],
      },
    } as AnyBulkWriteOperation<PersonDoc>);
  };
  // Whatever was said there, the number answers. What it is beyond that the facts say.
  if (record.heard) {
    // What is said in the portal came from no number.
    if (record.channel !== 'portal') changes.push(contactChange(contact, 'reachable', 'answered'));
    const answeredAt = new Date(record.heard.saidAt);
    changes.push({
      updateOne: { filter: { _id: person }, update: { $max: { answeredAt } } },
    } as AnyBulkWriteOperation<PersonDoc>);
  }
  for (const fact of record.facts) {
    if (fact.fact === 'numberConfirmed' && record.channel !== 'portal')
      changes.push(contactChange(contact, 'validated', 'person'));
    if (fact.fact === 'wrongPerson') changes.push(contactChange(contact, 'wrongPerson', 'answered'));
    if (fact.fact === 'optedOut') changes.push(contactChange(contact, 'optedOut', fact.by ?? 'person'));
    if (fact.fact === 'optedIn') changes.push(contactChange(contact, 'reachable', 'optedIn'));
    if (fact.fact === 'responsibleAnswered')
      changes.push(contactFact(contact, { responsible: { relation: fact.relation, at } }, 'responsible'));
    if (fact.fact === 'whatsappAllowed')
      changes.push(
        contactFact(contact, { whatsappOptIn: { at, inboundId: record.heard?.inboundId ?? '' } }, 'whatsappAllowed'),
      );
    if (fact.fact === 'numberFails') {
      if (fact.why === 'notOnWhatsApp') changes.push(contactFact(contact, { notOnWhatsApp: at }, 'notOnWhatsApp'));
      if (fact.why === 'landline') changes.push(contactChange(contact, 'landline', 'provider'));
      if (fact.why === 'noSuchNumber') changes.push(contactChange(contact, 'unreachable', 'noSuchNumber'));
    }
    if (fact.fact === 'shortNotice')
      changes.push({
        updateOne: { filter: { _id: person }, update: { $set: { shortNotice: { is: fact.is, at } } } },
      } as AnyBulkWriteOperation<PersonDoc>);
    if (fact.fact === 'deathReported')
      changes.push({
        updateOne: {
          filter: { _id: person },
          update: {
            $set: {
              death: { reportedAt: at, denied: false },
              'asking.state': 'excluded',
              'asking.dueAt': null,
              'asking.why': 'deceased',
            },
          },
        },
      });
    if (fact.fact === 'deathDenied')
      changes.push({ updateOne: { filter: { _id: person }, update: { $set: { 'death.denied': true } } } });
    if (fact.fact === 'newPhone' || fact.fact === 'newAddress') {
      const reported = {
        what: fact.fact,
        at,
        secret: sealJson(key, { said: fact.said, channel: record.channel, programme: programme.id }),
      };
      changes.push({
        updateOne: { filter: { _id: person, 'reported.at': { $ne: at } }, update: { $push: { reported } } },
      });
    }
  }
  // From here on the person is in conversation, whoever began it, and is not asked on another number meanwhile.
  if (record.kind === 'start') asking({ state: 'asking', dueAt: null });
  if (record.ended === 'unreachable') changes.push(contactChange(contact, 'unreachable', 'provider'));
  switch (record.ended) {
    case null:
      break;
    case 'unreachable':
    case 'wrongPerson':
      // The next number of the person is tried; without one the person was not located (campaigns/start).
      asking({ state: 'queued', dueAt: at });
      break;
    case 'silent':
      // Nobody answered here; whoever answered elsewhere meanwhile was located.
      asking({ state: record.notLocated.length > 0 ? 'exhausted' : answered ? 'answered' : 'calling', dueAt: null }, [
        'asking',
        'queued',
      ]);
      changes.push(fellSilent(contact));
      break;
    case 'nextNumber':
      asking({ state: 'queued', dueAt: new Date(record.at + (cadence.secondNumber?.after ?? 0)) }, [
        'asking',
        'queued',
      ]);
      changes.push(fellSilent(contact));
      break;
    case 'stopped':
      // Told by the provider, it is about the number: the person's next one is tried. Said in answer to us it ends the asking everywhere,
      // whoever said it: nobody who asked for silence gets the same words on their other phone.
      if (record.kind === 'said') asking({ state: 'excluded', dueAt: null, why: 'optedOut' });
      else asking({ state: 'queued', dueAt: at });
      break;
    case 'deceased':
      asking({ state: 'excluded', dueAt: null, why: 'deceased' });
      break;
    case 'elsewhere':
      // They have answered elsewhere, and what they said there says how it goes on.
      asking({ state: 'answered', dueAt: null }, ['asking']);
      break;
    case 'withdrawn':
      asking({ state: 'closed', dueAt: null });
      break;
    case 'answered':
    case 'handed':
    case 'relative':
      asking({ state: 'answered', dueAt: null });
      break;
    default:
      record.ended satisfies never;
  }
  return changes;
}

/**
 * Is this turn the last word on how the person stands? Two workers project turns of one conversation in any order: an older turn that is
 * written down late must not bring back "is being asked" of somebody who has answered. Of two conversations the later one speaks.
 */
const isLast = (conversation: string, turn: number, at: Date): Document => ({
  $cond: [
    { $eq: ['$asking.by.conversation', conversation] },
    { $lte: [{ $ifNull: ['$asking.by.turn', 0] }, turn] },
    { $lte: [{ $ifNull: ['$asking.by.at', new Date(0)] }, at] },
  ],
});
