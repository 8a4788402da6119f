/** People who gave up a place, with everything the policy wants of them, over the real database. */
import { patient, proofOf, type Patient } from '../support/people.js';
import { DAY, HOUR, TestStage, type Placed } from '../support/services.js';
import { addUser } from '../../src/discharge/users.js';
import { approve } from '../../src/discharge/review.js';
import { propose } from '../../src/discharge/propose.js';

export interface GaveUp extends Placed {
  readonly patient: Patient;
  readonly entry: string;
  readonly address: string;
}

export const RESOLVER = { establishment: '113999', professional: '12345678-5' };

/** Users, and the list that shows the entries open. */
export async function dischargeStage(): Promise<TestStage> {
  const stage = await TestStage.open();
  const { services } = stage;
  await addUser(services, { name: 'tic', role: 'TIC', services: [], by: null });
  for (const [name, role] of [
    ['ana', 'DARS'],
    ['luis', 'DARS'],
    ['digera', 'DIGERA'],
    ['servicio', 'service'],
  ] as const)
    await addUser(services, { name, role, services: [], by: 'tic' });
  return stage;
}

/** They say that they have recovered, prove who they are, and confirm twice; three days pass. */
export async function giveUp(stage: TestStage, people: readonly Patient[] = [patient()]): Promise<GaveUp[]> {
  await toMorning(stage);
  const placed = await stage.add(...people);
  await stage.settle();
  const gave = placed.map((each, at): GaveUp => ({
    ...each, patient: people[at] as Patient, entry: each.entries[0] ?? '', address: each.addresses[0] ?? '',
  })); // prettier-ignore
  for (const { address, patient: who } of gave)
    for (const words of ['1', '4', '3', proofOf(who), '1', '1', '1']) await stage.says(address, words);
  stage.pass(73 * HOUR);
  await listOpen(stage);
  await checkAlive(stage, gave);
  return gave;
}

/** Ten in the morning of a working day in Chile: people may be written to. */
export async function toMorning(stage: TestStage): Promise<void> {
  const ready = () => {
    const now = new Date(stage.clock.now());
    return now.getUTCHours() === 13 && now.getUTCDay() >= 1 && now.getUTCDay() <= 4;
  };
  while (!ready()) stage.pass(HOUR);
  await stage.settle();
}

/** A list of today shows every entry open. */
export async function listOpen(stage: TestStage): Promise<void> {
  const { store, clock } = stage.services;
  const ids = await store.entries.distinct('importId', {});
  for (const _id of ids)
    await store.imports.updateOne(
      { _id },
      {
        $set: {
          programme: 'minsal', file: 'list.csv', state: 'done', lastLine: 2, today: new Date(clock.now()).toISOString().slice(0, 10),
          startedAt: new Date(clock.now()), finishedAt: new Date(clock.now()), rows: 1, changed: 1,
        },
      },
      { upsert: true },
    ); // prettier-ignore
}

/** The civil registry was asked today: alive. */
export async function checkAlive(stage: TestStage, people: readonly Placed[]): Promise<void> {
  await stage.services.store.persons.updateMany(
    { _id: { $in: people.map(({ person }) => person) } },
    {
      $set: {
        checked: {
          at: new Date(new Date(stage.clock.now()).toISOString().slice(0, 10)),
          dead: false,
          source: 'Registro Civil',
        },
      },
    },
  );
}

/** Proposed, and approved by both. */
export async function approveAll(stage: TestStage): Promise<void> {
  await propose(stage.services, stage.programme);
  for (const by of ['ana', 'luis']) await approve(stage.services, stage.programme, by, {});
}

export const stateOf = async (stage: TestStage, entry: string): Promise<string | null> =>
  (await stage.services.store.proposals.findOne({ entry }, { sort: { at: -1 } }))?.state ?? null;

export { DAY };
