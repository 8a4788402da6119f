/** Mongoose schemas and the indexes of every collection. Hot paths use the driver on the same collections. */
import { createHash } from 'node:crypto';
import mongoose, { type Connection, type Model } from 'mongoose';
import { OUTCOMES } from '../domain/outcome.js';
import { CHANNELS } from '../domain/channel.js';
import type { Collection } from 'mongodb';
import type { Collections } from './store.js';
import { DESK_SCHEMAS } from './desk-schemas.js';
import { DISCHARGE_SCHEMAS } from './discharge-schemas.js';
import { PORTAL_SCHEMAS } from './portal-schemas.js';
import { SOURCE_SCHEMAS } from './source-schemas.js';
import { API_SCHEMAS } from './api-schemas.js';
import { id, options, sealed, text, when } from './schema-parts.js';

const { Schema } = mongoose;
const { Mixed } = Schema.Types;
const outcome = { type: String, enum: [...OUTCOMES], required: true } as const;
const channel = { type: String, enum: [...CHANNELS], required: true } as const;

const person = new Schema(
  {
    ...id, programme: text, documentType: String, key: sealed, secret: sealed,
    contacts: [new Schema({ address: text, kind: text, rule: String, shared: Boolean, status: text, statusAt: Date, from: text, secret: Buffer, notOnWhatsApp: Date, whatsappOptIn: Mixed, responsible: Mixed, lookedUp: Mixed, silentAt: Date, guarded: Boolean, history: [Mixed] }, { _id: false })],
    sex: Number, birthYear: Number, insurer: Number, prais: Boolean, region: Number, rurality: Number, commune: String, searched: [Mixed],
    synthetic: { type: Boolean, required: true }, asking: { type: Mixed, required: true }, death: Mixed, never: Mixed, checked: Mixed, askedAt: Date, answeredAt: Date, shortNotice: Mixed,
    differences: [Mixed], hash: text, importId: text, reported: [Mixed],
  },
  { ...options, collection: 'persons' },
); // prettier-ignore
person.index({ 'contacts.address': 1 });
person.index({ 'asking.campaign': 1, 'asking.state': 1, 'asking.dueAt': 1 });
// Those whom a campaign has begun with before are looked for by themselves (campaigns/start.ts).
person.index({ 'asking.campaign': 1, 'asking.state': 1, 'asking.again': 1, 'asking.dueAt': 1 });

// Few people have any: only they are in it.
person.index({ 'differences.at': 1 }, { sparse: true });

const entry = new Schema(
  {
    ...id, programme: text, person: text, state: { type: String, enum: ['open', 'closed'], required: true }, type: Number,
    careCode: String, plane: String, limb: String, enteredOn: String, healthService: Number, origin: String, destination: String,
    exitedOn: String, exitCause: Number, appointmentOn: String, sigteId: String, localId: String, secret: sealed, hash: text,
    importId: text, synthetic: Boolean, outcome: Mixed, appointment: Mixed,
  },
  { ...options, collection: 'entries' },
); // prettier-ignore
entry.index({ person: 1 });
entry.index({ programme: 1, importId: 1 });
entry.index({ programme: 1, enteredOn: 1 });

const address = new Schema(
  { ...id, live: String, liveSince: Date, last: String, lastAt: Date, aliasOf: String, reach: Buffer, openedAt: Date },
  { ...options, collection: 'addresses' },
);
address.index({ openedAt: 1 });

const conversation = new Schema(
  {
    ...id, programme: text, person: String, address: text, channel, live: Boolean, ended: String, dialog: text, version: Number,
    state: text, secret: sealed, step: Number, assurance: Number, turn: { type: Number, required: true }, applied: [String],
    saidAt: Number, answered: Boolean, windowUntil: Number, askedIn: [String], outbox: { type: Mixed, required: true }, timers: [Mixed], outcomes: Mixed, pending: [Mixed], campaign: String, cadence: String, arm: String, zone: String, localDays: String, attempts: [Mixed],
    audit: Mixed, nextDueAt: Date, turnDueAt: Date, sendDueAt: Date, replyDueAt: Date, openedAt: when, touchedAt: when, synthetic: Boolean, key: Buffer, unverified: Boolean, held: Mixed,
  },
  { ...options, collection: 'conversations' },
); // prettier-ignore
conversation.index({ turnDueAt: 1 });
conversation.index({ channel: 1, sendDueAt: 1 });
conversation.index({ replyDueAt: 1 });
conversation.index({ person: 1 });
conversation.index({ campaign: 1, live: 1 });
conversation.index({ campaign: 1, openedAt: 1 });
conversation.index({ touchedAt: 1 });

const inbound = new Schema(
  { ...id, state: text, channel, address: text, receivedAt: when, saidAt: when, secret: sealed, conversation: String },
  { ...options, collection: 'inbound' },
);
inbound.index({ state: 1, receivedAt: 1 });

const message = new Schema(
  {
    ...id, conversation: text, person: String, programme: text, direction: text, channel, at: when, turn: Number, kind: String,
    key: String, state: text, segments: Number, failure: String, providerId: String, possibleDuplicate: Boolean, address: String,
    attempt: Number, via: String, template: String, cost: String, category: String, billable: Boolean, crossed: Boolean, sentAt: Date, deliveredAt: Date,
    readAt: Date, failedAt: Date,
  },
  { ...options, collection: 'messages' },
); // prettier-ignore
message.index({ conversation: 1, at: 1 });
message.index({ providerId: 1 });

const turn = new Schema(
  {
    ...id,
    conversation: text,
    person: String,
    turn: Number,
    at: when,
    event: text,
    from: text,
    to: text,
    secret: sealed,
  },
  { ...options, collection: 'turns' },
);
turn.index({ conversation: 1, turn: 1 });

const outcomeSchema = new Schema(
  {
    ...id, programme: text, entry: text, person: String, is: outcome, at: when, assurance: Number, conversation: text, turn: Number,
    channel, confirmations: Number, barrier: String, secret: Buffer,
  },
  { ...options, collection: 'outcomes' },
); // prettier-ignore
outcomeSchema.index({ entry: 1, at: 1 });
outcomeSchema.index({ at: 1 });

const proposal = new Schema(
  {
    ...id, programme: text, entry: text, person: text, is: outcome, state: text, at: when, assurance: Number, conversation: text,
    turn: Number, healthService: Number, claim: Mixed, revision: Number, decision: Mixed, case: Buffer, approvals: [Mixed], corrected: Buffer, batch: String, answer: Mixed, service: Mixed, refusal: Mixed,
    seenOpenOn: String, touchedAt: Date, audit: Mixed, unlogged: [Mixed],
  },
  { ...options, collection: 'proposals' },
); // prettier-ignore
proposal.index({ programme: 1, state: 1, at: 1 });
// Whoever sees one service sees its oldest first: among those of thirty they would be looked for.
proposal.index({ programme: 1, state: 1, healthService: 1, at: 1 });
proposal.index({ programme: 1, state: 1, touchedAt: 1 });
proposal.index({ batch: 1 });
proposal.index({ touchedAt: 1 });
proposal.index({ entry: 1, state: 1 });
proposal.index({ person: 1 });

const hold = new Schema({ ...id, at: when, conversation: text, lifted: Mixed }, { ...options, collection: 'holds' });

const suppression = new Schema(
  { ...id, why: text, over: String, at: when, conversation: text },
  { ...options, collection: 'suppressions' },
);

const report = new Schema(
  { ...id, receivedAt: when, dueAt: when, report: { type: Mixed, required: true } },
  { ...options, collection: 'reports' },
);
report.index({ dueAt: 1 });

const template = new Schema(
  { ...id, status: text, category: String, quality: String, contentSid: String, why: String, at: when },
  { ...options, collection: 'templates' },
);

const channelStop = new Schema({ ...id, why: text, at: when }, { ...options, collection: 'channelStops' });

const optOut = new Schema(
  {
    ...id, programme: text, action: text, scopes: [String], by: text, channel, at: when, conversation: text, inboundId: String,
  },
  { ...options, collection: 'optOuts' },
); // prettier-ignore
optOut.index({ scopes: 1 });

const media = new Schema(
  {
    ...id, conversation: text, person: String, via: text, type: text, state: text, tries: Number, dueAt: when, reference: sealed,
    at: Date, bytes: Buffer,
  },
  { ...options, collection: 'media' },
); // prettier-ignore
media.index({ state: 1, dueAt: 1 });
media.index({ conversation: 1 });

const importSchema = new Schema(
  {
    ...id, programme: text, file: text, state: text, lastLine: Number, today: text, startedAt: when, finishedAt: Date, rows: Number,
    changed: Number,
  },
  { ...options, collection: 'imports' },
); // prettier-ignore

const job = new Schema(
  {
    ...id, kind: text, programme: text, by: String, params: Mixed, state: text, done: Number, total: Number, result: Mixed, failure: Mixed,
    files: [String], at: when, touchedAt: when, endedAt: Date, host: text,
  },
  { ...options, collection: 'jobs' },
); // prettier-ignore
job.index({ kind: 1, at: 1 });

const onCall = new Schema({ ...id, at: when, times: Number, nextAt: when }, { ...options, collection: 'onCalls' });

const audit = new Schema(
  { ...id, stream: text, seq: Number, at: when, event: text, link: text },
  { ...options, collection: 'audit' },
);
audit.index({ stream: 1, seq: 1 });

const campaign = new Schema(
  {
    ...id, programme: text, name: text, state: text, resumes: String, universe: [Mixed], cadence: text, arms: [Mixed], seed: Number, pace: Mixed,
    firstWave: Number, budget: Number, spent: Number, alarms: Mixed, confirmed: Mixed, begun: Number, hour: Mixed, banner: String, createdAt: when,
    startedAt: Date, endedAt: Date, enrolled: Number, excluded: Mixed, log: [Mixed],
  },
  { ...options, collection: 'campaigns' },
); // prettier-ignore

const setting = new Schema({ ...id, value: Mixed }, { ...options, collection: 'settings' });

export interface SettingDoc {
  readonly _id: string;
  readonly value: unknown;
}

/** A model for each collection of the store. */
export type Models = {
  readonly [K in keyof Collections]: Model<Collections[K] extends Collection<infer Doc> ? Doc : never>;
};

const SCHEMAS = {
  persons: person, entries: entry, addresses: address, conversations: conversation, inbound, messages: message, turns: turn,
  outcomes: outcomeSchema, proposals: proposal, holds: hold, suppressions: suppression, reports: report, templates: template,
  channelStops: channelStop, optOuts: optOut, media, imports: importSchema, jobs: job, onCalls: onCall,
  audit, campaigns: campaign, settings: setting, ...SOURCE_SCHEMAS, ...DISCHARGE_SCHEMAS, ...API_SCHEMAS, ...PORTAL_SCHEMAS, ...DESK_SCHEMAS,
}; // prettier-ignore

/** The models on one connection; nothing global, so that tests and a scratch database never share. */
export function modelsOf(connection: Connection): Models {
  const models: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(SCHEMAS))
    models[name] = connection.model(name, schema as mongoose.Schema);
  return models as unknown as Models;
}

/** Makes the collections and their indexes, once for each set of them: a second start of a large database waits for nothing. */
export async function prepare(models: Models): Promise<void> {
  const indexes = Object.entries(SCHEMAS).map(([name, schema]) => [name, (schema as mongoose.Schema).indexes()]);
  const value = createHash('sha256').update(JSON.stringify(indexes)).digest('hex');
  const prepared = await models.settings.findById('indexes').lean();
  if (prepared?.value === value) return;
  for (const model of Object.values(models) as unknown as Model<unknown>[]) {
    await model.createCollection();
    await model.createIndexes();
  }
  await models.settings.updateOne({ _id: 'indexes' }, { $set: { value } }, { upsert: true });
}
