/** What a turn changes of the person: the state of the contact point, the asking, news of a death, a new number. */
import type { AnyBulkWriteOperation } from 'mongodb';
import { sealJson } from '../privacy/vault.js';
import type { TurnRecord } from '../turn/conversation.js';
import type { Programme } from '../programmes/programme.js';
import type { Asking, PersonDoc } from './documents.js';

export function personChanges(
  person: string,
  address: string,
  record: TurnRecord,
  key: Buffer,
  programme: Programme,
): AnyBulkWriteOperation<PersonDoc>[] {
  const changes: AnyBulkWriteOperation<PersonDoc>[] = [];
  const at = new Date(record.at);
  const status = (to: 'validated' | 'wrongPerson' | 'optedOut' | 'unreachable') =>
    changes.push({
      updateOne: {
        filter: { _id: person, 'contacts.address': address },
        update: { $set: { 'contacts.$[c].status': to, 'contacts.$[c].statusAt': at } },
        arrayFilters: [{ 'c.address': address }],
      },
    });
  const asking = (to: Asking) =>
    changes.push({ updateOne: { filter: { _id: person }, update: { $set: { asking: to } } } });
  for (const fact of record.facts) {
    if (fact.fact === 'numberConfirmed') status('validated');
    if (fact.fact === 'wrongPerson') status('wrongPerson');
    if (fact.fact === 'optedOut') status('optedOut');
    if (fact.fact === 'deathReported')
      changes.push({
        updateOne: {
          filter: { _id: person },
          update: {
            $set: {
              death: { reportedAt: at, denied: false },
              asking: { state: 'excluded', dueAt: null, why: 'deceased' },
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
  if (record.ended === 'unreachable') status('unreachable');
  switch (record.ended) {
    case null:
      break;
    case 'unreachable':
    case 'wrongPerson':
      // The next number of the person is tried; without one the person was not located (campaigns/start).
      asking({ state: 'queued', dueAt: at });
      break;
    case 'silent':
      asking({ state: record.notLocated.length > 0 ? 'exhausted' : 'answered', dueAt: null });
      break;
    case 'stopped':
      asking({ state: 'excluded', dueAt: null, why: 'optedOut' });
      break;
    case 'deceased':
      asking({ state: 'excluded', dueAt: null, why: 'deceased' });
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
