/** A list with people who have been asked, and the portal to which they come. */
import { loadPersons, type KnownPerson } from '../../src/store/loadConversations.js';
import type { Visitor } from '../../src/portal/talk.js';
import type { Assurance } from '../../src/domain/assurance.js';
import type { Placed, TestStage } from '../support/services.js';

export async function personOf(stage: TestStage, placed: Placed): Promise<KnownPerson> {
  const person = (await loadPersons(stage.services.store, [placed.person])).get(placed.person);
  if (!person) throw new Error('there is no such person');
  return person;
}

export async function visitorOf(stage: TestStage, placed: Placed, level: Assurance, visit = 'v1'): Promise<Visitor> {
  return {
    programme: stage.programme,
    person: await personOf(stage, placed),
    level,
    address: placed.addresses[0] ?? null,
    visit,
  };
}
