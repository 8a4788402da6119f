/** Random call-backs on removals: were they right? The false-removal rate with its interval, in all and by group (REQUIREMENTS, extra 8). */
import { interval } from '../campaigns/interval.js';
import { taskDueAt } from '../desk/due.js';
import { UserError } from '../domain/failure.js';
import { Random } from '../domain/random.js';
import type { Programme } from '../programmes/programme.js';
import type { DeskTaskDoc, ProposalDoc, SampleDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { DURABLE, type Store } from '../store/store.js';
import type { Services } from '../turn/services.js';
import type { Sampled } from './alarms.js';
import { casesOf } from './cases.js';
import { logAct } from '../store/logAct.js';
import { userWho } from './who.js';

const OLDEST = 120;
/** "60-69"; "?" = not known. */
export const ageGroup = (age: number | null): string =>
  age === null || age > OLDEST ? '?' : `${Math.floor(age / 10) * 10}-${Math.floor(age / 10) * 10 + 9}`;

/**
 * Draws at random among removals that nobody called back yet, the dead left out, and makes a call task of each. `seed` — the same seed
 * draws the same. Returns how many were drawn.
 */
export async function drawSample(
  services: Services,
  programme: Programme,
  size: number,
  seed: number,
): Promise<number> {
  const { store, clock } = services;
  const ids = await store.proposals
    .find({
      programme: programme.id,
      state: { $in: ['verified', 'approved', 'exported', 'accepted'] },
      is: { $ne: 'deceasedReported' },
    })
    .sort({ _id: 1 })
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const drawn = new Set(
    (await store.samples.find({ programme: programme.id }).project<{ _id: string }>({ _id: 1 }).toArray()).map(
      ({ _id }) => _id,
    ),
  );
  const left = ids.map(({ _id }) => _id).filter((id) => !drawn.has(id));
  const random = new Random(seed);
  for (let at = left.length - 1; at > 0; at -= 1) {
    const other = random.between(0, at);
    [left[at], left[other]] = [left[other] as string, left[at] as string];
  }
  const chosen = left.slice(0, size);
  if (chosen.length === 0) return 0;
  const proposals = await store.proposals.find({ _id: { $in: chosen } }).toArray();
  const now = clock.now();
  const cases = await casesOf(store, programme, proposals, now);
  const at = new Date(now);
  const samples = cases.map(({ proposal, entry, person, known }): SampleDoc => ({
    _id: proposal._id, programme: programme.id, person: proposal.person, entry: entry._id, drawnAt: at, healthService: entry.healthService,
    age: ageGroup(known.person.age), sex: person.doc.sex, commune: person.doc.commune, insurer: person.doc.insurer,
  })); // prettier-ignore
  const tasks = cases.map(({ proposal, entry }): DeskTaskDoc => taskOf(programme, proposal, entry._id, at));
  for (const insert of [
    () => store.deskTasks.insertMany(tasks, { ordered: false }),
    () => store.samples.insertMany(samples, { ordered: false }),
  ])
    await insert().catch((error: unknown) => {
      if (!onlyDuplicates(error)) throw error;
    });
  await logAct(store, `sample:${programme.id}`, ['drawn', cases.length, seed], at);
  return cases.length;
}

const taskOf = (programme: Programme, { _id, person, conversation }: ProposalDoc, entry: string, at: Date): DeskTaskDoc => ({
  _id: `${_id}:callBack`, programme: programme.id, queue: 'call', reason: 'callBack', person, entry, conversation: conversation || null,
  state: 'open', at, dueAt: new Date(taskDueAt('call', at.getTime(), programme)),
}); // prettier-ignore

/**
 * What was heard on the phone. `wrong` — they do need it: the place is held at once, and whatever is not exported is withdrawn.
 * Throws `UserError` when it was not drawn.
 */
export async function calledBack(
  services: Services,
  by: string,
  proposal: string,
  is: 'right' | 'wrong' | 'notReached',
): Promise<void> {
  const { store, clock } = services;
  await userWho(store, by, 'callBack');
  const at = new Date(clock.now());
  const sample = await store.samples.findOne({ _id: proposal });
  if (!sample) throw new UserError('sample-unknown', `${proposal} was not drawn for a call-back.`, undefined, 1);
  if (is === 'wrong') {
    // First what stops the discharge, then what is counted.
    await store.holds.replaceOne({ _id: sample.entry }, { at, conversation: '' }, { upsert: true, ...DURABLE });
    await store.proposals.updateMany(
      { entry: sample.entry, state: { $in: ['proposed', 'returned', 'verified', 'approved'] } },
      { $set: { state: 'withdrawn' } },
    );
  }
  await store.samples.updateOne({ _id: proposal }, { $set: { result: { is, at, by } } }, DURABLE);
  await store.deskTasks.updateOne({ _id: `${proposal}:callBack` }, { $set: { state: 'done' } });
  await logAct(store, `sample:${sample.programme}`, ['called', proposal, is, by], at);
}

export interface Rate {
  readonly answered: number;
  readonly wrong: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface SampleReport {
  readonly total: Sampled & Rate;
  /** By "healthService", "age", "sex", "commune", "insurer": each group's rate. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, Rate>>>>;
}

const GROUPS = ['healthService', 'age', 'sex', 'commune', 'insurer'] as const;

/** Whoever was not reached says nothing. */
export async function sampleOf(store: Store, { id }: Pick<Programme, 'id'>): Promise<SampleReport> {
  const all = await store.samples.find({ programme: id }).toArray();
  const rate = (of: readonly SampleDoc[]): Rate => {
    const answered = of.filter(({ result }) => result && result.is !== 'notReached');
    const wrong = answered.filter(({ result }) => result?.is === 'wrong').length;
    return { answered: answered.length, wrong, ...interval(wrong, answered.length) };
  };
  const groups = Object.fromEntries(
    GROUPS.map((name) => {
      const values = [...new Set(all.map((each) => String(each[name])))].sort();
      return [
        name,
        Object.fromEntries(values.map((value) => [value, rate(all.filter((each) => String(each[name]) === value))])),
      ];
    }),
  );
  const reached = all.filter(({ result }) => result?.is !== 'notReached');
  return { total: { drawn: reached.length, ...rate(all) }, groups };
}
