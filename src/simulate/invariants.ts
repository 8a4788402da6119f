/** After a run: does the database hold what DESIGN §3 promises? Looks at the whole of it, with the eyes of an auditor. */
import { DateTime } from 'luxon';
import { isRemoving } from '../domain/outcome.js';
import { openPerson } from '../store/loadConversations.js';
import type { Services } from '../turn/services.js';
import { verifyChain } from '../privacy/audit.js';
import { Findings, type InvariantReport } from './findings.js';
import type { Population } from './people.js';
import type { World } from './world.js';

const IN_SPITE = ['stopConfirmation', 'closing', 'emergency'];

export async function checkInvariants(
  services: Services,
  world: World,
  population: Population,
): Promise<InvariantReport> {
  const { store } = services;
  const findings = new Findings();
  const { hold } = findings;
  const conversations = new Map((await store.conversations.find({}).toArray()).map((doc) => [doc._id, doc]));
  const outcomes = await store.outcomes.find({}).toArray();

  const live = new Map<string, number>();
  for (const doc of conversations.values()) {
    if (doc.live) live.set(doc.address, (live.get(doc.address) ?? 0) + 1);
    hold(doc.pending.length === 0, () => `${doc._id}: a turn is not projected`);
    hold(doc.applied.length === new Set(doc.applied).size, () => `${doc._id}: an event was applied twice`);
    hold(await verifyChain(store, doc._id), () => `${doc._id}: the audit chain is broken`);
  }
  for (const [address, count] of live) hold(count === 1, () => `${address}: ${count} live conversations`);

  // Nothing in a message that a stranger may not read; nothing after a STOP; opening messages within the hours.
  const ids = new Set<string>();
  const secrets = new Map(
    (await store.persons.find({}).toArray()).map((doc) => [doc._id, openPerson(store, doc).secret]),
  );
  for (const { at, message } of world.sent) {
    const doc = conversations.get(message.conversation);
    const programme = doc && services.programmes.get(doc.programme);
    hold(doc !== undefined && programme !== undefined, () => `${message.id}: sent without a conversation`);
    if (!doc || !programme) continue;
    hold(message.possibleDuplicate || !ids.has(message.id), () => `${message.id}: sent twice`);
    ids.add(message.id);
    const stopped = world.stoppedAt.get(message.address);
    hold(
      stopped === undefined || at <= stopped + 600_000 || IN_SPITE.includes(message.kind),
      () => `${message.id}: sent after a STOP`,
    );
    if (message.kind === 'first' || message.kind === 'reminder') {
      const local = DateTime.fromMillis(at, { zone: doc.zone ?? programme.zone }).toFormat('HH:mm');
      hold(
        services.anyHour || (local >= programme.hours.from && local < programme.hours.to),
        () => `${message.id}: sent at ${local}`,
      );
    }
    const secret = secrets.get(doc.person ?? '');
    const text = message.text.toUpperCase();
    hold(
      !secret?.documentNumber || !message.text.includes(secret.documentNumber),
      () => `${message.id}: names a document number`,
    );
    hold(
      !secret || secret.surname.length < 5 || !text.split(/[^\p{L}]+/u).includes(secret.surname.toUpperCase()),
      () => `${message.id}: names a surname`,
    );
    if (doc.assurance < 2)
      hold(
        !/\b(consulta|operaci[oó]n|examen|prótesis|cirug[ií]a|ecograf[ií]a|ortodoncia)\b/i.test(message.text),
        () => `${message.id}: names the care too early`,
      );
  }

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
  for (const proposal of await store.proposals.find({ state: 'proposed' }).toArray()) {
    const entry = await store.entries.findOne({ _id: proposal.entry });
    hold(
      entry?.outcome !== null && entry?.outcome !== undefined && isRemoving(entry.outcome.is),
      () => `${proposal._id}: proposed although the person needs the care`,
    );
  }
  for (const row of await store.inbound.find({}).toArray())
    hold(row.state === 'applied', () => `${row._id}: received and never applied`);
  return findings.report;
}
