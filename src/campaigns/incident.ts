/** Something went wrong: all sends stop while answers go on, who got what is known, they are told, and decisions are looked at again. */
import { writeFile } from 'node:fs/promises';
import { taskDueAt } from '../desk/due.js';
import { UserError } from '../domain/failure.js';
import { pullForward } from '../outbox/pull-forward.js';
import { INCIDENT, tell } from '../outbox/stops.js';
import type { Programme } from '../programmes/programme.js';
import { bulkUpdate } from '../store/bulk.js';
import type { ConversationDoc, DeskTaskDoc, MessageDoc, ProposalDoc } from '../store/documents.js';
import { onlyDuplicates } from '../store/duplicates.js';
import { handleEvents } from '../turn/handle.js';
import { forgetBanner, incidentOf, type Incident } from '../turn/banner.js';
import type { Services } from '../turn/services.js';
import { segmentsOf, toGsm7 } from '../words/gsm7.js';

const BATCH = 200;

/** From now on nothing opens and nothing reminds, in no campaign. Declared again it takes the new words. Throws `UserError` for a banner that does not fit. */
export async function declareIncident(
  services: Services,
  { by, why, banner = null }: { readonly by: string; readonly why: string; readonly banner?: string | null },
): Promise<Incident> {
  if (banner !== null) mustFit(banner, 1);
  const incident: Incident = { at: new Date(services.clock.now()), by, why, banner };
  await services.store.settings.updateOne({ _id: INCIDENT }, { $set: { value: incident } }, { upsert: true });
  forgetBanner(services);
  services.log.error({ by }, 'an incident is declared: nothing is sent but answers');
  await tell(services, `incident:${incident.at.toISOString()}`);
  return incident;
}

/** What was held back goes on at once. Returns how many messages. Throws `UserError` when there is no incident. */
export async function endIncident(services: Services, by: string): Promise<number> {
  if ((await incidentOf(services)) === null)
    throw new UserError(
      'no-incident',
      'There is no incident.',
      'Declare one: vigente incident begin --by NAME --why TEXT',
    );
  await services.store.settings.updateOne({ _id: INCIDENT }, { $set: { value: null } });
  forgetBanner(services);
  services.log.warn({ by }, 'the incident is over: what was held back goes on');
  return pullForward(services, null);
}

/** Which messages: those of a time, with these words if a key is given (`who.ask`). */
export interface Which {
  readonly since: Date;
  readonly until: Date;
  readonly key?: string;
}

export interface Reached {
  readonly conversations: number;
  readonly people: number;
  /** By words, channel and what became of them: "who.ask sms delivered". */
  readonly messages: Readonly<Record<string, number>>;
}

const LEFT: MessageDoc['state'][] = ['sent', 'delivered', 'read', 'unknown'];

/** Who got what. `file`: a line a message (when, conversation, words, channel, state), no number and no name. */
export async function reachedBy(
  services: Services,
  programme: Programme,
  which: Which,
  file?: string,
): Promise<Reached> {
  const conversations = new Set<string>();
  const people = new Set<string>();
  const counts = new Map<string, number>();
  const lines = ['at;conversation;key;channel;state'];
  for await (const each of sentMessages(services, programme, which)) {
    conversations.add(each.conversation);
    if (each.person) people.add(each.person);
    const name = `${each.key ?? ''} ${each.channel} ${each.state}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (file !== undefined)
      lines.push([each.at.toISOString(), each.conversation, each.key ?? '', each.channel, each.state].join(';'));
  }
  if (file !== undefined) await writeFile(file, `${lines.join('\n')}\n`);
  return { conversations: conversations.size, people: people.size, messages: Object.fromEntries([...counts].sort()) };
}

const sentMessages = ({ store }: Services, programme: Programme, { since, until, key }: Which) =>
  store.messages
    .find({
      programme: programme.id,
      direction: 'out',
      state: { $in: LEFT },
      at: { $gte: since, $lte: until },
      ...(key === undefined ? {} : { key }),
    })
    .project<Pick<MessageDoc, 'conversation' | 'person' | 'key' | 'channel' | 'state' | 'at'>>({
      conversation: 1,
      person: 1,
      key: 1,
      channel: 1,
      state: 1,
      at: 1,
    });

/**
 * Says the correction to exactly those, once each however often it is run under the same `name`. Whoever has said STOP since, and the dead,
 * get none (counted by the message's own state). Returns in how many conversations. Throws `UserError` for a text that does not fit.
 */
export async function correct(
  services: Services,
  programme: Programme,
  which: Which,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<number> {
  mustFit(`${programme.numbers.sender}: ${text} Dudas ${programme.numbers.info}`, programme.sms.maxSegments);
  const ids = new Set<string>();
  for await (const { conversation } of sentMessages(services, programme, which)) ids.add(conversation);
  const all = [...ids];
  const at = services.clock.now();
  let told = 0;
  for (let from = 0; from < all.length; from += BATCH)
    told += await handleEvents(
      services,
      all.slice(from, from + BATCH).map((conversation) => ({
        conversation,
        event: { kind: 'correction' as const, eventId: `correction:${name}`, at, text },
      })),
    );
  return told;
}

function mustFit(text: string, segments: number): void {
  if (/https?:|www\.|\{|\}/i.test(text))
    throw new UserError(
      'text-wrong',
      'A link or a brace stands in the text.',
      'Patients are never sent links; write plain words.',
    );
  if (segmentsOf(toGsm7(text)) > segments)
    throw new UserError(
      'text-too-long',
      `The text takes ${segmentsOf(toGsm7(text))} SMS segments.`,
      `At most ${segments}.`,
    );
}

/** What is open on a channel that is restricted goes on by SMS. Returns how many conversations moved. */
export async function leaveChannel(services: Services, programme: Programme, channel: 'whatsapp'): Promise<number> {
  let moved = 0;
  for (;;) {
    const found = await services.store.conversations
      .find({ programme: programme.id, channel, live: true })
      .limit(BATCH)
      .project<Pick<ConversationDoc, '_id' | 'turn'>>({ turn: 1 })
      .toArray();
    const at = services.clock.now();
    const taken = await handleEvents(
      services,
      found.map(({ _id, turn }) => ({
        conversation: _id,
        event: { kind: 'channelLost' as const, eventId: `left:${channel}:${turn}`, at, channel },
      })),
    );
    moved += taken;
    if (taken === 0) return moved;
  }
}

/** Whatever has not left; what was approved is approved no more. */
const RETURNED = ['proposed', 'verified', 'approved'] as const;

/** Proposals since a moment go back to review: nothing of them is exported until a person has looked. Returns how many. */
export async function returnProposals(services: Services, programme: Programme, since: Date): Promise<number> {
  const { store, clock } = services;
  const at = new Date(clock.now());
  let returned = 0;
  const found = store.proposals.find({
    programme: programme.id,
    state: { $in: [...RETURNED] },
    at: { $gte: since },
  });
  let batch: ProposalDoc[] = [];
  const write = async () => {
    if (batch.length === 0) return;
    const tasks = batch.map(({ _id, person, entry, conversation }): DeskTaskDoc => ({
      _id: `${_id}:incident`, programme: programme.id, queue: 'review', reason: 'incident', person, entry, conversation, state: 'open', at,
      dueAt: new Date(taskDueAt('review', at.getTime(), programme)),
    })); // prettier-ignore
    // The task first: a proposal that is taken back is in somebody's queue.
    await store.deskTasks.insertMany(tasks, { ordered: false }).catch((error: unknown) => {
      if (!onlyDuplicates(error)) throw error;
    });
    await bulkUpdate(
      store,
      store.proposals,
      batch.map(({ _id }) => ({
        updateOne: {
          filter: { _id, state: { $in: [...RETURNED] } },
          update: { $set: { state: 'returned' as const, approvals: [], touchedAt: new Date(clock.now()) } },
        },
      })),
    );
    returned += batch.length;
    batch = [];
  };
  for await (const proposal of found) {
    batch.push(proposal);
    if (batch.length === BATCH) await write();
  }
  await write();
  return returned;
}
