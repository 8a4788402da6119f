/** The whole database against what its turns say, recomputed here (DESIGN §3.2, §3.3, §3.9, §3.12). */
import { statesFor } from '../../src/campaigns/campaign.js';
import { isRemoving } from '../../src/domain/outcome.js';
import { verifyChain } from '../support/audit-chain.js';
import { openJson } from '../../src/privacy/vault.js';
import { cadenceOf } from '../../src/programmes/cadence.js';
import type { ConversationDoc, EntryOutcome } from '../../src/store/documents.js';
import { bytesOf, loadConversations } from '../../src/store/loadConversations.js';
import type { TurnRecord } from '../../src/turn/conversation.js';
import type { Services } from '../../src/turn/services.js';

interface Told {
  readonly doc: ConversationDoc;
  readonly record: TurnRecord;
}

/** What is wrong, in words. */
export async function audit(services: Services): Promise<string[]> {
  const { store } = services;
  const wrong: string[] = [];
  const hold = (ok: boolean, what: string) => {
    if (!ok) wrong.push(what);
  };
  const loaded = await loadConversations(
    store,
    (await store.conversations.find({}).toArray()).map(({ _id }) => _id),
  );
  const told: Told[] = [];
  const eventsOf = new Map<string, string>();
  for (const { doc, key } of loaded.values()) {
    const rows = (await store.turns.find({ conversation: doc._id }).toArray()).sort((a, b) => a.turn - b.turn);
    hold(doc.pending.length === 0, 'a turn is not written down');
    hold(rows.length === doc.turn && rows.every(({ turn }, n) => turn === n + 1), `turns ${rows.map(({ turn }) => turn).join()} of ${doc.turn}`); // prettier-ignore
    hold(await verifyChain(store, doc._id), 'the audit chain is broken');
    const records = rows.map(({ secret }) => openJson<TurnRecord>(key.bytes, bytesOf(secret)));
    for (const record of records) {
      const said = record.kind === 'said' ? record.eventId : `${doc._id} ${record.eventId}`;
      hold(!eventsOf.has(said), `${record.kind} is applied twice`);
      eventsOf.set(said, doc._id);
      told.push({ doc, record });
    }
    const last = Object.fromEntries(records.flatMap(({ outcomes }) => outcomes.map(({ entry, is }) => [entry, is])));
    for (const [entry, is] of Object.entries(last)) hold(doc.outcomes[entry]?.is === is, `a conversation says ${doc.outcomes[entry]?.is}, its turns ${is}`); // prettier-ignore
    const programme = services.programmes.get(doc.programme);
    const rule = programme && cadenceOf(programme, doc.cadence).attempts;
    hold((doc.attempts ?? []).length <= (rule?.perPerson ?? 0), `${doc.attempts?.length} attempts`);
    for (const [channel, most] of Object.entries(rule?.perChannel ?? {}))
      hold((doc.attempts ?? []).filter((each) => each.channel === channel).length <= most, `too many attempts by ${channel}`); // prettier-ignore
    if (doc.campaign)
      hold(await wasOpen(services, doc.campaign, doc.openedAt), 'opened while its campaign was not open');
  }
  told.sort((a, b) => a.record.at - b.record.at || a.record.turn - b.record.turn);
  await outcomes(services, told, hold);
  await proposals(services, told, hold);
  await tasks(services, told, hold);
  const inbound = await store.inbound.find({ state: { $ne: 'applied' } }).toArray();
  hold(inbound.length === 0, `${inbound.length} messages are never applied`);
  return wrong;
}

type Hold = (ok: boolean, what: string) => void;

async function outcomes({ store }: Services, told: readonly Told[], hold: Hold): Promise<void> {
  const now = new Map<string, EntryOutcome>();
  const settle = (entry: string, outcome: EntryOutcome) => {
    const before = now.get(entry);
    if (outcome.is !== 'notLocated' || before === undefined) now.set(entry, outcome);
  };
  for (const { doc, record } of told) {
    const base = { at: new Date(record.at), assurance: record.assurance, conversation: doc._id, turn: record.turn };
    for (const { entry, is, details } of record.outcomes) {
      settle(entry, { is, ...base });
      hold(record.kind === 'said', `${is} without a word of the person`);
      if (!isRemoving(is)) continue;
      hold(record.assurance >= 2, `${is} at assurance ${record.assurance}`);
      hold((details.confirmations ?? 0) >= 2, `${is} confirmed ${details.confirmations} times`);
    }
    for (const entry of record.notLocated) settle(entry, { is: 'notLocated', ...base });
  }
  // Written without a turn: every number was tried, and none was left.
  for (const { entry, is, at } of await store.outcomes.find({ conversation: '' }).toArray()) {
    hold(is === 'notLocated', `${is} without a conversation`);
    settle(entry, { is, at, assurance: 0, conversation: '', turn: 0 });
  }
  for (const { _id, outcome } of await store.entries.find({}).toArray())
    hold((outcome?.is ?? null) === (now.get(_id)?.is ?? null), `an entry says ${outcome?.is}, the turns ${now.get(_id)?.is}`); // prettier-ignore
}

async function proposals({ store }: Services, told: readonly Told[], hold: Hold): Promise<void> {
  const expected = new Map<string, { readonly entry: string; readonly conversation: string; state: string }>();
  for (const { doc, record } of told) {
    const settled = [...record.outcomes, ...record.notLocated.map((entry) => ({ entry, is: 'notLocated' as const }))];
    settled.forEach(({ entry, is }, n) => {
      if (isRemoving(is))
        expected.set(`${doc._id}:${record.turn}:${n}`, { entry, conversation: doc._id, state: 'proposed' }); // prettier-ignore
      else for (const proposal of expected.values()) if (proposal.entry === entry) proposal.state = 'withdrawn';
    });
    if (record.facts.some(({ fact }) => fact === 'wrongPerson'))
      for (const proposal of expected.values()) if (proposal.conversation === doc._id) proposal.state = 'withdrawn';
  }
  const found = await store.proposals.find({}).toArray();
  hold(found.length === expected.size, `${found.length} proposals, ${expected.size} of the turns`);
  for (const { _id, state, entry } of found) {
    hold(state === expected.get(_id)?.state, `a proposal is ${state}, of the turns ${expected.get(_id)?.state}`);
    const open = found.filter((each) => each.entry === entry && each.state === 'proposed');
    hold(open.length <= 1, `${open.map(({ is }) => is).join(' and ')} are proposed of one entry`);
    const outcome = (await store.entries.findOne({ _id: entry }))?.outcome?.is;
    hold(state !== 'proposed' || (outcome !== undefined && isRemoving(outcome)), `proposed, and the entry says ${outcome}`); // prettier-ignore
  }
}

async function tasks({ store }: Services, told: readonly Told[], hold: Hold): Promise<void> {
  const expected = told.flatMap(({ doc, record }) => record.handOffs.map(({ queue, reason }, n) => `${doc._id}:${record.turn}:task${n} ${queue} ${reason}`)); // prettier-ignore
  // Those of no conversation are of a channel, or of somebody without a number that answers.
  const found = (await store.deskTasks.find({}).toArray()).filter(({ conversation }) => conversation);
  const names = found.map(({ _id, queue, reason }) => `${_id} ${queue} ${reason}`);
  for (const name of expected.filter((each) => !names.includes(each))) hold(false, `no task of ${name}`);
  for (const name of names.filter((each) => !expected.includes(each))) hold(false, `a task of no turn: ${name}`);
}

/** Was the campaign open at that moment? Told by its log. */
async function wasOpen({ store }: Services, id: string, at: Date): Promise<boolean> {
  const campaign = await store.campaigns.findOne({ _id: id });
  const before = (campaign?.log ?? []).filter((line) => line.at <= at).map(({ what }) => what);
  const last = before.filter((what) => ['start', 'pause', 'resume', 'stop', 'finish'].includes(what)).at(-1);
  return last === 'start' || last === 'resume' || (last === 'finish' && statesFor('finish').includes('running'));
}
