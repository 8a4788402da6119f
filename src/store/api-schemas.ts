/** Mongoose schemas of what is kept for other systems. */
import mongoose from 'mongoose';
import { id, options, sealed, text, when } from './schema-parts.js';

const { Schema } = mongoose;
const { Mixed } = Schema.Types;

const apiToken = new Schema(
  { ...id, hash: text, role: text, services: [Number], for: String, state: text, at: when, expiresAt: when, usedAt: Date },
  { ...options, collection: 'apiTokens' },
); // prettier-ignore
apiToken.index({ hash: 1 }, { unique: true });

const apiAnswer = new Schema(
  { ...id, asked: text, at: when, lease: Mixed, status: Number, secret: Buffer },
  { ...options, collection: 'apiAnswers' },
);
apiAnswer.index({ at: 1 });

const webhook = new Schema(
  {
    ...id, programme: text, url: text, events: [String], services: [Number], state: text, at: when, secret: sealed, cursors: Mixed, failures: Number,
    nextAt: when, why: String, lease: Mixed, deliveredAt: Date,
  },
  { ...options, collection: 'webhooks' },
); // prettier-ignore

export const API_SCHEMAS = { apiTokens: apiToken, apiAnswers: apiAnswer, webhooks: webhook };
