/** After a run: does the database hold what DESIGN §3 promises? Looks at the whole of it, with the eyes of an auditor. */
import { isRemoving } from '../domain/outcome.js';
import type { Services } from '../turn/services.js';
import { verifyChain } from '../audit/chain.js';
import { Findings, type InvariantReport } from './findings.js';
import { JUDGED, judgeSent, type Judged } from './sent-messages.js';
import type { Population } from './people.js';
import type { World } from './world.js';

/** Chains that are read side by side. */
const TOGETHER = 20;

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
  const ids = [...conversations.keys()];
  for (let at = 0; at < ids.length; at += TOGETHER)
    await Promise.all(
      ids.slice(at, at + TOGETHER).map(async (id) => {
        const whole = await verifyChain(store, id);
        hold(whole, () => `${id}: the audit chain is broken`);
      }),
    );
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
  for await (const proposal of store.proposals.find({ state: 'proposed' })) {
    const entry = await store.entries.findOne({ _id: proposal.entry });
    hold(
      entry?.outcome !== null && entry?.outcome !== undefined && isRemoving(entry.outcome.is),
      () => `${proposal._id}: proposed although the person needs the care`,
    );
  }
  for await (const row of store.inbound.find({}).project<{ _id: string; state: string }>({ state: 1 }))
    hold(row.state === 'applied', () => `${row._id}: received and never applied`);
  return findings.report;
}
