/** Schemas of what the portal keeps. */
import mongoose from 'mongoose';
import { id, options, sealed, text, when } from './schema-parts.js';

const { Schema } = mongoose;
const { Mixed } = Schema.Types;

const portalLink = new Schema(
  { ...id, programme: text, person: text, address: text, at: when, expiresAt: when, usedAt: Date },
  { ...options, collection: 'portalLinks' },
);
portalLink.index({ person: 1 });

const portalSession = new Schema(
  {
    ...id, programme: text, person: text, known: Boolean, address: String, at: when, seenAt: when, locale: text, code: Mixed, proofs: Mixed,
    oidc: Buffer, newPhone: Buffer, notice: String, rated: Boolean,
  },
  { ...options, collection: 'portalSessions' },
); // prettier-ignore
portalSession.index({ person: 1 });
portalSession.index({ seenAt: 1 });

const portalTries = new Schema({ ...id, tries: Number, at: when }, { ...options, collection: 'portalTries' });
portalTries.index({ at: 1 });

const rating = new Schema(
  { ...id, programme: text, day: text, how: text, count: Number },
  { ...options, collection: 'ratings' },
);
rating.index({ day: 1 });

const portalFile = new Schema(
  {
    ...id, programme: text, person: text, kind: text, type: text, size: Number, sha256: text, at: when, entry: String, stored: text, secret: sealed,
  },
  { ...options, collection: 'portalFiles' },
); // prettier-ignore
portalFile.index({ person: 1 });

/** GridFS keeps its own order in them; they stand here so that they are made, backed up and restored with the others. */
const bytesFile = new Schema(
  { _id: Mixed, filename: text },
  { ...options, strict: false, collection: 'portalBytes.files' },
);
bytesFile.index({ filename: 1, uploadDate: 1 });
const bytesChunk = new Schema(
  { _id: Mixed, files_id: Mixed, n: Number },
  { ...options, strict: false, collection: 'portalBytes.chunks' },
);
bytesChunk.index({ files_id: 1, n: 1 }, { unique: true });

export const PORTAL_SCHEMAS = {
  portalLinks: portalLink,
  portalSessions: portalSession,
  portalTries,
  ratings: rating,
  portalFiles: portalFile,
  'portalBytes.files': bytesFile,
  'portalBytes.chunks': bytesChunk,
};
