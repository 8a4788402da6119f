/** `vigente discharge propose`: what people answered meets the policy. Says for each what is allowed, what is waited for, or why not. */
import type { Programme } from '../programmes/programme.js';
import { sealJson } from '../privacy/vault.js';
import type { EntryDoc, PersonDoc, ProposalDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import type { Services } from '../turn/services.js';
import { casesOf, CASES_AT_ONCE, type BuiltCase } from './cases.js';
import { unfreezeUnmatched } from './deaths.js';
import { changeProposals, logLeftLinks, type ProposalChange } from './change.js';
import { decide } from './policy/decide.js';
import type { Decision } from './policy/decision.js';
import { policyOf } from './policy-of.js';
import { watchReinstated } from './reinstate.js';

export interface Proposed {
  /** Those looked at now. */
  readonly proposals: number;
  readonly verified: number;
  /** By what is waited for; one may wait for several things. */
  readonly waits: Readonly<Record<string, number>>;
  /** By the reason; one may have several. */
  readonly refused: Readonly<Record<string, number>>;
  /** Deaths that the civil registry told of, proposed now. */
  readonly deaths: number;
  /** Reported deaths that nobody matched in time: these people are called. */
  readonly unfrozen: number;
}

/** Run again it changes nothing that has not changed. Throws `UserError` where the programme discharges nobody. */
export async function propose(services: Services, programme: Programme): Promise<Proposed> {
  policyOf(programme);
  const { store, clock } = services;
  await logLeftLinks(store);
  const unfrozen = await unfreezeUnmatched(services, programme);
  await watchReinstated(services, programme);
  const deaths = await proposeDeaths(services, programme);
  const sums = {
    proposals: 0,
    verified: 0,
    deaths,
    unfrozen,
    waits: {} as Record<string, number>,
    refused: {} as Record<string, number>,
  };
  const open = store.proposals.find({ programme: programme.id, state: 'proposed' }, { batchSize: CASES_AT_ONCE });
  let batch: ProposalDoc[] = [];
  const settle = async () => {
    const now = clock.now();
    const cases = await casesOf(store, programme, batch, now);
    sums.proposals += cases.length;
    const changes = cases.flatMap((each) => {
      const decision = decide(programme.policy, each.known);
      count(sums, decision);
      return sameAs(each.proposal, decision) ? [] : [changeOf(each, decision, now)];
    });
    await changeProposals(store, changes, now);
    batch = [];
  };
  for await (const proposal of open) {
    batch.push(proposal);
    if (batch.length === CASES_AT_ONCE) await settle();
  }
  if (batch.length > 0) await settle();
  return sums;
}

function count(
  sums: { verified: number; waits: Record<string, number>; refused: Record<string, number> },
  decision: Decision,
): void {
  const add = (into: Record<string, number>, names: readonly string[]) => {
    for (const name of names) into[name] = (into[name] ?? 0) + 1;
  };
  if (decision.is === 'allowed') sums.verified += 1;
  else if (decision.is === 'waits') add(sums.waits, decision.for);
  else add(sums.refused, decision.why);
}

const STATE = { allowed: 'verified', waits: 'proposed', refused: 'refused' } as const;

/** The change that writes a decision down, with the case it was made on. */
export function changeOf(
  { proposal, entry, person, known }: BuiltCase,
  decision: Decision,
  now: number,
): ProposalChange {
  return {
    proposal,
    event: ['decided', decision],
    set: {
      // What the person takes back is withdrawn, whoever notices it first: it is no case for the health service.
      state: decision.is === 'refused' && decision.why.includes('still-needs') ? 'withdrawn' : STATE[decision.is],
      healthService: entry.healthService,
      decision: { ...decision, at: new Date(now) },
      case: sealJson(person.key.bytes, known),
    },
  };
}

/** Nothing new to write: it waits for the same things. */
function sameAs({ decision }: ProposalDoc, now: Decision): boolean {
  if (!decision || decision.is !== 'waits' || now.is !== 'waits') return false;
  return decision.norm === now.norm && decision.cause === now.cause && decision.for.join() === now.for.join();
}

/**
 * Whoever the registry says is dead: each open entry is proposed, whether or not somebody told us. Two people look at each, as at every death.
 */
async function proposeDeaths({ store, clock }: Services, programme: Programme): Promise<number> {
  let proposed = 0;
  const dead = store.persons
    .find({ programme: programme.id, 'checked.dead': true })
    .project<Pick<PersonDoc, '_id' | 'checked'>>({ checked: 1 });
  let batch: Pick<PersonDoc, '_id' | 'checked'>[] = [];
  const write = async () => {
    const entries = await store.entries
      .find({ person: { $in: batch.map(({ _id }) => _id) } })
      .project<Pick<EntryDoc, '_id' | 'person' | 'state' | 'outcome'>>({ person: 1, state: 1, outcome: 1 })
      .toArray();
    const open = entries.filter(({ state }) => state === 'open');
    const known = new Set(
      (
        await store.proposals
          .find({ _id: { $in: open.map(({ _id }) => `registry:${_id}`) } })
          .project<{ _id: string }>({ _id: 1 })
          .toArray()
      ).map(({ _id }) => _id),
    );
    const at = new Date(clock.now());
    const fresh = open
      .filter(({ _id }) => !known.has(`registry:${_id}`))
      .map(({ _id, person, outcome }): ProposalDoc => ({
        _id: `registry:${_id}`, programme: programme.id, entry: _id, person, is: 'deceasedReported', state: 'proposed', at, assurance: 0,
        ...(outcome?.is === 'deceasedReported' ? { conversation: outcome.conversation, turn: outcome.turn } : { conversation: '', turn: 0 }),
      })); // prettier-ignore
    if (fresh.length > 0) {
      await store.proposals.insertMany(fresh, { ordered: false }).catch((error: unknown) => {
        if (!onlyDuplicates(error)) throw error;
      });
      proposed += fresh.length;
    }
    batch = [];
  };
  for await (const person of dead) {
    batch.push(person);
    if (batch.length === CASES_AT_ONCE) await write();
  }
  if (batch.length > 0) await write();
  return proposed;
}
