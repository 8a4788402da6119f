/** After a run: does the database hold what DESIGN §3 promises? Looks at the whole of it, with the eyes of an auditor. */
import { isRemoving } from '../domain/outcome.js';
import type { Services } from '../turn/services.js';
import { verifyAudit } from '../audit/verify.js';
import { Findings, type InvariantReport } from './findings.js';
import { JUDGED, judgeSent, type Judged } from './sent-messages.js';
import type { Population } from './people.js';
import type { World } from './world.js';

/** Entries read at once. */
const BATCH = 500;

export async function checkInvariants(
  services: Services,
  world: World,
  population: Population,
): Promise<InvariantReport> {
  const { store } = services;
  const findings = new Findings();
  const { hold } = findings;
  const conversations = new Map<string, Judged>();
  for await (const doc of store.conversations.find({}).project<Judged>(JUDGED)) conversations.set(doc._id, doc);
  const outcomes = await store.outcomes.find({}).toArray();

  const live = new Map<string, number>();
  for (const doc of conversations.values()) {
    if (doc.live) live.set(doc.address, (live.get(doc.address) ?? 0) + 1);
    hold(doc.pending.length === 0, () => `${doc._id}: a turn is not projected`);
    hold(doc.applied.length === new Set(doc.applied).size, () => `${doc._id}: an event was applied twice`);
  }
  const { firstBad } = await verifyAudit(store);
  for (const id of conversations.keys())
    hold(firstBad?.stream !== id, () => `${id}: the audit chain is broken: ${firstBad?.what} at ${firstBad?.seq}`);
  hold(firstBad === null || conversations.has(firstBad.stream), () => `${firstBad?.stream}: the audit chain is broken`);
  for (const [address, count] of live) hold(count === 1, () => `${address}: ${count} live conversations`);

  await judgeSent(services, world, conversations, findings);

  const isStrangers = (conversation: string) => world.strangers.has(conversations.get(conversation)?.address ?? '');
  for (const outcome of outcomes) {
    if (!isRemoving(outcome.is)) continue;
    hold(outcome.assurance >= 2, () => `${outcome._id}: a removal at assurance ${outcome.assurance}`);
    hold(outcome.confirmations >= 2, () => `${outcome._id}: a removal confirmed ${outcome.confirmations} times`);
    const manner = population.persons.get(outcome.person ?? '')?.manner;
    hold(
      manner !== 'relative' && manner !== 'silent' && !isStrangers(outcome.conversation),
      () => `${outcome._id}: a removal by ${manner ?? 'nobody'}`,
    );
  }
  const proposals = await store.proposals.find({ state: 'proposed' }).toArray();
  for (let at = 0; at < proposals.length; at += BATCH) {
    const batch = proposals.slice(at, at + BATCH);
    const entries = await store.entries.find({ _id: { $in: batch.map(({ entry }) => entry) } }).toArray();
    const said = new Map(entries.map(({ _id, outcome }) => [_id, outcome?.is]));
    for (const { _id, entry } of batch) {
      const is = said.get(entry);
      hold(is !== undefined && isRemoving(is), () => `${_id}: proposed although the person needs the care`);
    }
  }
  for await (const row of store.inbound.find({}).project<{ _id: string; state: string }>({ state: 1 }))
    hold(row.state === 'applied', () => `${row._id}: received and never applied`);
  return findings.report;
}
