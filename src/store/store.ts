/** The database as the program sees it: typed collections, the models, the vault. */
import mongoose from 'mongoose';
import type { CampaignDoc } from '../campaigns/campaign.js';
import type { Collection, Db, GridFSChunk, GridFSFile, MongoClient, WriteConcern } from 'mongodb';
import { UserError } from '../domain/failure.js';
import type { Journal } from './journal.js';
import type { Vault } from '../privacy/vault.js';
import type * as docs from './documents.js';
import { modelsOf, prepare, type Models, type SettingDoc } from './schemas.js';

/** Acknowledged means on disk of a majority: without `j: true` a killed server loses acknowledged writes (DESIGN §6, measured). */
export const DURABLE: { writeConcern: WriteConcern } = { writeConcern: { w: 'majority', j: true } as WriteConcern };

export interface Collections {
  readonly persons: Collection<docs.PersonDoc>;
  readonly entries: Collection<docs.EntryDoc>;
  readonly addresses: Collection<docs.AddressDoc>;
  readonly conversations: Collection<docs.ConversationDoc>;
  readonly inbound: Collection<docs.InboundDoc>;
  readonly messages: Collection<docs.MessageDoc>;
  readonly turns: Collection<docs.TurnDoc>;
  readonly outcomes: Collection<docs.OutcomeDoc>;
  readonly proposals: Collection<docs.ProposalDoc>;
  readonly holds: Collection<docs.HoldDoc>;
  readonly evidence: Collection<docs.EvidenceDoc>;
  readonly batches: Collection<docs.BatchDoc>;
  readonly alarmSignatures: Collection<docs.AlarmSignatureDoc>;
  readonly samples: Collection<docs.SampleDoc>;
  readonly users: Collection<docs.UserDoc>;
  readonly sessions: Collection<docs.SessionDoc>;
  readonly signIns: Collection<docs.SignInDoc>;
  readonly seals: Collection<docs.SealDoc>;
  readonly chainHeads: Collection<docs.ChainHeadDoc>;
  readonly deskTasks: Collection<docs.DeskTaskDoc>;
  readonly deskClaims: Collection<docs.DeskClaimDoc>;
  readonly callAttempts: Collection<docs.CallAttemptDoc>;
  readonly routings: Collection<docs.RoutingDoc>;
  readonly centres: Collection<docs.CentreDoc>;
  readonly suppressions: Collection<docs.SuppressionDoc>;
  readonly reports: Collection<docs.ReportDoc>;
  readonly templates: Collection<docs.TemplateDoc>;
  readonly channelStops: Collection<docs.ChannelStopDoc>;
  readonly optOuts: Collection<docs.OptOutDoc>;
  readonly media: Collection<docs.MediaDoc>;
  readonly imports: Collection<docs.ImportDoc>;
  readonly jobs: Collection<docs.JobDoc>;
  readonly onCalls: Collection<docs.OnCallDoc>;
  readonly audit: Collection<docs.AuditDoc>;
  readonly campaigns: Collection<CampaignDoc>;
  readonly appointments: Collection<docs.AppointmentDoc>;
  readonly payments: Collection<docs.PaymentDoc>;
  readonly slots: Collection<docs.SlotDoc>;
  readonly bookings: Collection<docs.BookingDoc>;
  readonly errands: Collection<docs.ErrandDoc>;
  readonly waiting: Collection<docs.WaitingDoc>;
  readonly freedPlaces: Collection<docs.FreedPlaceDoc>;
  readonly placeOffers: Collection<docs.PlaceOfferDoc>;
  readonly reminders: Collection<docs.ReminderDoc>;
  readonly proofTries: Collection<docs.ProofTriesDoc>;
  readonly callWaits: Collection<docs.CallWaitDoc>;
  readonly followUps: Collection<docs.FollowUpDoc>;
  readonly professionals: Collection<docs.ProfessionalDoc>;
  readonly sources: Collection<docs.SourceDoc>;
  readonly portalLinks: Collection<docs.PortalLinkDoc>;
  readonly portalSessions: Collection<docs.PortalSessionDoc>;
  readonly portalTries: Collection<docs.PortalTriesDoc>;
  readonly ratings: Collection<docs.RatingDoc>;
  readonly portalFiles: Collection<docs.PortalFileDoc>;
  /** GridFS (`portal/files.ts`). */
  readonly 'portalBytes.files': Collection<GridFSFile>;
  readonly 'portalBytes.chunks': Collection<GridFSChunk>;
  readonly settings: Collection<SettingDoc>;
  readonly apiTokens: Collection<docs.ApiTokenDoc>;
  readonly apiAnswers: Collection<docs.ApiAnswerDoc>;
  readonly webhooks: Collection<docs.WebhookDoc>;
}

export interface Store extends Collections {
  readonly db: Db;
  readonly models: Models;
  readonly vault: Vault;
  readonly client: MongoClient;
  /** The engine syncs each update of a bulk by itself: many belong in one transaction (`bulk.ts`). */
  readonly oneCommit: boolean;
  /** Where every suppression is also written, outside the database; null = nowhere (scratch databases). */
  readonly journal: Journal | null;
  close(): Promise<void>;
}

/** Connects, and makes collections and indexes. Throws `UserError` when the database does not answer within 10 s. */
export async function openStore(
  uri: string,
  database: string,
  vault: Vault,
  { oneCommit = false, journal = null }: { readonly oneCommit?: boolean; readonly journal?: Journal | null } = {},
): Promise<Store> {
  let connection;
  try {
    connection = await mongoose
      .createConnection(uri, {
        dbName: database,
        serverSelectionTimeoutMS: 10_000,
        ignoreUndefined: true,
        retryWrites: false,
        maxPoolSize: 20,
      })
      .asPromise();
  } catch (error) {
    throw new UserError(
      'database-away',
      `The database does not answer: ${(error as Error).message}`,
      'Is it running? Check MONGODB_URI, or see: vigente doctor',
    );
  }
  const models = modelsOf(connection);
  await prepare(models);
  const db = connection.db as unknown as Db;
  const collections = Object.fromEntries(
    Object.keys(models).map((name) => [name, db.collection(name, DURABLE)]),
  ) as unknown as Collections;
  const client = connection.getClient() as unknown as MongoClient;
  return { ...collections, db, models, vault, client, oneCommit, journal, close: () => connection.close() };
}

/**
 * A database holds demonstration people or real ones, never both (DESIGN §3.14). The first list decides, for good.
 * Throws `UserError` when the other kind is about to enter.
 */
export async function claimKind(store: Store, kind: 'synthetic' | 'real'): Promise<void> {
  try {
    await store.settings.insertOne({ _id: 'kind', value: kind });
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
  }
  const found = await kindOf(store);
  if (found !== kind) {
    throw new UserError(
      'kinds-mixed',
      found === 'synthetic'
        ? 'This database holds invented people; a real list may not enter it.'
        : 'This database holds real people; invented people may not enter it.',
      found === 'synthetic'
        ? 'Use another data folder: VIGENTE_DATA=/path/to/new-folder. If the people of the list are invented too, add --synthetic.'
        : 'Use another data folder: VIGENTE_DATA=/path/to/new-folder',
    );
  }
}

export async function kindOf(store: Store): Promise<'synthetic' | 'real' | null> {
  const setting = await store.settings.findOne({ _id: 'kind' });
  return (setting?.value as 'synthetic' | 'real' | undefined) ?? null;
}
