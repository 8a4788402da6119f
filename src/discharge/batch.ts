/** What would leave now: the approved proposals with their counts, what is odd about them, and who signed that. Nothing is written. */
import { UserError } from '../domain/failure.js';
import type { Programme } from '../programmes/programme.js';
import type { BatchDoc, ProposalDoc } from '../store/documents.js';
import type { Store } from '../store/store.js';
import type { Services } from '../turn/services.js';
import { alarmsOf, sums, type Alarm, type Counted, type History } from './alarms.js';
import { casesOf, CASES_AT_ONCE, type BuiltCase } from './cases.js';
import { logAct } from '../store/logAct.js';
import { normOn } from './policy/norm.js';
import { policyOf } from './policy-of.js';
import { sampleOf } from './sampling.js';
import { userWho } from './who.js';

export interface OpenAlarm extends Alarm {
  /** Who looked and lets it pass; null = nobody yet, and nothing leaves. */
  readonly signed: { readonly by: string; readonly why: string } | null;
}

export interface DryRun {
  /** Norms by which they were decided. */
  readonly policy: string;
  /** Those that would leave. */
  readonly proposals: number;
  readonly byState: Readonly<Record<string, number>>;
  readonly byCause: Readonly<Record<string, number>>;
  readonly byService: Readonly<Record<string, number>>;
  readonly byReviewer: Readonly<Record<string, number>>;
  readonly waits: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly alarms: readonly OpenAlarm[];
  readonly blocked: boolean;
}

export const countedOf = ({ proposal, entry, known, person }: BuiltCase): Counted => ({
  cause: proposal.decision?.is === 'allowed' ? proposal.decision.cause : -1,
  healthService: entry.healthService,
  establishment: entry.destination,
  reviewers: (proposal.approvals ?? []).map(({ by }) => by),
  contacted: known.outcome.contacted,
  registry: known.person.registry?.is ?? null,
  wroteAfterDeath: known.person.wroteAfterDeath,
  wrongContact:
    known.outcome.number === 'unverified' && person.doc.contacts.some(({ status }) => status === 'wrongPerson'),
});

/** Proposals that are counted between two looks at what else is asked. */
const AT_ONCE = 1_000;

/** Over all proposals of the programme. Throws `UserError` where it discharges nobody. */
export async function dryRun(services: Services, programme: Programme): Promise<DryRun> {
  policyOf(programme);
  const { store, clock } = services;
  const byState: Record<string, number> = {};
  const waits: Record<string, number> = {};
  const refused: Record<string, number> = {};
  const norms = new Set<string>();
  const counted: Counted[] = [];
  const add = (into: Record<string, number>, name: string) => (into[name] = (into[name] ?? 0) + 1);
  // Without the sealed cases, which are most of each, and a thousand at a time: others ask this process meanwhile.
  const all = store.proposals
    .find({ programme: programme.id }, { batchSize: AT_ONCE })
    .project<Pick<ProposalDoc, 'state' | 'decision'>>({ 'state': 1, 'decision.is': 1, 'decision.norm': 1, 'decision.for': 1, 'decision.why': 1 }); // prettier-ignore
  for await (const { state, decision } of all) {
    add(byState, state);
    if (decision?.norm) norms.add(decision.norm);
    if (state === 'proposed' && decision?.is === 'waits') for (const each of decision.for) add(waits, each);
    if (state === 'refused')
      for (const each of decision?.is === 'refused' ? decision.why : ['by-reviewer']) add(refused, each);
  }
  let batch: ProposalDoc[] = [];
  const look = async () => {
    for (const each of await casesOf(store, programme, batch, clock.now())) counted.push(countedOf(each));
    batch = [];
  };
  for await (const proposal of store.proposals.find({ programme: programme.id, state: 'approved' })) {
    batch.push(proposal);
    if (batch.length === CASES_AT_ONCE) await look();
  }
  if (batch.length > 0) await look();
  const alarms = await openAlarms(services, programme, counted);
  const counts = (keys: (row: Counted) => readonly string[]) => Object.fromEntries([...sums(counted, keys)].sort());
  return {
    policy: [...norms].sort().join(' '),
    proposals: counted.length,
    byState,
    byCause: counts(({ cause }) => [String(cause)]),
    byService: counts(({ healthService }) => [String(healthService)]),
    byReviewer: counts(({ reviewers }) => reviewers),
    waits,
    refused,
    alarms,
    blocked: alarms.some(({ signed }) => signed === null),
  };
}

export async function openAlarms(
  services: Services,
  programme: Programme,
  counted: readonly Counted[],
): Promise<OpenAlarm[]> {
  const policy = policyOf(programme);
  const { store, clock } = services;
  const norm = normOn(policy, new Date(clock.now()).toISOString().slice(0, 10));
  if (!norm) return [];
  const { total } = await sampleOf(store, programme);
  return signedOf(services, programme, alarmsOf(counted, await historyOf(store, programme.id), norm.limits, total));
}

/** The same alarms, with who has signed each by now. */
export async function signedOf(
  { store, clock }: Services,
  programme: Programme,
  alarms: readonly Alarm[],
): Promise<OpenAlarm[]> {
  const signatures = await store.alarmSignatures.find({ programme: programme.id }).toArray();
  const byAlarm = new Map(signatures.map((each) => [each.alarm, each]));
  return alarms.map((alarm) => {
    const found = byAlarm.get(alarm.id);
    // More than was looked at is to be looked at again; a signature is for today's batch and not for ever.
    const stands = found && found.upTo >= alarm.count && clock.now() - found.at.getTime() < SIGNED_FOR;
    return { ...alarm, signed: stands ? { by: found.by, why: found.why } : null };
  });
}

/** How long a signature stands: a working day and the night before it. */
const SIGNED_FOR = 36 * 3_600_000;

async function historyOf(store: Store, programme: string): Promise<History> {
  const before = await store.batches.find({ programme, state: 'written' }).toArray();
  const total = (of: (batch: BatchDoc) => Readonly<Record<string, number>> | undefined) => {
    const all: Record<string, number> = {};
    for (const batch of before)
      for (const [name, n] of Object.entries(of(batch) ?? {})) all[name] = (all[name] ?? 0) + n;
    return all;
  };
  return {
    batches: before.length,
    rows: before.reduce((sum, { rows = 0 }) => sum + rows, 0),
    byCause: total(({ byCause }) => byCause),
    byService: total(({ byService }) => byService),
    byEstablishment: total(({ byEstablishment }) => byEstablishment),
  };
}

/** Somebody with the role has looked at an alarm, up to as many as there are now. Throws `UserError` when they may not or there is none. */
export async function signAlarm(
  services: Services,
  programme: Programme,
  by: string,
  alarm: string,
  why: string,
): Promise<OpenAlarm> {
  const user = await userWho(services.store, by, 'signAlarm');
  const { alarms } = await dryRun(services, programme);
  const found = alarms.find(({ id }) => id === alarm);
  if (!found) throw new NoAlarm(alarm, alarms);
  const at = new Date(services.clock.now());
  const doc = { programme: programme.id, alarm, by: user._id, at, why, upTo: found.count };
  await services.store.alarmSignatures.replaceOne({ _id: `${programme.id}:${alarm}` }, doc, { upsert: true });
  await logAct(services.store, `batch:${programme.id}`, ['signed', alarm, by, found.count, why], at);
  return { ...found, signed: { by, why } };
}

class NoAlarm extends UserError {
  constructor(alarm: string, open: readonly Alarm[]) {
    super('alarm-unknown', `There is no alarm "${alarm}".`, `Open: ${open.map(({ id }) => id).join(', ') || 'none'}`);
  }
}
