/** Schemas of the desk: tasks, who is at them, calls. */
import mongoose from 'mongoose';
import { QUEUES } from '../domain/effect.js';
import { CALL_RESULTS } from './desk-documents.js';
import { id, options, text, when } from './schema-parts.js';

const { Schema } = mongoose;
const { Mixed } = Schema.Types;

const deskTask = new Schema(
  {
    ...id, programme: text, queue: { type: String, enum: [...QUEUES], required: true }, reason: text, person: String, entry: String,
    conversation: String, state: text, at: when, dueAt: when, request: String, number: String, language: String, unverified: Boolean, secret: Buffer,
    readyAt: Date, waitsFor: String, question: Mixed, closed: Mixed, notes: [Mixed],
    centre: String, moved: Boolean,
  },
  { ...options, collection: 'deskTasks' },
); // prettier-ignore
deskTask.index({ state: 1, dueAt: 1 });
deskTask.index({ state: 1, queue: 1, at: 1 });
deskTask.index({ number: 1 });
deskTask.index({ person: 1, state: 1 });
deskTask.index({ 'closed.at': 1 });
deskTask.index({ waitsFor: 1 });
// How many wait at a centre, and what no centre has yet.
deskTask.index({ programme: 1, state: 1, centre: 1 });
deskTask.index({ programme: 1, state: 1, queue: 1, centre: 1, at: 1 });

const deskClaim = new Schema(
  { ...id, by: text, task: text, at: when, until: when, call: Mixed },
  { ...options, collection: 'deskClaims' },
);
deskClaim.index({ by: 1 });
deskClaim.index({ until: 1 });

const callAttempt = new Schema(
  {
    ...id, programme: text, person: String, task: text, by: text, at: when, result: { type: String, enum: [...CALL_RESULTS], required: true }, code: Number,
    address: String, callBackAt: Date,
  },
  { ...options, collection: 'callAttempts' },
); // prettier-ignore
callAttempt.index({ at: 1 });
callAttempt.index({ person: 1, at: 1 });

const routing = new Schema(
  { ...id, programme: text, what: text, at: when, own: text, to: String, why: String },
  { ...options, collection: 'routings' },
);
routing.index({ programme: 1, at: 1 });
routing.index({ at: 1 });

export const DESK_SCHEMAS = {
  deskTasks: deskTask,
  deskClaims: deskClaim,
  callAttempts: callAttempt,
  routings: routing,
};
