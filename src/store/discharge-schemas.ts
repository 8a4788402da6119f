/** Mongoose schemas of what is kept on the way to a discharge. */
import mongoose from 'mongoose';
import { EVIDENCE_KINDS } from './discharge-documents.js';
import { id, options, sealed, text, when } from './schema-parts.js';

const { Schema } = mongoose;
const { Mixed } = Schema.Types;

const evidence = new Schema(
  {
    ...id, programme: text, kind: { type: String, enum: [...EVIDENCE_KINDS], required: true }, person: text, entry: String, source: text, at: when,
    loadedAt: when, secret: sealed,
  },
  { ...options, collection: 'evidence' },
); // prettier-ignore
evidence.index({ entry: 1 });
evidence.index({ person: 1 });

const batch = new Schema(
  {
    ...id, programme: text, by: text, state: text, openedAt: when, host: text, pid: Number, closedAt: Date, rows: Number, byCause: Mixed, byService: Mixed,
    byEstablishment: Mixed, files: [Mixed],
  },
  { ...options, collection: 'batches' },
); // prettier-ignore
batch.index({ programme: 1, openedAt: 1 });

const alarmSignature = new Schema(
  { ...id, programme: text, alarm: text, by: text, at: when, why: text, upTo: Number },
  { ...options, collection: 'alarmSignatures' },
);

const sample = new Schema(
  {
    ...id, programme: text, person: text, entry: text, drawnAt: when, healthService: Number, age: text, sex: Number, commune: String,
    insurer: Number, result: Mixed,
  },
  { ...options, collection: 'samples' },
); // prettier-ignore
sample.index({ programme: 1, drawnAt: 1 });

const user = new Schema(
  {
    ...id,
    role: text,
    services: [Number],
    centre: String,
    state: text,
    at: when,
    by: String,
    passwordHash: String,
    totp: Buffer,
    codeUsed: String,
  },
  { ...options, collection: 'users' },
);

const session = new Schema({ ...id, user: text, at: when, seenAt: when }, { ...options, collection: 'sessions' });
session.index({ user: 1 });

const signIn = new Schema({ ...id, tries: Number, at: when }, { ...options, collection: 'signIns' });

const seal = new Schema(
  { ...id, at: when, root: text, streams: Number, previous: String, signature: text, heads: Mixed },
  { ...options, collection: 'seals' },
);
seal.index({ at: 1 });

const chainHead = new Schema({ ...id, seq: Number, head: text, at: when }, { ...options, collection: 'chainHeads' });
chainHead.index({ at: 1 });

export const DISCHARGE_SCHEMAS = {
  chainHeads: chainHead,
  evidence,
  batches: batch,
  alarmSignatures: alarmSignature,
  samples: sample,
  users: user,
  seals: seal,
  sessions: session,
  signIns: signIn,
};
